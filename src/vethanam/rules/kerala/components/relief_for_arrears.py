"""Relief for arrears of earlier tax years that are received, and taxed, in this year."""

from __future__ import annotations

import polars as pl

from vethanam.rules.component import step
from vethanam.rules.formula import NOTHING, Formula, choose, column, greatest
from vethanam.rules.kerala.total_income_tax import (
    Taxed,
    in_the_year,
    marginal_relief_on,
    rebate_on,
    slab_tax_on,
    tax_on,
)
from vethanam.rules.parameter_values import InForce

#: the income of the year without the arrears, and the steps to its tax
WITHOUT = Taxed(
    "income_without_arrears",
    "slab_tax_without_arrears",
    "rebate_without_arrears",
    "marginal_relief_without_arrears",
)


@step("Total income without arrears", rounding="ten_rupees")
def income_without_arrears(on: InForce) -> Formula:
    """The total income of the year less the arrears of earlier years in it."""
    return greatest(column("total_income") - column("arrears_of_earlier_years"), NOTHING)


@step("Tax by the slabs without arrears")
def slab_tax_without_arrears(on: InForce) -> Formula:
    """Each slab's percentage of the income without arrears in it."""
    return slab_tax_on(on, WITHOUT)


@step("Rebate without arrears")
def rebate_without_arrears(on: InForce) -> Formula:
    """The rebate on the income without arrears."""
    return rebate_on(on, WITHOUT)


@step("Marginal relief without arrears")
def marginal_relief_without_arrears(on: InForce) -> Formula:
    """The marginal relief on the income without arrears."""
    return marginal_relief_on(on, WITHOUT)


@step("Tax without arrears")
def tax_without_arrears(on: InForce) -> Formula:
    """The tax of this year on the income without arrears, with surcharge and cess."""
    return tax_on(on, WITHOUT)


@step("Relief for arrears")
def relief_for_arrears(on: InForce) -> Formula:
    """The tax that arrears of earlier years add this year, less the tax they would have added in their own
    years; never below zero.

    Where she furnished the particulars in Form 10E, from tax year 2026-27 in Form 39, and the tax of those
    years is known. Income-tax Act 1961, section 89(1) with rule 21A(2), and section 192(2A); Income-tax Act
    2025, section 157.
    """
    has_arrears = pl.col("arrears_of_earlier_years") > 0
    in_the_year(on).income_tax.relief_for_arrears.noted(applies=has_arrears)
    added = column("tax_before_relief") - column("tax_without_arrears")
    return choose(
        has_arrears & pl.col("is_relief_asked") & pl.col("tax_on_earlier_years").is_not_null(),
        greatest(added - column("tax_on_earlier_years"), NOTHING),
        says="The form for relief furnished, the tax of the earlier years known.",
    )
