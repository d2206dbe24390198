"""Lines as frames and lines as arrays: one row per line in memory, one row per claim in the database.

A frame of lines has ``employment``, ``part``, ``component`` (its name), ``kind``, ``obligation`` (null, or the one a
recovery serves) and ``amount`` in paise. Money is only added and compared here, never computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from vethanam.periods import Month


def in_words(month: Month) -> str:
    """A month as sentences name it: October 2026."""
    return f"{month.first:%B %Y}"


def packed(lines: pl.DataFrame, codes: Mapping[str, int]) -> pl.DataFrame:
    """One row per employment and part with its lines as arrays, in the order the lines come in.

    Held lines stand in ``held`` only; lines of nothing are left out. Adds ``gross``, ``deductions``, ``net``.
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
    """Amounts of one key added: the columns of ``key``, and ``amount``, in the order of the key.

    Lines come nearly in order and nearly each with a key of its own: what sorting finds need not be hashed.
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
