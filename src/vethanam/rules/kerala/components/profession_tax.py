"""Profession tax, paid twice a year to the local body of the place of work.

The half-year's aggregate income decides: Kerala Municipality Act 1994, section 245(2), Kerala Panchayat Raj
Act 1994, section 204(3). A person in service or with pay for a part of the half-year has that part's income,
not six times a month. The law does not say how to count future income when the tax is deducted before the
half-year ends. Each month with pay, and each part of one by calendar days, is counted as the expected month.
Municipal areas exclude local allowance and house rent from income (Explanation to section 245), panchayats do
not. Here all pay counts in both, which matters only if the allowances cross the limit of a slab.
"""

import polars as pl

from vethanam.money import WHOLE
from vethanam.rules.component import deduction, step
from vethanam.rules.formula import Formula, by_slabs, choose, column, computed, number
from vethanam.rules.parameter_values import InForce
from vethanam.rules.slabs import flat_by, slabs_of

MONTHS_OF_A_HALF_YEAR = 6


@step("Income of the half-year")
def half_year_income_reckoned(on: InForce) -> Formula:
    """The income of the half-year as stated, else the expected month for each month with pay in it,
    six where all are.
    """
    six = computed(
        pl.col("expected_month") * MONTHS_OF_A_HALF_YEAR,
        "paise",
        "half_year_income",
        "Six times the expected month.",
        made_of=column("expected_month") * number(MONTHS_OF_A_HALF_YEAR),
    )
    served = choose(
        pl.col("half_year_months").is_not_null(),
        column("expected_month") * column("half_year_months", "count", scale=WHOLE),
        six,
        says="She is paid for a part of the half-year.",
    )
    return choose(
        pl.col("half_year_income").is_not_null(),
        column("half_year_income"),
        served,
        says="The income is stated.",
    )


@deduction("Profession tax")
def profession_tax(on: InForce) -> Formula:
    """The tax of the half-year by the slab of its income, with the salary of August and of February.

    Not from those exempt, who worked fewer than 60 days in the half-year, or who are paid nothing this month.
    Taken whole. G.O. No.1149/2024/LSGD; months by the practice of the State payroll.
    """
    schedule = on.profession_tax.schedule
    slabs = on.profession_tax.slabs
    if on.month.number not in schedule.content("months"):
        return computed(
            pl.lit(0, dtype=pl.Int64), "paise", "profession_tax", "Not a month of profession tax."
        )
    worked = pl.col("half_year_days").fill_null(schedule.content("least_days")) >= schedule.content(
        "least_days"
    )
    tax = by_slabs(
        flat_by(pl.col("half_year_income_reckoned"), slabs),
        column("half_year_income_reckoned"),
        [(pl.lit(True), "flat", slabs_of(slabs))],
        label="slab",
        says="By the slab of the half-year's income.",
    )
    is_due = ~pl.col("is_profession_tax_exempt") & worked & (pl.col("gross") > 0)
    return choose(is_due, tax, says="Worked at least 60 days in the half-year.")
