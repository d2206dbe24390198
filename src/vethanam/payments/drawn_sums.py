"""Sums of passed bills by month of voucher, head of account and drawing code: trends and an account year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from vethanam.money import Paise
from vethanam.payroll.models import Presentation
from vethanam.periods import Month


@dataclass(frozen=True, slots=True)
class Sums:
    """Bills with their gross, deductions and net, in paise."""

    bills: int = 0
    gross: Paise = 0
    deductions: Paise = 0
    net: Paise = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Sums)))


@dataclass(frozen=True, slots=True)
class DrawnSum:
    """The bills of one month, head and drawing code."""

    month: Month
    head: str
    office: str
    sums: Sums

    @property
    def key(self) -> str:
        """The row's place in a list."""
        return f"{self.month}/{self.head}/{self.office}"


def drawn_sums(first: Month, last: Month, *, head: str = "", office: str = "") -> list[DrawnSum]:
    """The sums of the months from first to last, by month, head and drawing code.

    Of one head or office if named. A bill counts in the month of its voucher, as on the page of vouchers.
    """
    passed = Presentation.objects.filter(
        outcome=Presentation.Outcome.PASSED, voucher_date__range=(first.first, last.last)
    )
    if head:
        passed = passed.filter(bill__head__code=head)
    if office:
        passed = passed.filter(bill__drawing_code__code=office)
    rows: Any = (
        passed.annotate(month=TruncMonth("voucher_date"))
        .values_list("month", "bill__head__code", "bill__drawing_code__code")
        .annotate(Count("id"), Sum("bill__gross"), Sum("bill__deductions"), Sum("bill__net"))
        .order_by("month", "bill__head__code", "bill__drawing_code__code")
    )
    return [DrawnSum(Month.of(month), of, code, Sums(*sums)) for month, of, code, *sums in rows]


def summed[K](rows: Iterable[DrawnSum], key: Callable[[DrawnSum], K]) -> dict[K, Sums]:
    """The sums per month, head or office, in order of appearance."""
    found: dict[K, Sums] = defaultdict(Sums)
    for row in rows:
        found[key(row)] += row.sums
    return dict(found)


def together(rows: Iterable[DrawnSum]) -> Sums:
    """The sum of all rows."""
    return sum((row.sums for row in rows), Sums())


def months_of_year(account_year: str) -> tuple[Month, Month]:
    """The first and last month of an account year such as ``2026-27``: April to March."""
    year = int(account_year[:4])
    return Month(year, 4), Month(year + 1, 3)
