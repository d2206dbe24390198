"""What the days of a segment are: on duty, on leave, suspended. Conditions that several components read."""

from __future__ import annotations

import polars as pl

from vethanam.rules.formula import Formula, column
from vethanam.rules.in_force import InForce

#: absences for which nothing is paid
UNPAID = ("without_allowances", "dies_non")
#: services whose allowances follow orders of their own
OWN_ORDERS = ("ugc", "judicial", "all_india_service")

is_unpaid = pl.col("absence").is_in(UNPAID).fill_null(False)
is_suspended = pl.col("absence").eq_missing(pl.lit("suspension"))
on_half_pay = pl.col("absence").eq_missing(pl.lit("half_pay"))
on_leave_with_allowances = pl.col("absence").is_not_null() & ~is_unpaid & ~is_suspended
on_a_scale = pl.col("pay_basis") == "scale"
with_basic_pay = pl.col("pay_basis").is_in(["scale", "consolidated"])
draws_allowance = on_a_scale & pl.col("da_series").is_not_null()


def has_protected_allowance(on: InForce) -> pl.Expr:
    """On half-pay leave, not gazetted, basic pay not above the limit; unknown where the limit of the revision is."""
    limit = on.leave_salary.half_pay_limit.by("revision")
    return on_half_pay & ~pl.col("is_gazetted") & (pl.col("basic_pay") <= limit.numerator)


def basic_pay() -> Formula:
    """The basic pay of a whole month."""
    return column("basic_pay")
