"""Old age pension."""

from __future__ import annotations

from vethanam.rules.kerala.pensions import FAMILY, GROUP, common_conditions, pension_amount, pension_bands
from vethanam.rules.parameter_values import InForce
from vethanam.rules.scheme import Benefit, scheme
from vethanam.rules.scheme_bands import age_band, central_share_by_age
from vethanam.rules.scheme_conditions import aged_from


@scheme(
    "IGNOAPS",
    "Old age pension",
    funding=("state", "centre"),
    aliases=("old_age", "indira_gandhi_national_old_age_pension"),
    family=FAMILY,
    group=GROUP,
)
def old_age_pension(on: InForce) -> Benefit:
    """Everybody from the age of 60 with a family income up to the limit.

    One pension a person: a provident fund or contributory pension reduces it by the order of January
    2021. The Centre pays 200 rupees of it, 500 from the age of 80, for those on its list; from which
    month the 500 begin was not read.
    """
    figures = on.benefits.folder("old_age_pension")
    share = figures.central_share
    older_from = share.value()
    return Benefit(
        (*common_conditions(on), aged_from(on, figures.age)),
        pension_amount(on),
        {"centre": central_share_by_age(share, on.benefits.central_payment)},
        pension_bands(
            on,
            with_centre=True,
            age_band=age_band(on, older_from.fields["older_from"] if older_from else None),
        ),
    )
