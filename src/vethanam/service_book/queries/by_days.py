"""Facts of a month in which an order stops or begins to hold: each counts on the days on which its order is in force.

What has days of its own (service, posting, pay, leave, quarters, rates) is cut at them. What counts once for a month
(membership, wage, choice of tax) counts if its order is in force on the last day served in it. What is taken from pay, or
stops that, goes by the month's last day, on which the pay falls due: nothing is taken by an order that is stayed then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

import polars as pl
from django.db.models import Model

from vethanam.periods import Month
from vethanam.service_book.queries.facts import ONE_DAY, effects_at
from vethanam.service_book.reader import BookReader

#: frames of facts by name, of some employments, by the orders in force on a day
type Frames = Mapping[str, pl.DataFrame]
type AsOn = Callable[[date, Sequence[int] | None], Frames]


def by_days(
    reader: BookReader,
    month: Month,
    known_at: datetime,
    chosen: Sequence[int] | None,
    kinds: Iterable[type[Model]],
    as_on: AsOn,
) -> Frames:
    """The frames by the orders in force on the month's last day; of whom an order changes within it, day by day.

    ``kinds`` are the facts that the frames are made of; nobody ``chosen`` is everybody.
    """
    read = as_on(month.last, chosen)
    changes = _changes(reader, month, known_at)
    touched = _named_by(reader, changes, chosen, kinds)
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


def by_last_day(
    reader: BookReader,
    month: Month,
    known_at: datetime,
    served: pl.DataFrame,
    chosen: Sequence[int],
    kinds: Iterable[type[Model]],
    as_on: AsOn,
) -> Frames:
    """The frames by the orders in force on the last day that each served in the month; ``served`` are the spells of service."""
    read = as_on(month.last, chosen)
    touched = _named_by(reader, _changes(reader, month, known_at), chosen, kinds)
    earlier = last_days(served, month).filter(
        pl.col("last") < month.last, pl.col("employment").is_in(touched)
    )
    for (day,), whose in earlier.group_by("last", maintain_order=True):
        employments = whose["employment"].to_list()
        then = as_on(day, employments)
        read = {
            name: pl.concat([frame.filter(~pl.col("employment").is_in(employments)), then[name]]).sort(
                "employment", maintain_order=True
            )
            for name, frame in read.items()
        }
    return read


def last_days(served: pl.DataFrame, month: Month) -> pl.DataFrame:
    """The last day that each served in the month: ``employment``, ``last``; whoever did not serve in it has no row."""
    near = served.filter(pl.col("start") <= month.last, pl.col("until") >= month.first)
    return near.group_by("employment", maintain_order=True).agg(
        last=pl.min_horizontal(pl.col("until").max(), pl.lit(month.last))
    )


def _changes(reader: BookReader, month: Month, known_at: datetime) -> list[tuple[date, int]]:
    """The days within the month, its first apart, on which an order stops or begins to hold, and which."""
    return [
        (day, order) for day, order, _, _ in effects_at(reader, known_at) if month.first < day <= month.last
    ]


def _named_by(
    reader: BookReader,
    changes: Sequence[tuple[date, int]],
    chosen: Sequence[int] | None,
    kinds: Iterable[type[Model]],
) -> list[int]:
    """Those of the chosen who have a fact by one of the orders that change."""
    if not changes:
        return []
    orders = sorted({order for _, order in changes})
    where = "order_id = ANY(%s::bigint[])"
    named = set(
        pl.concat(
            [reader.rows_of(kind, ["employment_id"], where, [orders])["employment_id"] for kind in kinds]
        )
    )
    return sorted(named if chosen is None else named & set(chosen))


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
