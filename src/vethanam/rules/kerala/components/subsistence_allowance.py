"""Pay during suspension."""

import polars as pl

from vethanam.rules.component import earning
from vethanam.rules.formula import Formula, choose, column
from vethanam.rules.kerala.days import basic_pay, is_suspended, with_basic_pay
from vethanam.rules.parameter_values import InForce


def subsistence(on: InForce) -> Formula:
    """The subsistence allowance of a full month, by the varied rate or the first rate."""
    varied = basic_pay() * column("subsistence_rate", "rate")
    first = basic_pay() * on.suspension.subsistence.fixed("first", label="of pay in suspension")
    return choose(
        pl.col("subsistence_rate").is_not_null(),
        varied,
        first,
        says="The order of suspension names the share of pay.",
    )


@earning("Subsistence allowance")
def subsistence_allowance(on: InForce) -> Formula:
    """In suspension, a share of pay: half at first, later as an order varies it between a
    quarter and three quarters.

    To those suspended while on a scale or consolidated pay. The first rate goes on until an order varies it.
    By calendar days, once to the rupee. Kerala Service Rules Part I, rule 55.
    """
    return choose(is_suspended & with_basic_pay, subsistence(on), says="Paid for days of suspension.")
