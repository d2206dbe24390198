"""The tax arrears would have added in their own year: the same steps, by the law of that year."""

from __future__ import annotations

import polars as pl

from vethanam.rules.component import Component
from vethanam.rules.component_values import with_steps, worked_on
from vethanam.rules.kerala.components import income_tax as rules
from vethanam.rules.parameter_values import InForce

STEPS: tuple[Component, ...] = (
    rules.total_income, rules.slab_tax, rules.tax_rebate, rules.tax_relief, rules.tax_before_relief,
)  # fmt: skip


def tax_added(on: InForce, years: pl.DataFrame) -> pl.Series:
    """Tax of the year with the arrears less tax without, surcharge and cess included.

    ``on`` is any month of pay of that tax year; null if its law is unknown.
    """
    lines = worked_on(STEPS, on)
    received = years.with_columns(pl.col("salary_of_year") + pl.col("arrears"))
    with_arrears, without = (
        with_steps(frame.drop("arrears"), lines)["tax_before_relief"] for frame in (received, years)
    )
    return with_arrears - without
