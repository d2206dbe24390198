"""Accident insurance: next year's premium, once a year."""

from vethanam.rules.component import deduction
from vethanam.rules.formula import NOTHING, Formula, choose
from vethanam.rules.funds import Fund, Stated
from vethanam.rules.parameter_values import InForce

NOVEMBER = 11
GPAIS = Fund("gpais", "Accident insurance", member=Stated("is_accident_insured", "in accident insurance"))


@deduction("Accident insurance")
def accident_insurance(on: InForce) -> Formula:
    """The premium of the next calendar year, with the salary of November.

    From members. Each year has its own order; without one the line is held. G.O.(P) No.99/2024/Fin for 2025.
    """
    if on.month.number != NOVEMBER:
        return NOTHING
    premium = on.accident_insurance.premium.fixed("premium", label="premium")
    return choose(GPAIS.is_member, premium, says="A member of the scheme.")
