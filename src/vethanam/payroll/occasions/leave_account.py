"""The accounts of leave: last balance entered, less leave taken and surrendered since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from vethanam.payroll.models import BillLine, Claim, Component, Occasion, Refund, RefundLine
from vethanam.periods import Month
from vethanam.service_book.models import Absence, LeaveAccount
from vethanam.service_book.queries import counting, entered

#: absence -> account, days taken from it for each day of leave
_TAKES = {
    Absence.Kind.EARNED: (LeaveAccount.Kind.EARNED, 1),
    Absence.Kind.HALF_PAY: (LeaveAccount.Kind.HALF_PAY, 1),
    Absence.Kind.COMMUTED: (LeaveAccount.Kind.HALF_PAY, 2),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """Days taken from the account: a spell of leave by its kind, or a surrender with its bill."""

    what: str
    first: date
    days: int
    bill: str = ""


@dataclass(frozen=True, slots=True)
class LeaveBalance:
    """An account on a day: ``entered`` days were the balance on ``since``.

    Leave earned since then is not included.
    """

    kind: str
    since: date
    entered: int
    is_verified: bool
    taken: tuple[Taken, ...]

    @property
    def balance(self) -> int:
        """Balance in days, at least zero."""
        return max(self.entered - sum(one.days for one in self.taken), 0)


def earned_leave(employment: int, on: date, known_at: datetime) -> LeaveBalance | None:
    """The earned-leave account on a day, or None without an entry."""
    return _account(employment, LeaveAccount.Kind.EARNED, on, known_at)


def leave_accounts(employment: int, on: date, known_at: datetime) -> list[LeaveBalance]:
    """The accounts of leave with an entry, each on a day."""
    found = (_account(employment, kind, on, known_at) for kind in LeaveAccount.Kind)
    return [one for one in found if one is not None]


def _account(employment: int, kind: LeaveAccount.Kind, on: date, known_at: datetime) -> LeaveBalance | None:
    entries = entered(LeaveAccount, known_at).filter(
        employment=employment, kind_of_leave=kind, valid_from__lte=on
    )
    entry = entries.order_by("-valid_from", "-recorded_at", "-id").first()
    if entry is None:
        return None
    is_verified = counting(LeaveAccount, known_at).filter(pk=entry.pk).exists()
    taken = list(_spells(employment, kind, entry.valid_from, on, known_at))
    if kind == LeaveAccount.Kind.EARNED:
        taken += _surrenders(employment, entry.valid_from, on)
    by_day = tuple(sorted(taken, key=lambda one: one.first))
    return LeaveBalance(kind, entry.valid_from, entry.days, is_verified, by_day)


@dataclass(frozen=True, slots=True)
class Overdrawn:
    """An account of leave with more days taken than credited: ``taken`` days since ``since``."""

    employment: int
    kind: str
    since: date
    entered: int
    taken: int


def overdrawn(employments: Sequence[int], on: date, known_at: datetime) -> list[Overdrawn]:
    """Accounts of leave below zero on a day, by employment and kind; leave earned since is not included.

    An account that waits for the second person does not raise a balance yet. Three queries for any number of
    people.
    """
    entries = counting(LeaveAccount, known_at).filter(employment__in=list(employments), valid_from__lte=on)
    last = entries.order_by("employment", "kind_of_leave", "-valid_from", "-recorded_at", "-id")
    held = {
        (one.employment_id, one.kind_of_leave): one for one in last.distinct("employment", "kind_of_leave")
    }
    taken: dict[tuple[int, str], int] = defaultdict(int)
    whose = sorted({employment for employment, _ in held})
    spells = entered(Absence, known_at).filter(
        employment__in=whose, kind_of_absence__in=list(_TAKES), valid_from__lte=on
    )
    for employment, kind, first, until in spells.values_list(
        "employment_id", "kind_of_absence", "valid_from", "valid_until"
    ):
        account, each = _TAKES[Absence.Kind(kind)]
        if entry := held.get((employment, account)):
            days = (min(until or on, on) - max(first, entry.valid_from)) // timedelta(days=1) + 1
            taken[employment, account] += each * max(days, 0)
    surrendered = live_claims(Occasion.Kind.SURRENDER, whose).filter(occasion__on__lte=on)
    for employment, day, count in surrendered.values_list("employment_id", "occasion__on", "occasion__days"):
        key = employment, str(LeaveAccount.Kind.EARNED)
        if key in held and day >= held[key].valid_from:
            taken[key] += count or 0
    return [
        Overdrawn(*key, held[key].valid_from, held[key].days, taken[key])
        for key in sorted(held)
        if taken[key] > held[key].days
    ]


def _spells(
    employment: int, account: LeaveAccount.Kind, since: date, on: date, known_at: datetime
) -> Sequence[Taken]:
    # leave that waits for the second person lowers the balance already; one taken back does until he agrees
    kinds = [kind for kind, (taken_from, _) in _TAKES.items() if taken_from == account]
    spells = entered(Absence, known_at).filter(
        employment=employment, kind_of_absence__in=kinds, valid_from__lte=on
    )
    found = []
    for kind, first, last in spells.order_by("valid_from", "id").values_list(
        "kind_of_absence", "valid_from", "valid_until"
    ):
        begins, ends = max(first, since), min(last or on, on)
        if begins <= ends:
            days = (ends - begins) // timedelta(days=1) + 1
            found.append(Taken(kind, begins, days * _TAKES[Absence.Kind(kind)][1]))
    return found


def _surrenders(employment: int, since: date, on: date) -> Sequence[Taken]:
    rows = live_claims(Occasion.Kind.SURRENDER, [employment]).filter(
        occasion__on__gte=since, occasion__on__lte=on
    )
    bills = dict(
        BillLine.objects.filter(claim__in=rows, is_live=True).values_list("claim_id", "bill__number")
    )
    return [
        Taken("surrender", occasion.on, occasion.days or 0, bills.get(claim.pk, ""))
        for claim in rows.select_related("occasion").order_by("occasion__on", "id")
        if (occasion := claim.occasion)
    ]


def live_claims(kind: str, employments: Sequence[int]) -> QuerySet[Claim]:
    """Claims of a kind of occasion that are on a live bill or drawn, and not refunded in full."""
    on_a_bill = BillLine.objects.filter(claim=OuterRef("pk"), is_live=True)
    rows = Claim.objects.filter(Exists(on_a_bill), occasion__kind=kind, employment__in=list(employments))
    earnings = Component.objects.filter(kind=Component.Kind.EARNING).values("code")
    given_back = RefundLine.objects.filter(
        claim=OuterRef("pk"), refund__state=Refund.State.CONFIRMED, component__in=earnings
    )
    sums = given_back.order_by().values("claim").annotate(sum=Sum("amount")).values("sum")
    left = rows.annotate(back=Coalesce(Subquery(sums), 0, output_field=BigIntegerField()))
    return left.filter(back__lt=F("gross")).exclude(state=Claim.State.VOID)


def days_surrendered(employment: int, year: str) -> int:
    """Days a person surrendered in a financial year, on live or drawn bills."""
    rows = live_claims(Occasion.Kind.SURRENDER, [employment]).filter(occasion__year=year)
    return rows.aggregate(days=Sum("occasion__days"))["days"] or 0


#: replaces the financial year: surrender on retirement covers the whole service
SERVICE = "service"


def year_of(day: date) -> str:
    """The financial year of a surrender."""
    return Month.of(day).account_year
