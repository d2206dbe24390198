"""Pay for the days of the month."""

from vethanam.rules.component import earning
from vethanam.rules.formula import Formula, choose
from vethanam.rules.kerala.days import basic_pay as whole
from vethanam.rules.kerala.days import is_suspended, is_unpaid, on_half_pay, with_basic_pay
from vethanam.rules.parameter_values import InForce


@earning("Basic pay")
def basic_pay(on: InForce) -> Formula:
    """The stage held in the scale, or the consolidated sum, for the days on duty and on leave with pay.

    To everybody on a scale or on consolidated pay; half of it on half-pay leave, nothing without
    allowances, on dies non and in suspension (that is the subsistence allowance). Part months by
    calendar days, the line once to the rupee. Kerala Service Rules Part I; scales by G.O.(P)
    No.27/2021/Fin and G.O.(P) No.7/2016/Fin.
    """
    half = whole() * on.leave_salary.half_pay.fixed("share", label="half pay")
    paid = choose(on_half_pay, half, whole(), says="On half-pay leave half of the pay is drawn.")
    return choose(
        with_basic_pay & ~is_unpaid & ~is_suspended, paid, says="Paid for days on duty and on leave with pay."
    )
