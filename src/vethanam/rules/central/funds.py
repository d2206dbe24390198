"""The funds of the Central Government's employees: how each is stated, in facts, in the file of employees and on a page."""

from vethanam.rules.funds import Fund, Funds, SheetColumn, Stated

_SCHEME = Stated("pension_scheme", "pension scheme")

FUNDS = Funds(
    Fund(
        "gpf",
        "Provident fund",
        scheme=_SCHEME,
        amount=Stated("gpf_subscription", "provident fund subscription"),
        sheet=(
            SheetColumn("gpf_number", "General Provident Fund account", "number"),
            SheetColumn("gpf_subscription", "monthly subscription in rupees", "amount"),
        ),
    ),
    Fund(
        "nps",
        "Pension contribution (NPS)",
        scheme=_SCHEME,
        sheet=(SheetColumn("nps_number", "permanent retirement account number", "number"),),
    ),
)
