"""Parts that the social security pensions of Kerala share: common conditions, amount, bands."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from vethanam.rules.formula import Formula
from vethanam.rules.parameter_values import InForce
from vethanam.rules.scheme import Condition
from vethanam.rules.scheme_bands import by_exceptions, full_or_reduced, share_class
from vethanam.rules.scheme_conditions import (
    alive,
    income_up_to,
    life_proven,
    one_benefit,
    resident,
    without,
)

#: the key of the figures that all five pensions share
FAMILY, GROUP = "pensions", "one_pension"


def common_conditions(on: InForce, *, income_key: str = FAMILY) -> tuple[Condition, ...]:
    """The conditions of every social security pension."""
    rules = on.benefits
    listed = rules.excluded
    income = rules.folder("income")
    return (
        alive(on, rules.folder("death").month_of_death, FAMILY),
        resident(),
        one_benefit(rules.exceptions),
        without(
            "SERVICE_PENSION",
            "has_service_pension",
            "She draws no service pension.",
            listed,
            "service_pension",
        ),
        without("INCOME_TAX_PAYER", "pays_income_tax", "She pays no income tax.", listed, "income_tax_payer"),
        income_up_to(on, income.ceiling, income.certificate_valid_months, key=income_key),
        without("IN_CARE_HOME", "in_care_home", "She does not live in a care home.", listed, "care_home"),
        life_proven(rules.folder("mustering").window),
    )


def pension_amount(on: InForce) -> Formula:
    """The monthly rate, or the reduced one beside another pension."""
    full = on.benefits.monthly.fixed(key="social_security_pension", label="rate")
    return full_or_reduced(full, on.benefits.reduced.fixed(label="reduced_rate"))


def pension_bands(on: InForce, *, with_centre: bool = False, **more: pl.Expr) -> Mapping[str, pl.Expr]:
    """The bands of every social security pension, and those that a scheme adds."""
    shares = {"share_class": share_class()} if with_centre else {}
    return {"other_pension": by_exceptions(on.benefits.exceptions), **shares, **more}
