"""Join frames sorted by employment, by position where their rows match."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

SMALL = 10_000


def beside(frame: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Add the columns of ``other``, which has each employment once, to the rows of ``frame``.

    If both have the same employments row by row, the columns are appended; otherwise this is a left join.
    """
    if frame.height == other.height and frame["employment"].equals(other["employment"]):
        return frame.hstack(other.drop("employment"))
    return frame.join(other, on="employment", how="left", maintain_order="left")


def last_of_each(frame: pl.DataFrame) -> pl.DataFrame:
    """The last row of each employment; the frame is sorted by employment."""
    is_last = pl.col("employment") != pl.col("employment").shift(-1)
    last = frame.lazy().filter(is_last.fill_null(True)).collect()
    return frame if last.height == frame.height else last


def one_each(frame: pl.DataFrame, key: Sequence[str], several: Sequence[pl.Expr]) -> pl.DataFrame:
    """One row per key of a frame sorted by it: keys with several rows are aggregated by ``several``.

    These aggregates leave a single row as it is, so that only the few others are grouped.
    """
    again = pl.all_horizontal(pl.col(name) == pl.col(name).shift(1) for name in key).fill_null(False)
    is_several = frame.lazy().select(again | again.shift(-1, fill_value=False)).collect().to_series()
    if not is_several.any():
        return frame
    some = frame.filter(is_several).group_by(key, maintain_order=True).agg(several)
    return pl.concat([frame.filter(~is_several), some.select(frame.columns)]).sort(key)


def in_order(frame: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """The frame sorted by its key; returned as it is if already sorted.

    A small frame is sorted without checking.
    """
    if frame.height < 2 or (frame.height > SMALL and _is_in_order(frame, key)):
        return frame
    return frame.sort(key, maintain_order=True)


def _is_in_order(frame: pl.DataFrame, key: tuple[str, ...]) -> bool:
    rises, equal = pl.lit(False), pl.lit(True)
    for name in key:
        now, before = pl.col(name), pl.col(name).shift(1)
        rises = rises | (equal & (now > before))
        equal = equal & (now == before)
    in_order: bool = frame.lazy().select((rises | equal).slice(1).all()).collect().item()
    return in_order
