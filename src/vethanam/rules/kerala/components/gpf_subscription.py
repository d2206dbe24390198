"""General Provident Fund subscription."""

import polars as pl

from vethanam.rules.component import deduction
from vethanam.rules.formula import Formula, choose, column
from vethanam.rules.funds import PENSION_SCHEME, Fund, SheetColumn, Stated
from vethanam.rules.parameter_values import InForce

GPF = Fund(
    "gpf",
    "Provident fund",
    scheme=PENSION_SCHEME,
    amount=Stated("gpf_subscription", "provident fund subscription"),
    sheet=(
        SheetColumn("gpf_number", "General Provident Fund account", "number"),
        SheetColumn("gpf_subscription", "monthly subscription in rupees", "amount"),
    ),
)


@deduction("Provident fund")
def gpf_subscription(on: InForce) -> Formula:
    """The subscription stated on her record.

    From members of the fund. None in the last three months of service, nor from a part paid for suspension
    alone, nor in a month without a day of duty or leave with pay. Whole rupees as stated; the limits of the
    rule are checked as a finding. General Provident Fund (Kerala) Rules 2011.
    """
    months = on.provident_fund.last_months.content()
    last = on.month.plus(months - 1).last
    ends_soon = (pl.col("ends_on") <= last).fill_null(False)
    is_due = GPF.is_member & pl.col("gpf_subscription").is_not_null() & pl.col("earns_pay") & ~ends_soon
    return choose(
        is_due, column("gpf_subscription"), says="A member of the fund, not in the last months of service."
    )
