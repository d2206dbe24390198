"""Conditions on the days of a segment, for the components of every pack."""

from __future__ import annotations

import polars as pl

from vethanam.rules.formula import Formula, column

is_suspended = pl.col("absence").eq_missing(pl.lit("suspension"))
on_half_pay = pl.col("absence").eq_missing(pl.lit("half_pay"))
on_a_scale = pl.col("pay_basis") == "scale"
with_basic_pay = pl.col("pay_basis").is_in(["scale", "consolidated"])
draws_allowance = on_a_scale & pl.col("da_series").is_not_null()


def basic_pay() -> Formula:
    """The basic pay of a full month."""
    return column("basic_pay")
