"""Income tax on salary: estimate the year, compute its tax, and deduct this month's share of the rest."""

from __future__ import annotations

import polars as pl

from vethanam.rules.component import deduction, step
from vethanam.rules.formula import NOTHING, Formula, choose, column, computed, greatest, number, quotient
from vethanam.rules.kerala.total_income_tax import (
    Taxed,
    in_the_year,
    marginal_relief_on,
    rebate_on,
    slab_tax_on,
    tax_on,
)
from vethanam.rules.parameter_values import InForce

FEBRUARY = 2
#: the income of the year and the steps to its tax
OF_THE_YEAR = Taxed("total_income", "slab_tax", "tax_rebate", "tax_relief")


@step("Payments left in the tax year")
def payments_left_reckoned(on: InForce) -> Formula:
    """Salary payments left in the tax year with this one: as stated, else up to the pay of February or
    the end of service.
    """
    to_february = (FEBRUARY - on.month.number) % 12 + 1
    ends = pl.col("ends_on")
    to_the_end = (
        (ends.dt.year().cast(pl.Int64) * 12 + ends.dt.month().cast(pl.Int64))
        - (on.month.year * 12 + on.month.number)
        + 1
    )
    left = pl.min_horizontal(pl.lit(to_february, dtype=pl.Int64), to_the_end).clip(lower_bound=1)
    return computed(
        pl.coalesce(pl.col("payments_left").cast(pl.Int64), left),
        "count",
        "payments_left",
        "Up to the pay of February.",
    )


@step("Salary of the year")
def salary_of_year(on: InForce) -> Formula:
    """Pay received in the tax year, this month's gross, and the expected month for each later payment."""
    later = computed(
        pl.col("payments_left_reckoned") - 1,
        "count",
        "later_payments",
        "Payments after this one.",
        made_of=column("payments_left_reckoned", "count") - number(1),
    )
    return column("tax_gross_to_date") + column("gross") + column("expected_month") * later


@step("Total income", rounding="ten_rupees")
def total_income(on: InForce) -> Formula:
    """Salary less the standard deduction, with other income, less declared deductions in the old
    regime; to ten rupees.
    """
    deduction_allowed = in_the_year(on).income_tax.standard_deduction.by(
        "tax_regime", label="standard_deduction"
    )
    net = greatest(column("salary_of_year") - deduction_allowed, NOTHING)
    declared = choose(
        pl.col("tax_regime") == "old", column("declared_deductions"), says="They count in the old regime."
    )
    return greatest(net + column("other_income") - declared, NOTHING)


@step("Tax by the slabs")
def slab_tax(on: InForce) -> Formula:
    """Each slab's percentage of the income in it, by the chosen regime and, in the old one, by age."""
    return slab_tax_on(on, OF_THE_YEAR)


@step("Rebate")
def tax_rebate(on: InForce) -> Formula:
    """Up to an income limit the tax is rebated, at most the rebate's maximum."""
    return rebate_on(on, OF_THE_YEAR)


@step("Marginal relief")
def tax_relief(on: InForce) -> Formula:
    """Just above the rebate's limit, where the law relieves it, the tax is at most the
    income above the limit.
    """
    return marginal_relief_on(on, OF_THE_YEAR)


@step("Tax before relief for arrears")
def tax_before_relief(on: InForce) -> Formula:
    """Slab tax less rebate and relief, with surcharge and its marginal relief, plus the cess."""
    return tax_on(on, OF_THE_YEAR)


@step("Tax of the year", rounding="ten_rupees")
def tax_of_year(on: InForce) -> Formula:
    """The tax on the total income less the relief for arrears of earlier years; to ten rupees."""
    return column("tax_before_relief") - column("relief_for_arrears")


@deduction("Income tax")
def income_tax(on: InForce) -> Formula:
    """The tax of the year less tax already deducted, spread evenly over the payments left.

    From everybody paid this month, unless the tax is settled elsewhere; the regime is the new one where none
    was chosen. To the rupee. Income-tax Act 1961, section 192(1); Income-tax Act 2025, section 392.
    """
    left = greatest(column("tax_of_year") - column("tax_deducted_to_date"), NOTHING)
    month = quotient(left, column("payments_left_reckoned", "count").named("payments_left"))
    return choose(
        ~pl.col("is_tax_settled") & (pl.col("gross") > 0),
        month,
        says="Paid this month, tax not settled elsewhere.",
    )
