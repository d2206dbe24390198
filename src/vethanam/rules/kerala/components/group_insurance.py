"""Group insurance scheme."""

import polars as pl

from vethanam.rules.component import deduction
from vethanam.rules.formula import Formula, choose, column
from vethanam.rules.funds import Fund, SheetColumn, Stated
from vethanam.rules.parameter_values import InForce

GIS = Fund(
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
)


@deduction("Group insurance")
def group_insurance(on: InForce) -> Formula:
    """The subscription stated on her record; without one, the rate of her group.

    From members. The rates ordered with the 11th revision from December 2021 were not read, so without a
    stated amount the line is held. G.O.(P) No.112/2016/Fin until then.
    """
    by_group = on.group_insurance.rate.by("gis_group")
    amount = choose(
        pl.col("gis_amount").is_not_null(), column("gis_amount"), by_group, says="Her record states the sum."
    )
    return choose(GIS.is_member, amount, says="A member of the scheme.")
