"""Pay for the days of the month."""

from vethanam.rules.central.days import is_unpaid
from vethanam.rules.component import earning
from vethanam.rules.conditions import basic_pay as whole
from vethanam.rules.conditions import on_half_pay, with_basic_pay
from vethanam.rules.formula import Formula, choose
from vethanam.rules.parameter_values import InForce


@earning("Basic pay")
def basic_pay(on: InForce) -> Formula:
    """The cell held in the level of the pay matrix, for the days on duty and on leave with pay.

    To everybody in a level or on consolidated pay; half of it on half-pay leave, nothing without pay. Part
    months by calendar days, the line once to the rupee. Central Civil Services (Revised Pay) Rules 2016;
    Leave Rules 1972, rule 40.
    """
    half = whole() * on.leave_salary.half_pay.fixed(label="half pay")
    paid = choose(on_half_pay, half, whole(), says="On half-pay leave half of the pay is drawn.")
    return choose(with_basic_pay & ~is_unpaid, paid, says="Paid for days on duty and on leave with pay.")
