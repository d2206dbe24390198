"""The supplement of half-pay leave up to its floor."""

from vethanam.rules.component import earning
from vethanam.rules.formula import NOTHING, Formula, choose, greatest
from vethanam.rules.kerala.days import basic_pay, draws_allowance, has_protected_allowance
from vethanam.rules.parameter_values import InForce


@earning("Special leave allowance")
def special_leave_allowance(on: InForce) -> Formula:
    """On half-pay leave, 65 per cent of pay and dearness allowance, less half pay and the allowance drawn.

    To non-gazetted staff with basic pay up to the limit. By calendar days, once to the rupee. Kerala Service
    Rules Part I, rule 93; limit by G.O.(P) No.79/2021/Fin.
    """
    rule = on.leave_salary.half_pay
    allowance = (basic_pay() * on.dearness_allowance.rate.by("da_series")).named("dearness_allowance")
    least = (basic_pay() + allowance) * rule.fixed("floor", label="floor")
    drawn = basic_pay() * rule.fixed("share", label="half pay") + allowance
    return choose(
        draws_allowance & has_protected_allowance(on),
        greatest(least - drawn, NOTHING),
        says="On half-pay leave with lower pay.",
    )
