"""Conditions on the days of a segment: on duty, on leave, suspended."""

from __future__ import annotations

import polars as pl

from vethanam.rules.conditions import (
    basic_pay,
    draws_allowance,
    is_suspended,
    on_a_scale,
    on_half_pay,
    with_basic_pay,
)
from vethanam.rules.parameter_values import InForce

__all__ = [
    "CATEGORIES",
    "OWN_ORDERS",
    "UNPAID",
    "basic_pay",
    "draws_allowance",
    "has_protected_allowance",
    "is_suspended",
    "is_unpaid",
    "on_a_scale",
    "on_half_pay",
    "on_leave_with_allowances",
    "with_basic_pay",
]

#: services paid by this pack
CATEGORIES = (
    "state",
    "ugc",
    "judicial",
    "all_india_service",
    "aided",
    "part_time_contingent",
    "temporary",
)
#: unpaid absences
UNPAID = ("without_allowances", "dies_non")
#: services with allowances by their own orders
OWN_ORDERS = ("ugc", "judicial", "all_india_service")

is_unpaid = pl.col("absence").is_in(UNPAID).fill_null(False)
on_leave_with_allowances = pl.col("absence").is_not_null() & ~is_unpaid & ~is_suspended


def has_protected_allowance(on: InForce) -> pl.Expr:
    """On half-pay leave, not gazetted, basic pay up to the limit; null if the revision's limit is unknown."""
    concerned = on_half_pay & ~pl.col("is_gazetted")
    limit = on.leave_salary.half_pay_limit.by("revision", applies=concerned)
    return concerned & (pl.col("basic_pay") <= limit.numerator)
