"""The contributory pension: employee's and Government's contributions."""

import polars as pl

from vethanam.rules.component import carried, deduction, employer
from vethanam.rules.formula import NOTHING, Formula, choose, greatest
from vethanam.rules.funds import PENSION_SCHEME, Fund, SheetColumn
from vethanam.rules.kerala.components.subsistence_allowance import subsistence
from vethanam.rules.kerala.days import draws_allowance, is_suspended
from vethanam.rules.parameter_values import InForce

NPS = Fund(
    "nps",
    "Pension contribution (NPS)",
    scheme=PENSION_SCHEME,
    sheet=(SheetColumn("nps_number", "permanent retirement account number", "number"),),
)
MEMBER = "A member of the contributory pension."


@carried("Dearness allowance on subsistence allowance")
def allowance_on_subsistence(on: InForce) -> Formula:
    """The dearness allowance of the days of suspension: like the subsistence allowance, it is not pay."""
    rate = on.dearness_allowance.rate.by("da_series")
    return choose(is_suspended & draws_allowance, subsistence(on) * rate)


def emoluments(on: InForce) -> Formula:
    """Basic pay and its dearness allowance, exact for the days."""
    allowance = greatest(on.exact("dearness_allowance") - on.exact("allowance_on_subsistence"), NOTHING)
    matters = pl.col("earns_pay") | pl.col("dearness_allowance_exact").is_not_null()
    return on.exact("basic_pay") + choose(matters, allowance, says="Days that earn pay.")


@deduction("Pension contribution (NPS)", grain="part")
def pension_contribution(on: InForce) -> Formula:
    """A percentage of the basic pay and dearness allowance of each bill, not rounded before.

    From members of the contributory pension; subsistence allowance and the dearness allowance on it do not
    count; held when pay or allowance is held. Once to the rupee on each bill. G.O.(P) No.20/2013/Fin.
    """
    share = emoluments(on) * on.pension_contribution.rate.fixed("employee")
    return choose(NPS.is_member, share, says=MEMBER)


@employer("Government pension contribution")
def government_pension_contribution(on: InForce) -> Formula:
    """The Government's contribution beside the employee's, to its own head and not in net pay.

    The same base, once to the rupee. G.O.(P) No.20/2013/Fin.
    """
    share = emoluments(on) * on.pension_contribution.rate.fixed("government")
    return choose(NPS.is_member, share, says=MEMBER)
