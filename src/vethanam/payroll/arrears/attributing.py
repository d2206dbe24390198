"""Which order caused which part of a difference: the month recomputed as it would be before each thing became known.

A person's month has states: as known when it was drawn, then after each event, the last as known now. The step from
one state to the next is that event's part, so that the parts of a component add up to due less drawn exactly. What
was drawn without an order's name is set against the oldest part first, so that nothing already paid is asked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import polars as pl

from vethanam.payroll.arrears.causes import Causes
from vethanam.payroll.arrears.due import DueMonths
from vethanam.payroll.arrears.events import events_of
from vethanam.rules.owing import OWING

PARTS = {
    "employment": pl.Int64,
    "for_month": pl.Int64,
    "component": pl.String,
    "kind": pl.String,
    "cause": pl.Int32,
    "amount": pl.Int64,
}
_KEY = ["employment", "component", "kind"]
_STATES: dict[str, type[pl.DataType]] = {**OWING, "state": pl.Int32}


def parts_of(months: DueMonths, now: pl.DataFrame, taken: pl.DataFrame, drawn: pl.DataFrame) -> pl.DataFrame:
    """The signed parts of each difference of these people's month, columns as :data:`PARTS`.

    ``now`` is what is due of them in the month that ``months`` stands at; ``taken`` has ``employment``, ``component``,
    ``kind``, ``order`` and the ``amount`` drawn; ``drawn`` has ``employment``, ``since`` (the facts known when the
    month was drawn) and ``paid_by`` (the day by which figures were read). A component held now has no parts.
    """
    month, causes = months.month, months.causes
    events = events_of(month, drawn, months.late, causes)
    last = drawn.select("employment").join(
        events.group_by("employment").agg(state=pl.col("event").max()), on="employment", how="left"
    )
    last = last.with_columns(pl.col("state").fill_null(0))
    earlier = _states(months, events, drawn)
    states = pl.concat([earlier, now.join(last, on="employment", how="inner").select(list(_STATES))])
    steps = _steps(states, earlier.select("employment", "state").unique(), last, taken)
    named = events.select("employment", "cause", state="event")
    steps = steps.join(named, on=["employment", "state"], how="left", maintain_order="left")
    return (
        _less_drawn(steps, taken, causes)
        .with_columns(for_month=pl.lit(int(month), pl.Int64))
        .select(list(PARTS))
    )


def _states(months: DueMonths, events: pl.DataFrame, drawn: pl.DataFrame) -> pl.DataFrame:
    """Due in each state of each person's month but the last; a state that cannot be computed has no lines."""
    causes = months.causes
    to_come = events.join(drawn.select("employment", "paid_by"), on="employment", how="inner").select(
        "employment", "paid_by", "figure", known="place", effects="effect", state=pl.col("event") - 1
    )
    frames = [pl.DataFrame(schema=_STATES)]
    for (day, figure), readings in to_come.group_by("paid_by", "figure", maintain_order=True):
        figures = causes.figures(months.month, day)[figure:]
        rulebook = causes.without(value for one in figures for value in one.values)
        lines, _ = months.due(readings.drop("paid_by", "figure"), rulebook)
        frames.append(lines.select(list(_STATES)))
    return pl.concat(frames)


def _steps(
    states: pl.DataFrame, earlier: pl.DataFrame, last: pl.DataFrame, taken: pl.DataFrame
) -> pl.DataFrame:
    """One row per employment, component and state with the ``amount`` by which the state changes what is due.

    ``earlier`` are the states that could be computed, ``last`` the one of each employment that is known now. In a state
    that could not be computed the month stands as in the next one that could. State 0 has all that was due.
    """
    held = states.filter(pl.col("is_held")).join(last, on=["employment", "state"], how="semi")
    lines = pl.concat([states.select(_KEY), taken.select(_KEY)]).unique()
    lines = lines.join(held.select(_KEY), on=_KEY, how="anti")
    computed = pl.concat([earlier, last]).with_columns(could=pl.lit(True))
    grid = last.select("employment", state=pl.int_ranges(0, pl.col("state") + 1, dtype=pl.Int32)).explode(
        "state"
    )
    grid = grid.join(computed, on=["employment", "state"], how="left")
    rows = lines.join(grid, on="employment").join(states, on=[*_KEY, "state"], how="left")
    known = pl.when(pl.col("could") & ~pl.col("is_held").fill_null(False)).then(pl.col("due").fill_null(0))
    rows = rows.with_columns(due=known).sort(*_KEY, "state", maintain_order=True)
    rows = rows.with_columns(due=pl.col("due").fill_null(strategy="backward").over(_KEY))
    before = pl.col("due").shift(1).over(_KEY).fill_null(0)
    return rows.select(*_KEY, "state", amount=pl.col("due") - before)


def _less_drawn(steps: pl.DataFrame, taken: pl.DataFrame, causes: Causes) -> pl.DataFrame:
    """The steps by cause less what was drawn by the same cause; the rest of what was drawn set against the oldest."""
    nobody, places = 0, causes.of_order
    caused = (
        steps.with_columns(
            cause=pl.when(pl.col("state") == 0).then(pl.lit(nobody, pl.Int32)).otherwise("cause")
        )
        .group_by(*_KEY, "cause")
        .agg(pl.col("amount").sum(), first=pl.col("state").min())
    )
    paid = taken.with_columns(
        cause=pl.col("order").replace_strict(places, default=nobody, return_dtype=pl.Int32)
    )
    paid = paid.group_by(*_KEY, "cause").agg(paid=pl.col("amount").sum())
    paid = paid.join(steps.select(_KEY).unique(), on=_KEY, how="semi")
    both = caused.join(paid, on=[*_KEY, "cause"], how="full", coalesce=True)
    # What was drawn by an order that causes nothing now was drawn all the same.
    both = both.with_columns(
        cause=pl.when(pl.col("first").is_null()).then(pl.lit(nobody, pl.Int32)).otherwise("cause")
    )
    left = (
        both.group_by(*_KEY, "cause")
        .agg(amount=pl.col("amount").sum() - pl.col("paid").sum(), first=pl.col("first").min())
        .with_columns(pl.col("first").fill_null(0))
        .filter(pl.col("amount") != 0)
        .sort(*_KEY, "first", "cause")
    )
    loose = left.filter(pl.col("cause") == nobody).select(_KEY)
    mixed = left.join(loose, on=_KEY, how="semi", maintain_order="left")
    plain = left.join(loose, on=_KEY, how="anti", maintain_order="left").select(*_KEY, "cause", "amount")
    settled = pl.DataFrame(list(_set_off(mixed, nobody)), schema=plain.schema, orient="row")
    return pl.concat([plain, settled]).sort(*_KEY, "cause")


def _set_off(mixed: pl.DataFrame, nobody: int) -> Iterator[tuple[int, str, str, int, int]]:
    """``mixed`` stands in the order of its key and of what came first."""
    rows = mixed.select(*_KEY, "cause", "amount").iter_rows()
    for (employment, component, kind), group in groupby(rows, key=itemgetter(0, 1, 2)):
        parts = [(cause, amount) for *_, cause, amount in group]
        loose = sum(amount for cause, amount in parts if cause == nobody)
        for cause, amount in parts:
            if cause == nobody:
                continue
            taken = 0
            if loose < 0 < amount:
                taken = min(-loose, amount)
            elif amount < 0 < loose:
                taken = -min(loose, -amount)
            loose += taken
            if amount != taken:
                yield employment, component, kind, cause, amount - taken
        if loose:
            yield employment, component, kind, nobody, loose
