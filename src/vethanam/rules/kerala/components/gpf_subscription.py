"""General Provident Fund: what she subscribes."""

import polars as pl

from vethanam.rules.component import deduction
from vethanam.rules.formula import Formula, choose, column
from vethanam.rules.in_force import InForce


@deduction("Provident fund subscription")
def gpf_subscription(on: InForce) -> Formula:
    """The subscription that her own record states.

    From members of the fund. None in the last three months of service, in a month wholly in suspension, or where nothing
    is paid. Whole rupees as stated; the limits of the rule are checked as a finding. General Provident Fund (Kerala)
    Rules 2011.
    """
    months = on.provident_fund.last_months.content()
    last = on.month.plus(months - 1).last
    ends_soon = (pl.col("ends_on") <= last).fill_null(False)
    is_due = (
        (pl.col("pension_scheme") == "gpf")
        & pl.col("gpf_subscription").is_not_null()
        & (pl.col("gross") > 0)
        & ~ends_soon
        & ~pl.col("is_suspended_throughout")
    )
    return choose(
        is_due, column("gpf_subscription"), says="A member of the fund, not in the last months of service."
    )
