"""MEDISEP, the medical insurance."""

from vethanam.rules.component import deduction
from vethanam.rules.formula import Formula, choose
from vethanam.rules.funds import Fund, SheetColumn, Stated
from vethanam.rules.parameter_values import InForce

MEDISEP = Fund(
    "medisep",
    "Medisep",
    member=Stated("is_medisep", "in medical insurance"),
    sheet=(SheetColumn("medisep", "yes or no", "member"),),
)


@deduction("Medisep")
def medisep(on: InForce) -> Formula:
    """The month's premium of the medical insurance, whole from the first part of a divided month.

    From members. G.O.(P) No.70/2022/Fin, part salaries by G.O.(P) No.71/2022/Fin, second phase
    by G.O.(P) No.05/2026/Fin.
    """
    return choose(
        MEDISEP.is_member, on.medisep.premium.fixed(label="premium"), says="A member of the scheme."
    )
