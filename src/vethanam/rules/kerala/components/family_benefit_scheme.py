"""Family benefit scheme, for older members who stayed out of group insurance."""

import polars as pl

from vethanam.rules.component import deduction
from vethanam.rules.formula import Formula, choose, column
from vethanam.rules.in_force import InForce


@deduction("Family benefit scheme")
def family_benefit_scheme(on: InForce) -> Formula:
    """The subscription that her record states; where it states none, the rate, which nobody has read.

    From members; not from a part that is paid for suspension alone (rule 55, notes).
    """
    rate = on.family_benefit_scheme.rate.fixed()
    amount = choose(
        pl.col("fbs_amount").is_not_null(), column("fbs_amount"), rate, says="Her record states the sum."
    )
    return choose(pl.col("is_fbs"), amount, says="A member of the scheme.")
