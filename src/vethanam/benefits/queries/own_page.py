"""A beneficiary's own page as plain values: awards, the last payment, open months, demands, applications."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from vethanam.benefits.models import (
    Application,
    AwardNow,
    Beneficiary,
    Decision,
    Demand,
    DrawnElsewhere,
    RollLine,
    Route,
    SchemeOffice,
)
from vethanam.benefits.queries.credits import Credited, credited_of
from vethanam.benefits.queries.cycles import decisions_of
from vethanam.benefits.queries.deliveries import HomeLine, home_lines_of
from vethanam.benefits.queries.demands import DemandState, months_kept_whole, state_of
from vethanam.benefits.queries.frames import award_rows, is_life_proven, open_death
from vethanam.benefits.queries.lists import windows_of_year
from vethanam.benefits.queries.paid_elsewhere import paid_elsewhere
from vethanam.benefits.queries.standing import route_in
from vethanam.benefits.scheme_rules import MonthDue, dues_in
from vethanam.money import Paise
from vethanam.periods import Month

NOT_ELIGIBLE = RollLine.State.NOT_ELIGIBLE


@dataclass(frozen=True, slots=True)
class OwnAward:
    """One award. ``due`` is a month's amount, None where no order fixes it; ``open``: months not paid here.
    ``refused``: months for which she is not eligible by the record, and ``reason`` the latest cause.

    ``cause`` is why it is stopped since ``since``. ``prove_by``: the last day of a window for a life proof
    that she has not given. ``elsewhere``: amounts paid outside this system, which are not paid here.
    ``home``: a payment that a society brings, or could not bring.
    """

    number: str
    scheme: SchemeOffice
    state: str
    cause: str
    begins: Month
    since: Month
    due: Paise | None
    route: Route | None
    last: Credited | None
    open: Sequence[Month]
    refused: Sequence[Month]
    reason: str
    prove_by: date | None
    elsewhere: Sequence[DrawnElsewhere]
    home: HomeLine | None = None


@dataclass(frozen=True, slots=True)
class OwnApplication:
    """An application without an award: it waits, or is refused with the words and the day of appeal."""

    scheme: SchemeOffice
    received_on: date
    owed_by: date
    refusal: Decision | None
    is_appealed: bool


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The values of the page."""

    awards: Sequence[OwnAward]
    applications: Sequence[OwnApplication]
    is_dead: bool
    demands: Sequence[tuple[Demand, DemandState]] = ()


def own_page(beneficiary: Beneficiary, at: datetime) -> OwnPage:
    """The page of one person, as of an instant."""
    day = localdate(at)
    rows = AwardNow.objects.filter(beneficiary=beneficiary).select_related(
        "award__decision__application", "scheme"
    )
    found = list(rows.order_by("award_id"))
    dues = dues_in(award_rows(beneficiary, day), Month.of(day), day)
    paid: dict[int, list[Credited]] = {}
    for one in credited_of([row.award_id for row in found]):
        paid.setdefault(one.award, []).append(one)
    elsewhere: dict[int, list[DrawnElsewhere]] = {}
    for outside in paid_elsewhere([row.award_id for row in found]):
        elsewhere.setdefault(outside.award_id, []).append(outside)
    kept: dict[int, set[int]] = {}
    for award, month in months_kept_whole([row.award_id for row in found]):
        kept.setdefault(award, set()).add(month)
    is_proven = is_life_proven(beneficiary, day)
    home = home_lines_of([row.award_id for row in found])
    return OwnPage(
        [
            _award(
                row,
                dues.get(row.award_id),
                paid.get(row.award_id, []),
                elsewhere.get(row.award_id, []),
                kept.get(row.award_id, set()),
                is_proven,
                day,
                home.get(row.award_id),
            )
            for row in found
        ],
        _applications(beneficiary),
        open_death(beneficiary) is not None,
        _demands(beneficiary),
    )


def _award(
    now: AwardNow,
    decided: MonthDue | None,
    paid: Sequence[Credited],
    elsewhere: Sequence[DrawnElsewhere],
    kept: Collection[int],
    is_proven: bool,
    day: date,
    home: HomeLine | None,
) -> OwnAward:
    window = None if is_proven else windows_of_year(day.year).get(now.scheme.code)
    month, begins = Month.of(day), Month.from_key(now.award.from_month)
    stopped = now.state != AwardNow.State.STANDING
    since = Month.from_key(now.since_month)
    settled = {one.for_month for one in elsewhere} | {key for one in paid for key in one.months} | {*kept}
    open_months = _open(begins, month, settled, since if stopped else None)
    refused = _refused(now, open_months, decided)
    return OwnAward(
        number=now.award.number, scheme=now.scheme, state=now.state, cause=now.cause, begins=begins,
        since=since, due=decided.due if decided else None,
        route=route_in(now.award.decision.application, int(max(month, begins))),
        last=paid[-1] if paid else None,
        open=[one for one in open_months if one not in refused],
        refused=list(refused),
        reason=next(reversed(refused.values()), ""),
        elsewhere=elsewhere,
        home=home,
        prove_by=window.closes if window is not None and window.closes >= day else None,
    )  # fmt: skip


def _open(begins: Month, until: Month, paid: set[int], stopped: Month | None) -> list[Month]:
    """The months up to this one without a payment, before a stop."""
    found, month = [], begins
    while month <= until and (stopped is None or month < stopped):
        if int(month) not in paid:
            found.append(month)
        month = month.plus(1)
    return found


def _refused(now: AwardNow, months: Sequence[Month], decided: MonthDue | None) -> dict[Month, str]:
    """Those of the months for which she is not eligible, each with its reason: by the cycle that counts, and
    after the last one by what is on record.
    """
    known = decisions_of(now.award, [int(one) for one in months]) if months else {}
    today = (decided.state, decided.reason) if decided is not None else ("", "")
    last = max(known, default=0)
    found = {one: known.get(int(one), today if int(one) > last else ("", "")) for one in months}
    return {one: reason for one, (state, reason) in found.items() if state == NOT_ELIGIBLE}


def _demands(beneficiary: Beneficiary) -> list[tuple[Demand, DemandState]]:
    """The demands about her awards with what stands of them, the latest first."""
    rows = Demand.objects.filter(award__beneficiary=beneficiary).select_related(
        "award__scheme", "decision__order", "decision__source"
    )
    return [(row, state_of(row)) for row in rows.order_by("-pk")]


def _applications(beneficiary: Beneficiary) -> list[OwnApplication]:
    """Her applications without an award, the latest first."""
    rows = Application.objects.filter(beneficiary=beneficiary).select_related("scheme").order_by("-pk")
    found = []
    for row in rows:
        last = Decision.objects.filter(application=row).order_by("-pk").first()
        if last is not None and last.outcome == Decision.Outcome.SANCTIONED:
            continue
        appeal = getattr(last, "appeal", None)
        outcome = getattr(appeal, "outcome", None)
        is_reopened = outcome is not None and outcome.is_allowed
        refusal = None if is_reopened else last
        found.append(OwnApplication(row.scheme, row.received_on, row.owed_by, refusal, appeal is not None))
    return found
