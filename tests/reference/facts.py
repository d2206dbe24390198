"""The known facts of one person for one month, as plain values: rupees and per cent in Decimal."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

from tests.reference.deductions import INSURANCES
from tests.reference.tables import Month

type Rupees = Decimal
type Reading = Literal["drawn", "due"]


@cache
def days_of(year: int, month: int) -> int:
    """Calendar days of a month."""
    return calendar.monthrange(year, month)[1]


@dataclass(frozen=True, slots=True)
class Segment:
    """Days of one part in which nothing changes."""

    part: int
    start: date
    until: date
    category: str
    pay_basis: str
    revision: int | None = None
    scale: str | None = None
    basic_pay: Rupees | None = None
    da_series: str | None = None
    place_class: str | None = None
    in_quarters: bool = False
    is_gazetted: bool = False
    absence: str | None = None
    absence_since: date | None = None
    subsistence: Decimal | None = None

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Rate:
    """A monthly amount authorised for one component."""

    part: int
    component: str
    amount: Rupees
    start: date
    until: date


@dataclass(frozen=True, slots=True)
class Wage:
    """Days or hours worked in a part, and the wage for one."""

    part: int
    worked: int
    rate: Rupees


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something to be recovered this month."""

    number: int
    kind: str
    amount: Rupees
    is_divisible: bool = True
    months_taken: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """Her record beyond pay. Names and meanings are those of the frame ``months``."""

    born: date
    joined: date | None = None
    ends_on: date | None = None
    pension_scheme: str = "none"
    gpf_subscription: Rupees | None = None
    gpf_base: Rupees | None = None
    sli_premium: Rupees | None = None
    is_gis: bool = False
    gis_amount: Rupees | None = None
    gis_group: str | None = None
    is_fbs: bool = False
    fbs_amount: Rupees | None = None
    #: the columns of membership that are true: insurances with one premium for every member
    insured_in: frozenset[str] = frozenset()
    is_profession_tax_exempt: bool = False
    half_year_income: Rupees | None = None
    half_year_days: int | None = None
    half_year_months: Decimal | None = None
    tax_regime: str = "new"
    is_tax_settled: bool = False
    tax_gross_to_date: Rupees = Decimal(0)
    tax_deducted_to_date: Rupees = Decimal(0)
    payments_left: int | None = None
    expected_gross: Rupees | None = None
    declared_deductions: Rupees = Decimal(0)
    other_income: Rupees = Decimal(0)
    arrears_of_earlier_years: Rupees = Decimal(0)
    tax_on_earlier_years: Rupees | None = None
    is_relief_asked: bool = False

    @property
    def memberships(self) -> dict[str, bool]:
        """The columns of insurances with one premium, each true for a member."""
        return {one.column: one.column in self.insured_in for one in INSURANCES}


@dataclass(frozen=True, slots=True)
class Person:
    """One employment's month."""

    employment: int
    month: Month
    record: Record
    segments: tuple[Segment, ...]
    rates: tuple[Rate, ...] = ()
    wages: tuple[Wage, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    #: drawn: a rate counts from the first month it was drawn; due: from its own date once its arrears
    #: were granted
    reading: Reading = "drawn"

    @property
    def month_days(self) -> int:
        """Calendar days of the month."""
        return days_of(*self.month)

    @property
    def first(self) -> date:
        """First day of the month."""
        return date(*self.month, 1)

    @property
    def parts(self) -> list[int]:
        """The parts of the month, in order."""
        numbers = (
            {s.part for s in self.segments} | {w.part for w in self.wages} | {r.part for r in self.rates}
        )
        return sorted(numbers)
