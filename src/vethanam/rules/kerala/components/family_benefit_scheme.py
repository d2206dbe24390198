"""Family benefit scheme, for older members who stayed out of group insurance."""

import polars as pl

from vethanam.rules.component import deduction
from vethanam.rules.formula import Formula, choose, column
from vethanam.rules.funds import Fund, Stated
from vethanam.rules.parameter_values import InForce

FBS = Fund(
    "fbs",
    "Family benefit scheme",
    member=Stated("is_fbs", "in the family benefit scheme"),
    amount=Stated("fbs_amount", "family benefit scheme"),
)


@deduction("Family benefit scheme")
def family_benefit_scheme(on: InForce) -> Formula:
    """The subscription stated on her record; without one, the rate, which has not been read in any order.

    From members; not from a part that is paid for suspension alone (rule 55, notes).
    """
    rate = on.family_benefit_scheme.rate.fixed()
    amount = choose(
        pl.col("fbs_amount").is_not_null(), column("fbs_amount"), rate, says="Her record states the sum."
    )
    return choose(FBS.is_member, amount, says="A member of the scheme.")
