"""Income tax of a year and of a month, and profession tax of a half-year, for one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from tests.reference import tables
from tests.reference.arithmetic import part, to_multiple, to_rupee

ZERO = Decimal(0)


def slab_tax(income: Decimal, slabs: tables.Slabs) -> Decimal:
    """Each slice of the income at its own percentage."""
    tax = ZERO
    for number, (above, per_cent) in enumerate(slabs):
        upto = Decimal(slabs[number + 1][0]) if number + 1 < len(slabs) else income
        tax += part(max(ZERO, min(income, upto) - above), per_cent)
    return tax


def slabs_at(regime: tables.Regime, age: int) -> tables.Slabs:
    """The slabs of the highest age bracket reached."""
    return [slabs for least, slabs in regime.slabs if age >= least][-1]


def after_rebate(income: Decimal, tax: Decimal, regime: tables.Regime) -> Decimal:
    """Section 87A (s.156): nothing up to the limit; just above it, no more than the income above it."""
    if income <= regime.rebate_upto:
        return max(ZERO, tax - regime.rebate_most)
    if regime.has_rebate_relief:
        return min(tax, income - regime.rebate_upto)
    return tax


def surcharge_rate(income: Decimal, regime: tables.Regime) -> Decimal:
    """The percentage of the highest threshold that the income is above."""
    return ([per_cent for above, per_cent in regime.surcharge if income > above] or [ZERO])[-1]


def with_surcharge(income: Decimal, slabs: tables.Slabs, regime: tables.Regime) -> Decimal:
    """Tax and surcharge; above a threshold no more than at the threshold plus the income above it."""
    tax = after_rebate(income, slab_tax(income, slabs), regime)
    total = tax + part(tax, surcharge_rate(income, regime))
    crossed = [Decimal(above) for above, _ in regime.surcharge if income > above]
    if not crossed:
        return total
    at = crossed[-1]
    tax_at = after_rebate(at, slab_tax(at, slabs), regime)
    return min(total, tax_at + part(tax_at, surcharge_rate(at, regime)) + income - at)


def age_in(born: date, year: str) -> int:
    """The age reached by the last day of the tax year."""
    last = date(int(year[:4]) + 1, 3, 31)
    return last.year - born.year - ((last.month, last.day) < (born.month, born.day))


def rounded_income(total_income: Decimal) -> Decimal:
    """Not below zero, to ten rupees."""
    return to_multiple(max(ZERO, total_income), tables.ROUND_INCOME_TO)


def with_cess(income: Decimal, *, year: str, regime: str, age: int) -> Decimal:
    """Tax, surcharge and cess on a rounded income, cut to the paisa."""
    rule = tables.INCOME_TAX[year, regime]
    due = with_surcharge(income, slabs_at(rule, age), rule)
    return (due + part(due, tables.CESS)).quantize(Decimal("0.01"), ROUND_FLOOR)


def tax_of_year(
    total_income: Decimal,
    *,
    year: str,
    regime: str,
    age: int,
    arrears: Decimal = ZERO,
    then: Decimal | None = None,
) -> Decimal:
    """The year's tax on a total income (already less standard and other deductions), rounded to ten rupees.

    Section 89: of ``arrears`` of earlier years in it, no more is due than the tax ``then``, where that is
    known and less.
    """
    income = rounded_income(total_income)
    due = with_cess(income, year=year, regime=regime, age=age)
    if arrears > 0 and then is not None:
        without = with_cess(rounded_income(income - arrears), year=year, regime=regime, age=age)
        due -= max(ZERO, due - without - then)
    return to_multiple(due, tables.ROUND_TAX_TO)


def tax_of_month(tax_of_the_year: Decimal, deducted: Decimal, months_left: int) -> Decimal:
    """The tax still to be deducted, in equal parts over the months left; nothing after an excess."""
    return to_rupee(max(ZERO, tax_of_the_year - deducted) / months_left)


def profession_tax(half_year_income: Decimal, on: date) -> Decimal | None:
    """The half-year's tax by the slabs in force; None before any slab is known."""
    known = [slabs for since, slabs in tables.PROFESSION_TAX_FROM if since <= on]
    if not known:
        return None
    return Decimal([tax for least, tax in known[-1] if half_year_income >= least][-1])


@dataclass(frozen=True, slots=True)
class TaxYear:
    """The tax year that pay of a month falls into: salary of March is paid, and taxed, in April."""

    name: str
    months_left: int

    @classmethod
    def of(cls, month: tables.Month) -> TaxYear:
        """``TaxYear.of((2026, 2))`` is 2025-26 with one month left; ``(2026, 3)`` is 2026-27 with twelve."""
        year, number = month
        paid = (year, number + 1) if number < 12 else (year + 1, 1)
        start = paid[0] if paid[1] >= 4 else paid[0] - 1
        return cls(f"{start}-{(start + 1) % 100:02d}", 12 - (paid[1] - 4) % 12)
