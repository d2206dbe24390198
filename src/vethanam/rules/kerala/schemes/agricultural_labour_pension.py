"""Agricultural labour pension."""

from __future__ import annotations

from vethanam.rules.kerala.pensions import FAMILY, GROUP, common_conditions, pension_amount, pension_bands
from vethanam.rules.parameter_values import InForce
from vethanam.rules.scheme import Benefit, scheme
from vethanam.rules.scheme_conditions import a_labourer, aged_from


@scheme(
    "AGRI",
    "Agricultural labour pension",
    aliases=("agricultural_labour", "agricultural_labourer_pension"),
    family=FAMILY,
    group=GROUP,
)
def agricultural_labour_pension(on: InForce) -> Benefit:
    """Agricultural labourers of ten years from the age of 60, in the welfare fund, up to the income limit.

    Not workers on a plantation. The State pays all of it.
    """
    figures = on.benefits.folder("agricultural_labour_pension")
    return Benefit(
        (*common_conditions(on), aged_from(on, figures.age), a_labourer(figures.labour)),
        pension_amount(on),
        bands=pension_bands(on),
    )
