"""Views of the month of a scheme: cycles, differences, releases, shares, an award's due and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_cycles import FINANCE, OfCycle, cycle_of, cycle_state, latest_cycles
from vethanam.acts.benefit_fields import OFFICE, OFFICERS, SCHEME, OfAward, award_of, scheme_of
from vethanam.acts.declaration import view
from vethanam.acts.fields import Code, MonthField
from vethanam.acts.lists import Page
from vethanam.benefits.actions.releases import drawn_by
from vethanam.benefits.models import Release
from vethanam.benefits.powers import require_scheme
from vethanam.benefits.queries.award_months import explained
from vethanam.benefits.queries.changes import waiting_changes
from vethanam.benefits.queries.cycles import in_force, month_shares, months_in_force, totals_of
from vethanam.benefits.queries.differences import differences_of
from vethanam.benefits.queries.reach import require_reach_of_award
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.periods import Month


class PageOfScheme(Page):
    """One page of a list of a scheme."""

    office: Code | None = Field(None, title=_("Scheme"), description=_("Code of the scheme you act for."))
    scheme: Code | None = Field(None, title=_("Scheme"), description=_("Finance names the scheme."))


class DifferencesGiven(PageOfScheme):
    """A cycle, and a page of its differences."""

    cycle: Code = Field(title=_("Cycle"), description=_("Its number, such as SCHEME-2026-11-1."))


class SharesGiven(PageOfScheme):
    """Approved months of a scheme."""

    first: MonthField | None = Field(None, alias="from", title=_("From"))
    last: MonthField | None = Field(None, alias="to", title=_("To"))


class AwardMonthGiven(OfAward):
    """An award and a month."""

    month: MonthField = Field(title=_("Month"))


@view("benefit_cycles", title=_("Months of a scheme"), roles=(SCHEME, FINANCE), scope=OFFICE, rows="cycles")
def benefit_cycles(authority: Authority, given: PageOfScheme) -> Mapping[str, Any]:
    """The latest version of each computed month, with its people and sums."""
    found = latest_cycles(scheme_code(authority, given.scheme))
    return given.read_list("cycles", found, str, cycle_state)


@view("benefit_cycle", title=_("A month of a scheme"), roles=(SCHEME,), scope=OFFICE)
def benefit_cycle(authority: Authority, given: OfCycle) -> Mapping[str, Any]:
    """One cycle: people and sums by decision and change, and the entries that wait for the next one."""
    row = cycle_of(given.cycle)
    require_scheme(authority, row.scheme)
    waits = waiting_changes(row) if in_force(row) else 0
    return {
        **cycle_state(row), "computed_by": row.entered_by_id, "waiting_changes": waits,
        "totals": [
            {
                "month": str(Month.from_key(one.month)), "decision": one.state, "change": one.change,
                "people": one.people, "due_paise": one.due, "state_paise": one.of_state,
                "centre_paise": one.of_centre, "held_paise": one.held, "unknown": one.unknown,
            }
            for one in totals_of(row)
        ],
    }  # fmt: skip


@view("benefit_differences", title=_("Differences"), roles=(SCHEME,), scope=OFFICE, rows="differences")
def benefit_differences(authority: Authority, given: DifferencesGiven) -> Mapping[str, Any]:
    """The people of a cycle by local body, decision and reason, against the approved month before."""
    row = cycle_of(given.cycle)
    require_scheme(authority, row.scheme)

    def told(one: Any) -> dict[str, Any]:
        return {
            "month": str(Month.from_key(one.month)), "local_body": one.local_body, "change": one.change,
            "decision": one.state, "reason": one.reason, "people": one.people,
        }  # fmt: skip

    return given.read_list("differences", differences_of(row), lambda one: one.key, told)


@view("benefit_releases", title=_("Releases"), roles=(SCHEME, FINANCE), scope=OFFICE, rows="releases")
def benefit_releases(authority: Authority, given: PageOfScheme) -> Mapping[str, Any]:
    """The releases of a scheme, the latest first: order, months, released, drawn, left."""
    rows = Release.objects.filter(scheme=scheme_of(scheme_code(authority, given.scheme)))
    found = list(rows.select_related("order").order_by("-pk"))
    return given.read_list("releases", found, lambda one: one.number, release_state)


@view("benefit_shares", title=_("Shares"), roles=(SCHEME, FINANCE), scope=OFFICE, rows="shares")
def benefit_shares(authority: Authority, given: SharesGiven) -> Mapping[str, Any]:
    """Due, drawn and open of a scheme by approved month and payer: a sum a line, in paise."""
    scheme = scheme_of(scheme_code(authority, given.scheme))
    months = [
        key for key in months_in_force(scheme)
        if (given.first is None or key >= int(given.first)) and (given.last is None or key <= int(given.last))
    ]  # fmt: skip

    def told(one: Any) -> dict[str, Any]:
        return {
            "month": str(Month.from_key(one.month)), "payer": one.payer, "due_paise": one.due,
            "drawn_paise": one.here, "elsewhere_paise": one.elsewhere, "kept_back_paise": one.kept,
            "open_paise": one.open, "held": one.held,
        }  # fmt: skip

    found = month_shares(scheme, months) if months else []
    return given.read_list("shares", found, lambda one: f"{one.month}-{one.payer}", told)


@view("award_month", title=_("A month of an award"), roles=OFFICERS, scope=OFFICE)
def award_month(authority: Authority, given: AwardMonthGiven) -> Mapping[str, Any]:
    """One award and month: decision with its tree, kind, due and drawn by payer, releases with orders."""
    award = award_of(given.award)
    require_reach_of_award(authority, award, *OFFICERS)
    return explained(award, given.month)


def release_state(row: Release) -> dict[str, Any]:
    """A release with its order and sums."""
    drawn = drawn_by(row)
    return {
        "release": row.number, "order": row.order.number, "dated": row.order.dated.isoformat(),
        "months": [str(Month.from_key(one)) for one in row.months], "instalment": row.instalment,
        "compensation": row.compensation, "payer": row.payer, "sum_paise": row.sum,
        "awards": drawn.awards, "drawn_paise": drawn.amount,
        "left_paise": row.sum - drawn.amount,
    }  # fmt: skip


def scheme_code(authority: Authority, named: str | None) -> str:
    """The scheme of the officer; finance names one."""
    if authority.role == SCHEME:
        return authority.scope or "-"
    if not named:
        raise Unsound("scheme_not_named")
    return named
