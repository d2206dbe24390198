"""Sums drawn by the vouchers of a month, and their outcome: finance's figures for reconciliation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Protocol

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Length, TruncMonth

from vethanam.money import Paise
from vethanam.payments.models import PaymentLeg
from vethanam.payroll.models import Bill, Presentation, Refund
from vethanam.periods import Month

#: states of a bill at a treasury without a voucher
BEFORE_VOUCHER = (Bill.State.PRESENTED, Bill.State.QUEUED, *Bill.AGAIN)

#: the order of a list of vouchers: numbers of few digits first
_DIGITS = Length("voucher_number")
_ORDER = ("treasury__code", "voucher_date", "digits", "voucher_number", "id")


@dataclass(frozen=True, slots=True)
class Became:
    """The outcome of a sum by the bank's answers. ``waits`` has no answer yet, or was not sent."""

    settled: Paise = 0
    rejected: Paise = 0
    returned: Paise = 0
    waits: Paise = 0

    @property
    def back(self) -> Paise:
        """Rejected and returned together."""
        return self.rejected + self.returned

    @property
    def total(self) -> Paise:
        """The whole sum."""
        return self.settled + self.back + self.waits

    def __add__(self, other: Became) -> Became:
        return Became(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Became)))


@dataclass(frozen=True, slots=True)
class Drawn:
    """Sums of vouchers in paise. ``pay`` is the outcome of the net, ``others`` of the deductions."""

    bills: int = 0
    people: int = 0
    gross: Paise = 0
    deductions: Paise = 0
    net: Paise = 0
    pay: Became = field(default_factory=Became)
    others: Became = field(default_factory=Became)

    def __add__(self, other: Drawn) -> Drawn:
        return Drawn(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Drawn)))


@dataclass(frozen=True, slots=True)
class Voucher:
    """One passed bill."""

    bill: int
    number: str
    voucher: str
    dated: date
    treasury: str
    head: str
    office: str
    drawn: Drawn


@dataclass(frozen=True, slots=True)
class MonthOfVouchers:
    """Number of bills with a voucher in a month, and their sums."""

    month: Month
    bills: int
    gross: Paise
    deductions: Paise
    net: Paise


def months_of_vouchers() -> list[MonthOfVouchers]:
    """The months with vouchers, newest first."""
    rows = (
        _passed()
        .annotate(month=TruncMonth("voucher_date"))
        .values_list("month")
        .annotate(Count("id"), Sum("bill__gross"), Sum("bill__deductions"), Sum("bill__net"))
        .order_by("-month")
    )
    return [MonthOfVouchers(Month.of(first), *sums) for first, *sums in rows]


def vouchers_of(month: Month, *, after: str | None = None, most: int | None = None) -> list[Voucher]:
    """The vouchers dated in a month, by treasury, date and number, each with what became of its money.

    With ``most`` so many, after the voucher of a bill's number.

    A closed bill of which nothing was given back has arrived, so only the others' payments are looked at.
    """
    given_back = Refund.objects.filter(bill=OuterRef("bill"))
    dated = _passed().filter(voucher_date__range=(month.first, month.last)).annotate(digits=_DIGITS)
    if after is not None:
        last = dated.filter(bill__number=after).values_list(*_ORDER).first()
        dated = dated.none() if last is None else dated.filter(_beyond(last))
    passed = dated.annotate(is_back=Exists(given_back))
    rows: Any = (
        passed.order_by(*_ORDER)[:most].values_list(
            "bill", "bill__number", "voucher_number", "voucher_date", "treasury__code", "bill__head__code",
            "bill__drawing_code__code", "bill__people", "bill__gross", "bill__deductions", "bill__net",
            "bill__state", "is_back",
            named=True,
        )
    )  # fmt: skip
    became = _became([row.bill for row in rows if row.bill__state != Bill.State.CLOSED or row.is_back])
    return [
        Voucher(
            row.bill, row.bill__number, row.voucher_number, row.voucher_date, row.treasury__code,
            row.bill__head__code,
            row.bill__drawing_code__code,
            Drawn(
                1, row.bill__people, row.bill__gross, row.bill__deductions, row.bill__net,
                became(row.bill, row.bill__net, is_pay=True),
                became(row.bill, row.bill__deductions, is_pay=False),
            ),
        )
        for row in rows
    ]  # fmt: skip


def _beyond(last: Sequence[Any]) -> Q:
    """The rows that come after one in the order of a list."""
    found = Q()
    for place, name in enumerate(_ORDER):
        same = dict(zip(_ORDER[:place], last[:place], strict=True))
        found |= Q(**same, **{f"{name}__gt": last[place]})
    return found


def together(vouchers: Iterable[Voucher]) -> Drawn:
    """The sum over vouchers."""
    return sum((one.drawn for one in vouchers), Drawn())


def by[K](vouchers: Sequence[Voucher], key: Callable[[Voucher], K]) -> dict[K, Drawn]:
    """Sums per treasury, head or other ``key``, in order of appearance."""
    sums: dict[K, Drawn] = defaultdict(Drawn)
    for one in vouchers:
        sums[key(one)] += one.drawn
    return dict(sums)


def given_back_of(month: Month) -> Paise:
    """Confirmed refunds of bills with a voucher in the month."""
    bills = _passed().filter(voucher_date__range=(month.first, month.last)).values("bill")
    refunds = Refund.objects.filter(state=Refund.State.CONFIRMED, bill__in=bills)
    return refunds.aggregate(total=Sum("amount"))["total"] or 0


def before_voucher() -> Mapping[str, tuple[int, Paise]]:
    """Number and net of bills at a treasury without a voucher, by state."""
    rows = Bill.objects.filter(state__in=BEFORE_VOUCHER).values_list("state").order_by("state")
    return {state: (count, net or 0) for state, count, net in rows.annotate(Count("id"), Sum("net"))}


def _passed() -> QuerySet[Presentation]:
    return Presentation.objects.filter(outcome=Presentation.Outcome.PASSED)


class _Known(Protocol):
    def __call__(self, bill: int, total: Paise, *, is_pay: bool) -> Became: ...


def _became(bills: Sequence[int]) -> _Known:
    """The outcome of pay and deductions of each of these bills; any other bill has fully arrived."""
    answered: dict[tuple[int, bool], tuple[Paise, Paise, Paise]] = {}
    if bills:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT bill_id, payee = %s, sum(settled)::bigint, sum(rejected)::bigint, "
                "sum(returned)::bigint"
                " FROM payments_settlement WHERE bill_id = ANY(%s) GROUP BY 1, 2",
                [PaymentLeg.Payee.EMPLOYEE.value, list(bills)],
            )
            answered = {(bill, is_pay): (a, b, c) for bill, is_pay, a, b, c in cursor.fetchall()}
    asked = frozenset(bills)

    def known(bill: int, total: Paise, *, is_pay: bool) -> Became:
        if bill not in asked:
            return Became(settled=total)
        sums = answered.get((bill, is_pay), (0, 0, 0))
        return Became(*sums, waits=total - sum(sums))

    return known
