"""Advances to societies: where every rupee of each is, its lines, entries that wait, money back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from vethanam.benefits.models import Advance, Check, Delivery, Leg, MoneyReturn, Society
from vethanam.benefits.powers import OF_SOCIETY, SCHEME
from vethanam.benefits.queries.checks import waiting
from vethanam.identity.authority import Authority

#: the places of an advance, in the order of a page; their sums add up to it
PLACES = ("delivered", "to_deliver", "to_return", "returned")
_MONEY = """
SELECT n.payment, n.paid_on, n.last_day, n.delivered_people, n.delivered, n.listed_people, n.listed,
       n.undelivered_people, n.undelivered, n.returned, n.returning, n.interest_paid, n.interest_paying
  FROM benefits_advance_now n WHERE n.advance_id = %s
"""
_EXPIRED = """
SELECT l.id FROM benefits_advance_now n
  JOIN benefits_leg l ON l.advance_id = n.advance_id AND l.state = 'listed'
 WHERE n.last_day < %s AND l.kind = 'home' AND NOT EXISTS (
       SELECT FROM benefits_delivery d LEFT JOIN benefits_check c ON c.kind = 'delivery' AND c.entry = d.id
        WHERE d.leg_id = l.id AND c.id IS NULL)
 ORDER BY l.id
"""


@dataclass(frozen=True, slots=True)
class AdvanceMoney:
    """Where an advance is: people and paise. ``payment`` is the state of its latest leg to the society.

    ``undelivered`` has to go back; ``returned`` of it came back, ``returning`` waits for a confirmation.
    Interest on what came back late is beside the advance.
    """

    payment: str | None
    paid_on: date | None
    last_day: date | None
    delivered_people: int
    delivered: int
    listed_people: int
    listed: int
    undelivered_people: int
    undelivered: int
    returned: int
    returning: int
    interest_paid: int
    interest_paying: int

    @property
    def to_return(self) -> int:
        """The sum that the society still has to give back."""
        return self.undelivered - self.returned

    @property
    def places(self) -> Mapping[str, int]:
        """The sum of each place; together they are the advance."""
        sums = (self.delivered, self.listed, self.to_return, self.returned)
        return dict(zip(PLACES, sums, strict=True))


def advances_of(authority: Authority) -> QuerySet[Advance]:
    """The advances of the officer's society or scheme, the latest first; none without a line on its list."""
    lines = Leg.objects.filter(advance=OuterRef("pk"), kind=Leg.Kind.HOME)
    rows = Advance.objects.filter(Exists(lines)).select_related("society", "release__scheme").order_by("-pk")
    if authority.role in OF_SOCIETY:
        return rows.filter(society__code=authority.scope or "-")
    if authority.role == SCHEME:
        return rows.filter(release__scheme__code=authority.scope or "-")
    return rows.none()


def money_of_advance(advance: Advance) -> AdvanceMoney:
    """Where every rupee of an advance is, counted in the database."""
    with connection.cursor() as cursor:
        cursor.execute(_MONEY, [advance.pk])
        row = cursor.fetchone()
    assert row is not None  # noqa: S101  (the view has a row for each advance)
    return AdvanceMoney(*row)


def lines_of_advance(advance: Advance) -> QuerySet[Leg]:
    """The lines of an advance in the order of its list."""
    rows = Leg.objects.filter(advance=advance, kind=Leg.Kind.HOME)
    return rows.select_related("award__beneficiary__person").order_by("award__ward", "pk")


def deliveries_waiting(advance: Advance) -> QuerySet[Delivery]:
    """The entries of an advance that the secretary has not decided, the oldest first."""
    rows = Delivery.objects.filter(leg__advance=advance).select_related("leg__award__beneficiary__person")
    return waiting(rows, Check.Kind.DELIVERY).order_by("pk")


def returns_of(advance: Advance) -> QuerySet[MoneyReturn]:
    """The transfers back of an advance, the oldest first."""
    return MoneyReturn.objects.filter(advance=advance).order_by("pk")


def returns_waiting(authority: Authority) -> QuerySet[MoneyReturn]:
    """The transfers back that an officer of the scheme has to confirm."""
    rows = MoneyReturn.objects.filter(advance__in=advances_of(authority)).select_related("advance")
    return waiting(rows, Check.Kind.MONEY_RETURN).order_by("pk")


def entered_legs(legs: Collection[int]) -> set[int]:
    """Those of these lines that have an outcome that nobody declined."""
    declined = Check.objects.filter(kind=Check.Kind.DELIVERY, entry=OuterRef("pk"), is_agreed=False)
    rows = Delivery.objects.filter(~Exists(declined), leg__in=list(legs))
    return set(rows.values_list("leg", flat=True))


def receipt_code(reference: str) -> str:
    """The receipt code of a line, for her own page and for comparing it with a typed one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT benefits_receipt_code(%s)", [reference])
        return str((cursor.fetchone() or ("",))[0])


def expired_lines(day: date) -> list[int]:
    """The lines without an outcome after the last day of their advance."""
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRED, [day])
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class HomeLine:
    """A payment that a society brings, or could not bring: for the person's own page.

    ``code`` is the receipt code while it is under way. ``why`` is the reason of the last outcome.
    """

    amount: int
    society: Society
    last_day: date | None
    code: str
    why: str


def home_lines_of(awards: Collection[int]) -> dict[int, HomeLine]:
    """The latest line of each award that is under way with a society or was not delivered."""
    rows = Leg.objects.filter(award__in=list(awards), kind=Leg.Kind.HOME, advance__isnull=False)
    found: dict[int, HomeLine] = {}
    for line in rows.select_related("advance__society").order_by("pk"):
        if line.award_id is None or line.advance is None:
            continue
        found.pop(line.award_id, None)
        money = money_of_advance(line.advance)
        is_open = line.state == Leg.State.LISTED
        if line.state == Leg.State.UNDELIVERED or (is_open and money.payment == Leg.State.CREDITED):
            found[line.award_id] = HomeLine(
                line.amount, line.advance.society, money.last_day if is_open else None,
                receipt_code(line.reference) if is_open else "", line.why,
            )  # fmt: skip
    return found


def state_of_line(line: Leg) -> dict[str, Any]:
    """A line without its person: reference, ward, amount and state."""
    return {
        "reference": line.reference, "ward": line.of_award.ward, "sum_paise": line.amount,
        "state": line.state, "why": line.why, "on": line.paid_on.isoformat() if line.paid_on else None,
    }  # fmt: skip
