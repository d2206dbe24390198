"""Disability pension."""

from __future__ import annotations

from vethanam.rules.kerala.pensions import FAMILY, GROUP, common_conditions, pension_amount, pension_bands
from vethanam.rules.parameter_values import InForce
from vethanam.rules.scheme import Benefit, scheme
from vethanam.rules.scheme_bands import central_share, disability_band
from vethanam.rules.scheme_conditions import disabled


@scheme(
    "IGNDPS",
    "Disability pension",
    funding=("state", "centre"),
    aliases=("disability", "indira_gandhi_national_disability_pension"),
    family=FAMILY,
    group=GROUP,
)
def disability_pension(on: InForce) -> Benefit:
    """Persons with a disability by a medical certificate, up to the income limit.

    Amounts by the share of disability were not read; one rate holds for all. The Centre pays 300 rupees
    of it for those on its list.
    """
    figures = on.benefits.folder("disability_pension")
    share = central_share(figures.central_share.fixed(label="central_share"), on.benefits.central_payment)
    instead = on.benefits.folder("mustering").certificate_instead.value()
    return Benefit(
        (*common_conditions(on, income_key="disability_pension"), disabled()),
        pension_amount(on),
        {"centre": share},
        pension_bands(
            on,
            with_centre=True,
            disability_band=disability_band(instead.fields["disability"] if instead else None),
        ),
    )
