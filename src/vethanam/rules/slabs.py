"""Slabs: a flat amount by slab, or a percentage of the amount within each slab."""

from __future__ import annotations

import polars as pl

from vethanam.rules.formula import Slabs
from vethanam.rules.parameter_values import Figure


def slabs_of(figure: Figure, key: str | None = None, *, applies: pl.Expr | None = None) -> Slabs | None:
    """Lower bounds and their amounts, or None if unknown; ``applies`` limits it to some rows."""
    value = figure.noted(key, applies=applies)
    if value is None or value.is_unknown:
        return None
    bounds, amounts = (value.fields[name] for name in figure.parameter.units)
    return bounds, amounts


def flat_by(amount: pl.Expr, figure: Figure, key: str | None = None) -> pl.Expr:
    """The flat amount of the slab an amount is in."""
    slabs = slabs_of(figure, key)
    if slabs is None:
        return pl.lit(None, dtype=pl.Int64)
    chosen = pl.lit(0, dtype=pl.Int64)
    for bound, flat in zip(*slabs, strict=True):
        chosen = pl.when(amount >= bound).then(pl.lit(flat, dtype=pl.Int64)).otherwise(chosen)
    return pl.when(amount.is_not_null()).then(chosen)


def graded(amount: pl.Expr, slabs: Slabs | None) -> pl.Expr:
    """The sum of each slab's percentage of the amount within it, as a numerator over 10,000."""
    if slabs is None:
        return pl.lit(None, dtype=pl.Int64)
    total = pl.lit(0, dtype=pl.Int64)
    previous = 0
    for bound, rate in zip(*slabs, strict=True):
        if rate != previous:
            total = total + (amount - bound).clip(lower_bound=0) * (rate - previous)
        previous = rate
    return pl.when(amount.is_not_null()).then(total)


def reached(amount: pl.Expr, slabs: Slabs | None) -> pl.Expr:
    """The percentage of the highest slab the amount exceeds; at a bound the lower slab still applies."""
    if slabs is None:
        return pl.lit(None, dtype=pl.Int64)
    chosen = pl.lit(0, dtype=pl.Int64)
    for bound, rate in zip(*slabs, strict=True):
        chosen = pl.when(amount > bound).then(pl.lit(rate, dtype=pl.Int64)).otherwise(chosen)
    return chosen
