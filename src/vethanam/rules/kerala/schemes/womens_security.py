"""Women's security pension."""

from __future__ import annotations

from vethanam.rules.kerala.pensions import GROUP
from vethanam.rules.parameter_values import InForce
from vethanam.rules.scheme import Benefit, scheme
from vethanam.rules.scheme_bands import refused_by_any
from vethanam.rules.scheme_conditions import (
    aged_from,
    aged_up_to,
    alive,
    life_proven,
    not_in_prison,
    of_sex,
    one_benefit,
    resident,
    with_card,
    without,
)


@scheme(
    "STHREE_SURAKSHA",
    "Women's security pension",
    aliases=(
        "sthree_suraksha_women_security_pension",
        "women_security_pension",
        "women_safety",
        "womens_safety",
    ),
    group=GROUP,
)
def womens_security(on: InForce) -> Benefit:
    """Women and trans women of 35 to 60 with a yellow or pink ration card and no other pension.

    Not those in the service of a Government, an autonomous or an aided body, and not while in prison for
    a month or longer. Whether the age of 60 is included was not read. Nothing passes to heirs. Guidelines
    of 10 November 2025.
    """
    figures = on.benefits.folder("womens_security")
    listed = figures.excluded
    says = "She does not work for a Government, an autonomous or an aided body."
    return Benefit(
        (
            alive(on, on.benefits.folder("death").month_of_death, "womens_security"),
            resident(),
            of_sex(figures.sexes),
            aged_from(on, figures.age, "from"),
            aged_up_to(on, figures.age),
            one_benefit(),
            without("GOVERNMENT_SERVICE", "in_government_service", says, listed, "government_service"),
            without(
                "SERVICE_PENSION",
                "has_service_pension",
                "She draws no service pension.",
                listed,
                "service_pension",
            ),
            with_card(figures.cards),
            not_in_prison(on, figures.prison),
            life_proven(on.benefits.folder("mustering").window),
        ),
        on.benefits.monthly.fixed(key="women_safety", label="rate"),
        bands={"other_pension": refused_by_any()},
    )
