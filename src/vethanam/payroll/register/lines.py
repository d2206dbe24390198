"""Conversion of lines between frames (one row per line) and arrays (one database row per claim).

A frame of lines has ``employment``, ``part``, ``component`` (name), ``kind``, ``obligation`` (null, or the
one a recovery serves) and ``amount`` in paise. Amounts are only added and compared here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from vethanam.periods import Month


def in_words(month: Month) -> str:
    """The month in words: October 2026."""
    return f"{month.first:%B %Y}"


def packed(lines: pl.DataFrame, codes: Mapping[str, int]) -> pl.DataFrame:
    """One row per employment and part with its lines as arrays, in input order.

    Held lines are in ``held`` only; zero lines are left out. Adds ``gross``, ``deductions``, ``net``.
    """
    numbered = lines.with_columns(
        code=pl.col("component").replace_strict(dict(codes), return_dtype=pl.Int16, default=None)
    )
    is_held = pl.col("amount").is_null()
    counts = ~is_held & (pl.col("amount") != 0)
    return (
        numbered.group_by("employment", "part", maintain_order=True)
        .agg(
            components=pl.col("code").filter(counts),
            obligations=pl.col("obligation").filter(counts),
            amounts=pl.col("amount").filter(counts),
            held=pl.col("code").filter(is_held),
            unconfirmed=pl.col("code").filter(counts & pl.col("is_unconfirmed")).unique(maintain_order=True),
            gross=pl.col("amount").filter(counts & (pl.col("kind") == "earning")).sum(),
            deductions=pl.col("amount").filter(counts & (pl.col("kind") == "deduction")).sum(),
        )
        .with_columns(net=pl.col("gross") - pl.col("deductions"))
    )


def summed(lines: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Sum amounts by key: the columns of ``key``, and ``amount``, sorted by key.

    Input is nearly sorted and nearly unique, so sorting is cheaper than hashing.
    """
    ordered = lines.select(*key, "amount").sort(key)
    begins = ordered.select(
        (pl.int_range(pl.len()) == 0) | pl.any_horizontal(pl.col(key).ne_missing(pl.col(key).shift(1)))
    ).to_series()
    if begins.all():
        return ordered
    numbered = ordered.with_columns(_run=begins.cast(pl.Int64).cum_sum().set_sorted())
    sums = numbered.group_by("_run", maintain_order=True).agg(pl.col(key).first(), pl.col("amount").sum())
    return sums.drop("_run")
