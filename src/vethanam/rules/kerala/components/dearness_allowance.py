"""Dearness allowance on the pay of the days."""

from vethanam.rules.component import earning
from vethanam.rules.formula import Formula, choose
from vethanam.rules.kerala.components.subsistence_allowance import subsistence
from vethanam.rules.kerala.days import (
    basic_pay,
    draws_allowance,
    has_protected_allowance,
    is_suspended,
    is_unpaid,
    on_half_pay,
)
from vethanam.rules.parameter_values import InForce


@earning("Dearness allowance")
def dearness_allowance(on: InForce) -> Formula:
    """A percentage of the pay of the days, at the rate of the series drawn with the month's salary.

    To everybody on a scale with a series: the State series for State scales, the Central one for scales that
    follow it; the two are never mixed. On half-pay leave it stays on the full pay for non-gazetted pay up to
    the limit (rule 93); in suspension it is on the subsistence allowance. Computed on the exact pay of the
    days and rounded once to the rupee. Each rate is stored with its order.
    """
    half = basic_pay() * on.leave_salary.half_pay.fixed("share", label="half pay")
    in_leave = choose(
        has_protected_allowance(on),
        basic_pay(),
        half,
        says="Up to the limit the allowance stays on the full pay.",
    )
    on_pay = choose(on_half_pay, in_leave, basic_pay(), says="On half-pay leave.")
    base = choose(
        is_suspended, subsistence(on), on_pay, says="In suspension it is on the subsistence allowance."
    )
    rate = on.dearness_allowance.rate.by("da_series")
    return choose(draws_allowance & ~is_unpaid, base * rate, says="Paid on scales that have a series.")
