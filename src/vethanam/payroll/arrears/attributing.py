"""Which order caused which part of a difference: the month recomputed as it would be before each thing became known.

A person's month has states: as known when it was drawn, then after each event, the last as known now. The step from
one state to the next is that event's part, so that the parts of a component add up to due less drawn exactly. What
was drawn without an order's name is set against the oldest part first, so that nothing already paid is asked again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter

import polars as pl

from vethanam.payroll.arrears.causes import NO_ORDER, Causes, Event, Late
from vethanam.payroll.arrears.due import DUE, DueMonth, due_month
from vethanam.periods import Month
from vethanam.service_book.queries import Unrecorded

PARTS = {
    "employment": pl.Int64,
    "for_month": pl.Int64,
    "component": pl.String,
    "kind": pl.String,
    "cause": pl.Int32,
    "amount": pl.Int64,
}
_KEY = ["employment", "component", "kind"]
_STATES = {**DUE, "state": pl.Int32}


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a month was drawn: ``since`` the facts known then, ``paid_by`` the day by which figures were read."""

    since: datetime
    paid_by: date


def parts_of(
    month: Month,
    causes: Causes,
    now: DueMonth,
    taken: pl.DataFrame,
    drawn: Mapping[int, Drawn],
    late: Mapping[int, Sequence[Late]],
) -> pl.DataFrame:
    """The signed parts of each difference of these people's month, columns as :data:`PARTS`.

    ``taken`` has ``employment``, ``component``, ``kind``, ``order`` and the ``amount`` drawn; ``now`` what is due of
    the same people. A component held now has no parts.
    """
    events = {
        employment: causes.events(month, how.since, how.paid_by, late.get(employment, ()), employment)
        for employment, how in drawn.items()
    }
    states, computed = _states(month, causes, now, events)
    steps = _steps(states, computed, events, taken)
    named = pl.DataFrame(
        [
            (employment, n, causes.place(event.cause))
            for employment, list_ in events.items()
            for n, event in enumerate(list_, 1)
        ],
        schema={"employment": pl.Int64, "state": pl.Int32, "cause": pl.Int32},
        orient="row",
    )
    steps = steps.join(named, on=["employment", "state"], how="left", maintain_order="left")
    return (
        _less_drawn(steps, taken, causes)
        .with_columns(for_month=pl.lit(int(month), pl.Int64))
        .select(list(PARTS))
    )


def _states(
    month: Month, causes: Causes, now: DueMonth, events: Mapping[int, Sequence[Event]]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Due in each state of each person's month, and in which states each could be computed."""
    frames, could = [], []
    for state in range(max(map(len, events.values()), default=0)):
        for (effects_after, values), people in _alike(events, state).items():
            facts = _facts_after(events, people, state)
            found = due_month(
                month, causes.known_at, causes.without(values), people, Unrecorded(facts, effects_after)
            )
            frames.append(found.lines.with_columns(state=pl.lit(state, pl.Int32)))
            could += [(e, state) for e in found.lines["employment"].unique().to_list()]
    last = pl.DataFrame(
        [(employment, len(list_)) for employment, list_ in events.items()],
        schema={"employment": pl.Int64, "state": pl.Int32},
        orient="row",
    )
    frames.append(now.lines.join(last, on="employment", how="inner"))
    computed = pl.DataFrame(could, schema=last.schema, orient="row")
    return pl.concat([frame.select(list(_STATES)) for frame in frames]), pl.concat([computed, last])


def _alike(
    events: Mapping[int, Sequence[Event]], state: int
) -> dict[tuple[datetime | None, tuple[int, ...]], list[int]]:
    """People whose next event is still to come, by what else than their own facts is not yet known to them."""
    groups = defaultdict(list)
    for employment, list_ in events.items():
        if state >= len(list_):
            continue
        to_come = list_[state:]
        effects = [event.effect_at for event in to_come if event.effect_at is not None]
        before = min(effects) - timedelta(microseconds=1) if effects else None
        groups[before, tuple(sorted(place for event in to_come for place in event.values))].append(employment)
    return groups


def _facts_after(
    events: Mapping[int, Sequence[Event]], people: Sequence[int], state: int
) -> dict[str, list[int]]:
    found = defaultdict(list)
    for employment in people:
        for event in events[employment][state:]:
            for kind, fact in event.facts:
                found[kind].append(fact)
    return found


def _steps(
    states: pl.DataFrame, computed: pl.DataFrame, events: Mapping[int, Sequence[Event]], taken: pl.DataFrame
) -> pl.DataFrame:
    """One row per employment, component and state with the ``amount`` by which the state changes what is due.

    In a state that could not be computed the month stands as in the next one that could. State 0 has all that was due.
    """
    held = states.filter(pl.col("is_held")).join(_last(events), on=["employment", "state"], how="semi")
    lines = pl.concat([states.select(_KEY), taken.select(_KEY)]).unique()
    lines = lines.join(held.select(_KEY), on=_KEY, how="anti")
    grid = pl.DataFrame(
        [(employment, state) for employment, list_ in events.items() for state in range(len(list_) + 1)],
        schema={"employment": pl.Int64, "state": pl.Int32},
        orient="row",
    ).join(computed.with_columns(could=pl.lit(True)), on=["employment", "state"], how="left")
    rows = lines.join(grid, on="employment").join(states, on=[*_KEY, "state"], how="left")
    known = pl.when(pl.col("could") & ~pl.col("is_held").fill_null(False)).then(pl.col("due").fill_null(0))
    rows = rows.with_columns(due=known).sort(*_KEY, "state", maintain_order=True)
    rows = rows.with_columns(due=pl.col("due").fill_null(strategy="backward").over(_KEY))
    before = pl.col("due").shift(1).over(_KEY).fill_null(0)
    return rows.select(*_KEY, "state", amount=pl.col("due") - before)


def _last(events: Mapping[int, Sequence[Event]]) -> pl.DataFrame:
    return pl.DataFrame(
        [(employment, len(list_)) for employment, list_ in events.items()],
        schema={"employment": pl.Int64, "state": pl.Int32},
        orient="row",
    )


def _less_drawn(steps: pl.DataFrame, taken: pl.DataFrame, causes: Causes) -> pl.DataFrame:
    """The steps by cause less what was drawn by the same cause; the rest of what was drawn set against the oldest."""
    nobody = causes.place(NO_ORDER.key)
    places = {order: causes.place(key) for order, key in causes.key_of.items()}
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
