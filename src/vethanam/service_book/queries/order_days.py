"""Facts of a month with an order that starts or stops within it: each counts on the days its
order is in force.

Facts with days of their own (service, posting, pay, leave, quarters, rates) are cut at those days. Facts that
count once a month (membership, wage, tax choice) count if their order is in force on the last day served.
Deductions and their suspensions follow the month's last day, when pay falls due: nothing is deducted under an
order stayed then.
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

#: frames of facts by name, for some employments, by the orders in force on a day
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
    """The frames by the orders in force on the month's last day; day by day for people with a changing order.

    ``kinds`` are the facts in the frames; ``chosen`` None is everybody.
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
    """The frames by the orders in force on each employee's last day served; ``served`` are
    the spells of service.
    """
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
    """The last day each served in the month: ``employment``, ``last``; no row without service in it."""
    near = served.filter(pl.col("start") <= month.last, pl.col("until") >= month.first)
    return near.group_by("employment", maintain_order=True).agg(
        last=pl.min_horizontal(pl.col("until").max(), pl.lit(month.last))
    )


def _changes(reader: BookReader, month: Month, known_at: datetime) -> list[tuple[date, int]]:
    """Days after the month's first on which an order starts or stops, with the order."""
    return [
        (day, order) for day, order, _, _ in effects_at(reader, known_at) if month.first < day <= month.last
    ]


def _named_by(
    reader: BookReader,
    changes: Sequence[tuple[date, int]],
    chosen: Sequence[int] | None,
    kinds: Iterable[type[Model]],
) -> list[int]:
    """The chosen people with a fact under one of the changing orders."""
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
    """The facts cut to a range of days."""
    inside = frame.filter(pl.col("start") <= last, pl.col("until") >= first)
    return inside.with_columns(
        start=pl.max_horizontal("start", pl.lit(first)), until=pl.min_horizontal("until", pl.lit(last))
    )


def _joined(pieces: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Merge adjacent pieces of one fact."""
    key = ["employment", "id"]
    ordered = pl.concat(pieces).sort(*key, "start", maintain_order=True)
    begins = (pl.col("start") > pl.col("until").shift(1).over(key) + ONE_DAY).fill_null(True)
    numbered = ordered.with_columns(_run=begins.cast(pl.Int32).cum_sum().over(key))
    whole = numbered.group_by(*key, "_run", maintain_order=True).agg(
        pl.col("until").max(), pl.exclude(*key, "_run", "until").first()
    )
    return whole.select(ordered.columns).sort("employment", "start", "recorded_at", "id", maintain_order=True)
