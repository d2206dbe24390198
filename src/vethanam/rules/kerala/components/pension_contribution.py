"""The contributory pension: what the employee gives, and what the Government gives beside it."""

import polars as pl

from vethanam.rules.component import deduction, employer
from vethanam.rules.formula import Formula, choose, column
from vethanam.rules.in_force import InForce


def _emoluments() -> Formula:
    return column("basic_pay") + column("dearness_allowance")


_is_member = pl.col("pension_scheme") == "nps"


@deduction("Pension contribution (NPS)", grain="part")
def pension_contribution(on: InForce) -> Formula:
    """A percentage of the basic pay and dearness allowance of each bill.

    From members of the contributory pension; held when pay or allowance is held. Once to the rupee on each bill.
    G.O.(P) No.20/2013/Fin.
    """
    return choose(
        _is_member,
        _emoluments() * on.pension_contribution.rate.fixed("employee"),
        says="Member of the contributory pension.",
    )


@employer("Government pension contribution")
def government_pension_contribution(on: InForce) -> Formula:
    """What the Government gives beside the employee's contribution, to its own head and not in net pay.

    The same base, once to the rupee. G.O.(P) No.20/2013/Fin.
    """
    return choose(
        _is_member,
        _emoluments() * on.pension_contribution.rate.fixed("government"),
        says="Member of the contributory pension.",
    )
