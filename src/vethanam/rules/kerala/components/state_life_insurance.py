"""State Life Insurance: the premiums of her policies."""

import polars as pl

from vethanam.rules.component import deduction
from vethanam.rules.formula import Formula, choose, column
from vethanam.rules.in_force import InForce


@deduction("State life insurance")
def state_life_insurance(on: InForce) -> Formula:
    """The premiums of all her policies together, as her own record states them.

    Taken whole or not at all. The least total premium of the rule (G.O.(P) No.159/2021/Fin) is checked as a finding; a
    shortfall is met by a further policy, never by changing this sum.
    """
    return choose(pl.col("sli_premium").is_not_null(), column("sli_premium"), says="Policies are on record.")
