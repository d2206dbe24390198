"""Widow pension."""

from __future__ import annotations

from vethanam.rules.kerala.pensions import FAMILY, GROUP, common_conditions, pension_amount, pension_bands
from vethanam.rules.parameter_values import InForce
from vethanam.rules.scheme import Benefit, scheme
from vethanam.rules.scheme_bands import central_share
from vethanam.rules.scheme_conditions import not_remarried, widowed_or_deserted


@scheme(
    "IGNWPS",
    "Widow pension",
    funding=("state", "centre"),
    aliases=("widow", "indira_gandhi_national_widow_pension"),
    family=FAMILY,
    group=GROUP,
)
def widow_pension(on: InForce) -> Benefit:
    """Widows, and women deserted seven years ago, who have not married again, up to the income limit.

    Whether divorced women get it was not read: one list names them, others do not. The Centre pays 300
    rupees of it for those on its list.
    """
    figures = on.benefits.folder("widow_pension")
    share = central_share(figures.central_share.fixed(label="central_share"), on.benefits.central_payment)
    return Benefit(
        (*common_conditions(on), widowed_or_deserted(on, figures.deserted), not_remarried()),
        pension_amount(on),
        {"centre": share},
        pension_bands(on, with_centre=True),
    )
