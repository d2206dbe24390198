"""Facts of a month in which an order stops or begins to hold: each counts on the days on which its order is in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

import polars as pl
from django.db.models import Model

from vethanam.orders.queries import effects_known
from vethanam.periods import Month
from vethanam.service_book.queries.facts import ONE_DAY, once, rows_of

#: frames of facts by name, of some employments, by the orders in force on a day
type Frames = Mapping[str, pl.DataFrame]
type AsOn = Callable[[date, Sequence[int]], Frames]


def by_days(
    month: Month, known_at: datetime, chosen: Sequence[int], kinds: Iterable[type[Model]], as_on: AsOn
) -> Frames:
    """The frames by the orders in force on the month's last day; of whom an order changes within it, day by day.

    ``kinds`` are the facts that the frames are made of.
    """
    read = as_on(month.last, chosen)
    effects = once(("effects", known_at), lambda: effects_known(known_at))
    changes = [(day, order) for day, order, _, _ in effects if month.first < day <= month.last]
    touched = _named_by(sorted({order for _, order in changes}), chosen, kinds) if changes else []
    if not touched:
        return read
    borders = [date.min, *sorted({day for day, _ in changes}), date.max]
    slices = [
        (first, after - timedelta(1), as_on(min(after - timedelta(1), month.last), touched))
        for first, after in pairwise(borders)
    ]
    return {
        name: pl.concat(
            [
                frame.filter(~pl.col("employment").is_in(touched)),
                _joined([_cut(frames[name], first, last) for first, last, frames in slices]),
            ]
        ).sort("employment", maintain_order=True)
        for name, frame in read.items()
    }


def _named_by(orders: Sequence[int], chosen: Sequence[int], kinds: Iterable[type[Model]]) -> list[int]:
    """Those of the chosen who have a fact by one of the orders."""
    where = "order_id = ANY(%s::bigint[])"
    named = [rows_of(kind, ["employment_id"], where, [list(orders)])["employment_id"] for kind in kinds]
    return sorted(set(pl.concat(named)) & set(chosen))


def _cut(frame: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """What of the facts lies from one day to another."""
    inside = frame.filter(pl.col("start") <= last, pl.col("until") >= first)
    return inside.with_columns(
        start=pl.max_horizontal("start", pl.lit(first)), until=pl.min_horizontal("until", pl.lit(last))
    )


def _joined(pieces: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Pieces of one fact that follow each other are one again."""
    key = ["employment", "id"]
    ordered = pl.concat(pieces).sort(*key, "start", maintain_order=True)
    begins = (pl.col("start") > pl.col("until").shift(1).over(key) + ONE_DAY).fill_null(True)
    numbered = ordered.with_columns(_run=begins.cast(pl.Int32).cum_sum().over(key))
    whole = numbered.group_by(*key, "_run", maintain_order=True).agg(
        pl.col("until").max(), pl.exclude(*key, "_run", "until").first()
    )
    return whole.select(ordered.columns).sort("employment", "start", "recorded_at", "id", maintain_order=True)
