"""The funds and insurances of Kerala's employees: how each is stated, in facts, in the file of employees and on a page."""

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
    Fund(
        "sli",
        "State life insurance",
        amount=Stated("sli_premium", "life insurance premium"),
        sheet=(
            SheetColumn("sli_premium", "State Life Insurance premium as on her policies, rupees", "amount"),
        ),
    ),
    Fund(
        "gis",
        "Group insurance",
        member=Stated("is_gis", "in group insurance"),
        amount=Stated("gis_amount", "group insurance"),
        group=Stated("gis_group", "group"),
        sheet=(
            SheetColumn("gis_group", "Group Insurance group, A to D", "group", ("A", "B", "C", "D")),
            SheetColumn(
                "gis_amount",
                "Group Insurance subscription as on her record; empty: by the rate of the group",
                "amount",
            ),
        ),
    ),
    Fund(
        "fbs",
        "Family benefit scheme",
        member=Stated("is_fbs", "in the family benefit scheme"),
        amount=Stated("fbs_amount", "family benefit scheme"),
    ),
    Fund(
        "medisep",
        "Medisep",
        member=Stated("is_medisep", "in medical insurance"),
        sheet=(SheetColumn("medisep", "yes or no", "member"),),
    ),
    Fund(
        "gpais",
        "Accident insurance",
        member=Stated("is_accident_insured", "in accident insurance"),
    ),
)
