"""Pension for unmarried women above 50."""

from __future__ import annotations

from vethanam.rules.kerala.pensions import FAMILY, GROUP, common_conditions, pension_amount, pension_bands
from vethanam.rules.parameter_values import InForce
from vethanam.rules.scheme import Benefit, scheme
from vethanam.rules.scheme_conditions import a_woman, aged_from, unmarried


@scheme(
    "UNMARRIED50",
    "Pension for unmarried women above 50",
    aliases=("unmarried_women", "unmarried_woman", "pension_for_unmarried_women"),
    family=FAMILY,
    group=GROUP,
)
def unmarried_women_pension(on: InForce) -> Benefit:
    """Unmarried women from the age of 50 with a family income up to the limit.

    The State pays all of it.
    """
    age = on.benefits.folder("unmarried_women_pension").age
    return Benefit(
        (*common_conditions(on), a_woman(), unmarried(), aged_from(on, age)),
        pension_amount(on),
        bands=pension_bands(on),
    )
