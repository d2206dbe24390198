"""Work paid by the day or the hour: amounts by days of the month, with the wages in force."""

from __future__ import annotations

import polars as pl

from vethanam.service_book.queries.facts import ONE_DAY
from vethanam.service_book.queries.month_frames import Touching


def worked_in(read: Touching) -> pl.DataFrame:
    """Work in the month: ``employment``, ``days`` (or hours), and its first and last
    day, ``start`` and ``until``.

    An entry covers the days up to the next one of the month.
    """
    first, last = read.month.first, read.month.last
    near = read.attendance.filter(pl.col("valid_from").is_between(first, last))
    ordered = near.sort("employment", "valid_from", maintain_order=True)
    following = pl.col("valid_from").shift(-1).over("employment") - ONE_DAY
    return ordered.select("employment", "days", start="valid_from", until=following.fill_null(pl.lit(last)))


def wages_of(read: Touching, worked: pl.DataFrame, stretches: pl.DataFrame) -> pl.DataFrame:
    """Each entry of work with every wage in force on its days of service.

    Columns ``employment``, ``start``, ``days``, ``rate`` and ``since``, the first day of the wage,
    in that order.
    """
    served = stretches.group_by("employment").agg(begins=pl.col("start").min(), ends=pl.col("until").max())
    wages = read.wage.select("employment", "rate", since="start", wage_until="until")
    both = worked.join(served, on="employment").join(wages, on="employment")
    return (
        both.filter(
            pl.col("since") <= pl.min_horizontal("until", "ends"),
            pl.col("wage_until") >= pl.max_horizontal("start", "begins"),
        )
        .select("employment", "start", "days", "rate", "since")
        .sort("employment", "start", "since")
    )
