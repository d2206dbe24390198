"""The contributory pension: employee's and Government's contributions."""

from vethanam.rules.component import deduction, employer
from vethanam.rules.formula import Formula, choose
from vethanam.rules.funds import PENSION_SCHEME, Fund, SheetColumn
from vethanam.rules.parameter_values import InForce

NPS = Fund(
    "nps",
    "Pension contribution (NPS)",
    scheme=PENSION_SCHEME,
    sheet=(SheetColumn("nps_number", "permanent retirement account number", "number"),),
)
MEMBER = "A member of the contributory pension."


def _contribution(on: InForce, of: str) -> Formula:
    """A share of basic pay and dearness allowance; unknown before the rule that fixes the rounding."""
    on.pension_contribution.rounding.content()
    emoluments = on.exact("basic_pay") + on.exact("dearness_allowance")
    return choose(NPS.is_member, emoluments * on.pension_contribution.rate.fixed(of), says=MEMBER)


@deduction("Pension contribution (NPS)", grain="part", rounding="rupee_up")
def pension_contribution(on: InForce) -> Formula:
    """A percentage of the basic pay and dearness allowance of each bill, up to a whole rupee.

    From members of the contributory pension. Held if pay or allowance is held, and before the rules of 2021,
    because the earlier rules were not read. Central Civil Services (Implementation of National Pension
    System) Rules 2021, rule 6.
    """
    return _contribution(on, "employee")


@employer("Government pension contribution", rounding="rupee_up")
def government_pension_contribution(on: InForce) -> Formula:
    """The Government's contribution beside the employee's, up to a whole rupee and not in net pay.

    On the same base. Central Civil Services (Implementation of National Pension System) Rules 2021, rule 7.
    """
    return _contribution(on, "government")
