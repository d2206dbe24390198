"""Dearness allowance on the pay of the days."""

from vethanam.rules.central.days import is_unpaid
from vethanam.rules.component import earning
from vethanam.rules.conditions import basic_pay, draws_allowance, on_half_pay
from vethanam.rules.formula import Formula, choose
from vethanam.rules.parameter_values import InForce


@earning("Dearness allowance")
def dearness_allowance(on: InForce) -> Formula:
    """A percentage of the pay of the days, at the rate ordered twice a year.

    To everybody in a level of the pay matrix; on half-pay leave, on the half. Computed on the exact pay of
    the days and rounded once to the rupee, half a rupee upwards, as each order says. Each rate is stored with
    its order.
    """
    half = basic_pay() * on.leave_salary.half_pay.fixed(label="half pay")
    base = choose(on_half_pay, half, basic_pay(), says="On half-pay leave.")
    rate = on.dearness_allowance.rate.by("da_series")
    return choose(draws_allowance & ~is_unpaid, base * rate, says="Paid in the levels of the pay matrix.")
