"""Work paid by the day or the hour: how much was worked on which days of the month, and the wages that hold on them."""

from __future__ import annotations

import polars as pl

from vethanam.service_book.queries.facts import ONE_DAY
from vethanam.service_book.queries.touching import Touching


def worked_in(read: Touching) -> pl.DataFrame:
    """What was worked in the month: ``employment``, ``days`` (or hours), and ``start`` and ``until`` of the days it is of.

    An entry is of the days up to the next one of the month.
    """
    first, last = read.month.first, read.month.last
    near = read.attendance.filter(pl.col("valid_from").is_between(first, last))
    ordered = near.sort("employment", "valid_from", maintain_order=True)
    following = pl.col("valid_from").shift(-1).over("employment") - ONE_DAY
    return ordered.select("employment", "days", start="valid_from", until=following.fill_null(pl.lit(last)))


def wages_of(read: Touching, worked: pl.DataFrame, stretches: pl.DataFrame) -> pl.DataFrame:
    """Each entry of work beside every wage that holds on days of service it is of.

    Columns ``employment``, ``start``, ``days``, ``rate`` and ``since``, the day from which the wage holds, in that order.
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
