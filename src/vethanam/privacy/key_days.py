"""Contacts opened by day: the counts of a day, those of some days by purpose and office, and differences.

A dispatcher counts the contacts of a use in the transaction that opens them. It signs the counts of each day
in a leaf ``keys.day`` (docs/spec/key-day.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connections
from django.db.models import Count, Sum

from vethanam.journal.business_time import business_now
from vethanam.journal.queries import latest_head, positions_of
from vethanam.ledger.canonical import Json
from vethanam.ledger.stamps import is_sample_log
from vethanam.periods import Month
from vethanam.privacy.counts import counted
from vethanam.privacy.law.windows import IST
from vethanam.privacy.looks import day_span
from vethanam.privacy.models import KeyDay, KeyLine, OpenedCount

#: time after midnight in which openings under way are saved
MARGIN = timedelta(minutes=10)

_OF_DAY = """
SELECT c.use_id, u.reference, u.purpose_code, sum(c.opened)::bigint, sum(c.begun)::bigint,
       sum(c.let_go)::bigint
  FROM privacy_openedcount c JOIN privacy_use u ON u.id = c.use_id
 WHERE c.at >= %s AND c.at < %s GROUP BY 1, 2, 3 ORDER BY 2
"""
_DIFFERING = "SELECT * FROM privacy_openings_differing(%s)"
_COMPARED = "SELECT * FROM privacy_openings_compared(%s)"


@dataclass(frozen=True, slots=True)
class Counts:
    """Contacts of a use that were opened, begun to be handed over, and let go without."""

    use_id: int
    use: str
    purpose: str
    opened: int
    begun: int
    let_go: int


@dataclass(frozen=True, slots=True)
class Differing:
    """A use whose counts differ: contacts that the database granted, that the dispatcher says it opened, that
    it accounts for, and the messages that gateways took.
    """

    use: str
    granted: int
    opened: int
    accounted: int
    taken: int


@dataclass(frozen=True, slots=True)
class OfficeCount:
    """Contacts opened for an office under a purpose, and the number of its uses."""

    office: str
    purpose: str
    opened: int
    uses: int


@dataclass(frozen=True, slots=True)
class PurposeCount:
    """Contacts opened under a purpose on the days with 20 or more, and the number of days with fewer."""

    purpose: str
    opened: int
    few_days: int


@dataclass(frozen=True, slots=True)
class SignedDay:
    """The contacts opened on a day, with the place of its leaf; ``differing`` uses, None until compared."""

    day: date
    opened: int
    let_go: int
    resealed: int
    entry: int | None
    differing: int | None


def day_to_sign(log: str) -> date | None:
    """The next day with openings to be signed; None until it has ended by the sequencer's clock.

    The first is the day of the first opening; outside a sample it is yesterday where none was opened yet.
    """
    now = _sequencer_time(log)
    if now is None:
        return None
    last = KeyDay.objects.order_by("-day").values_list("day", flat=True).first()
    day = last + timedelta(days=1) if last is not None else _first_day(log, now)
    return day if day is not None and day_span(day)[1] <= now else None


def _first_day(log: str, now: datetime) -> date | None:
    first = OpenedCount.objects.order_by("at").values_list("at", flat=True).first()
    if first is not None:
        return first.astimezone(IST).date()
    return None if is_sample_log(log) else now.astimezone(IST).date() - timedelta(days=1)


def _sequencer_time(log: str) -> datetime | None:
    """The time of the sequencer's latest head, less the margin; of a sample its business time."""
    if is_sample_log(log):
        return business_now()[0]
    head = latest_head()
    return head.at - MARGIN if head is not None else None


def counts_of_day(day: date, using: str = "default") -> list[Counts]:
    """The counts of a day by use, from the rows of the dispatchers, by reference."""
    with connections[using].cursor() as cursor:
        cursor.execute(_OF_DAY, day_span(day))
        return [Counts(*row) for row in cursor.fetchall()]


def resealed_on(day: date, using: str = "default") -> int:
    """The contacts sealed again on a day in a rotation of the vault's keys."""
    since, until = day_span(day)
    rows = OpenedCount.objects.using(using).filter(use=None, at__gte=since, at__lt=until)
    return rows.aggregate(opened=Sum("opened"))["opened"] or 0


def total_of(counts: Sequence[Counts]) -> Counts:
    """The sum over all uses."""
    return Counts(
        0, "", "", sum(one.opened for one in counts), sum(one.begun for one in counts),
        sum(one.let_go for one in counts),
    )  # fmt: skip


def public_counts(counts: Sequence[Counts], resealed: int) -> dict[str, Json]:
    """The counts of a day for everybody: by purpose, small ones in words. No sum tells a small one."""
    opened: dict[str, int] = {}
    for one in counts:
        opened[one.purpose] = opened.get(one.purpose, 0) + one.opened
    return {
        "purposes": {purpose: counted(count) for purpose, count in sorted(opened.items())},
        "uses": len(counts),
        "let_go": counted(total_of(counts).let_go),
        "resealed": counted(resealed),
    }


def differing_uses(day: date, reader: str = "") -> list[Differing]:
    """The uses of a signed day that differ, and uses that were opened without any count: as the worker asks,
    or on the connection of a role that reads every table.
    """
    with connections[reader or "default"].cursor() as cursor:
        cursor.execute(_COMPARED if reader else _DIFFERING, [day])
        return [Differing(*row) for row in cursor.fetchall()]


def offices_of(since: date, until: date) -> list[OfficeCount]:
    """The contacts opened on signed days, from a day to another, by office and purpose."""
    rows = (
        KeyLine.objects.filter(day__day__gte=since, day__day__lte=until)
        .values("use__office", "use__purpose_code")
        .annotate(opened=Sum("opened"), uses=Count("use", distinct=True))
        .order_by("use__office", "use__purpose_code")
    )
    return [
        OfficeCount(row["use__office"], row["use__purpose_code"], row["opened"], row["uses"])
        for row in rows
        if row["opened"]
    ]


def purposes_of(since: date, until: date) -> list[PurposeCount]:
    """The contacts opened on signed days by purpose, as anybody may know: the leaves of the days say so."""
    rows = (
        KeyLine.objects.filter(day__day__gte=since, day__day__lte=until)
        .values("day", "use__purpose_code")
        .annotate(opened=Sum("opened"))
    )
    found: dict[str, list[int]] = {}
    for row in rows:
        if row["opened"]:
            found.setdefault(row["use__purpose_code"], []).append(row["opened"])
    return [_of_purpose(purpose, days) for purpose, days in sorted(found.items())]


def _of_purpose(purpose: str, days: Sequence[int]) -> PurposeCount:
    told = [count for opened in days if isinstance(count := counted(opened), int)]
    return PurposeCount(purpose, sum(told), len(days) - len(told))


def signed_days(since: date, until: date) -> list[SignedDay]:
    """The signed days from a day to another, in order."""
    rows = list(
        KeyDay.objects.filter(day__gte=since, day__lte=until).select_related("comparison").order_by("day")
    )
    places: Mapping[int, int] = positions_of(row.leaf for row in rows)
    return [
        SignedDay(
            row.day, row.opened, row.let_go, row.resealed, places.get(row.leaf),
            row.comparison.differing if hasattr(row, "comparison") else None,
        )
        for row in rows
    ]  # fmt: skip


def signed_until() -> date | None:
    """The last signed day."""
    return KeyDay.objects.order_by("-day").values_list("day", flat=True).first()


@dataclass(frozen=True, slots=True)
class OpenedContacts:
    """The contacts opened on the signed days of a period, by office and as anybody may know.

    ``asked`` is the number of contacts opened for one office: 0 without a line of it.
    """

    since: date
    until: date
    signed_until: date | None
    days: Sequence[SignedDay]
    purposes: Sequence[PurposeCount]
    offices: Sequence[OfficeCount]
    office: str
    asked: int | None


def opened_contacts(since: date, until: date, office: str = "") -> OpenedContacts:
    """The contacts opened from a day to another, for the whole system and for one office."""
    offices = offices_of(since, until)
    asked = sum(one.opened for one in offices if one.office == office) if office else None
    return OpenedContacts(
        since, until, signed_until(), signed_days(since, until), purposes_of(since, until), offices, office,
        asked,
    )  # fmt: skip


def signed_months() -> list[Month]:
    """The months with a signed day, the latest first."""
    firsts = KeyDay.objects.dates("day", "month", order="DESC")
    return [Month.of(first) for first in firsts]
