"""Attribute differences to orders: recompute each month as it was before each event became known.

A person's month has states: as known when it was drawn, then after each event, the last as known now. The
step between two states is the part of that event, so the parts of a component add up to due less drawn
exactly. Amounts drawn without an order are set against the oldest part first, so that no paid amount is
claimed again. Months with the same states and the same drawn lines are computed once, with any orders:
an order matters only by the state in which it first occurs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from vethanam.payroll.arrears.late_facts import NOTHING, events_of
from vethanam.payroll.arrears.past_dues import DueMonths
from vethanam.payroll.arrears.possible_causes import Causes
from vethanam.periods import Month

PARTS = {
    "employment": pl.Int64,
    "for_month": pl.Int64,
    "component": pl.String,
    "kind": pl.String,
    "cause": pl.Int32,
    "amount": pl.Int64,
}
_MONTH = ["for_month", "employment"]
#: index of the cause without an order
_NOBODY = 0
#: key space for component and kind within a line number, states within a step number, and months within a
#: person's month number: one integer key joins several times faster than two or three columns
_KINDS, _LINES, _STATES, _MONTHS = 4, 4096, 4096, 2**20


def parts_of(months: DueMonths, now: pl.DataFrame, taken: pl.DataFrame, drawn: pl.DataFrame) -> pl.DataFrame:
    """Signed parts of each difference in these people's months, columns as :data:`PARTS`.

    ``now`` maps ``for_month`` and ``employment`` to the current reading (``book``, ``who``; null if nothing
    is due any more). ``taken`` has the drawn lines: ``component``, ``kind``, ``order``, ``amount``. ``drawn``
    has ``since`` (facts known when the month was drawn) and ``paid_by`` (the date by which figures were
    read). A component held now has no parts.
    """
    if now.is_empty():
        return pl.DataFrame(schema={**PARTS, **months.worked.words})
    events = events_of(drawn, months.late, months.causes)
    parts = _parts_by(events, months, now, taken, drawn)
    owed_yet = _figures_not_drawn(parts, events)
    if owed_yet.is_empty():
        return parts
    now, taken, drawn = (rows.join(owed_yet, on=_MONTH, how="semi") for rows in (now, taken, drawn))
    again = events_of(drawn, months.late, months.causes, owed_yet)
    kept = parts.join(owed_yet, on=_MONTH, how="anti")
    return pl.concat([kept, _parts_by(again, months, now, taken, drawn)])


def _figures_not_drawn(parts: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Months with a rate still owed before an order of the person: ``since_figure``, the first such figure.

    The order then counts at the rates that were drawn, and what the higher rate adds goes with the rate's own
    order: it is paid as that order says.
    """
    owed = parts.select(*_MONTH, "cause").unique()
    of_figure = pl.col("own_figure") != NOTHING
    rates = events.filter(of_figure).join(owed, on=[*_MONTH, "cause"], how="semi")
    others = events.filter(~of_figure).group_by(_MONTH).agg(latest=pl.col("event").max())
    before = rates.join(others, on=_MONTH, how="inner").filter(pl.col("event") < pl.col("latest"))
    return before.group_by(_MONTH).agg(since_figure=pl.col("own_figure").min())


def _parts_by(
    events: pl.DataFrame, months: DueMonths, now: pl.DataFrame, taken: pl.DataFrame, drawn: pl.DataFrame
) -> pl.DataFrame:
    """The parts of :func:`parts_of`, with the events in this order."""
    causes = months.causes
    states = _states(months, events, now, drawn)
    members, cases, paid = _cases(states, _paid(states, taken, causes))
    lines, _ = months.worked.owed(cases)
    due = cases.join(lines, on=["book", "who"], how="inner").select(
        "case", "state", _line(), "due", "is_held"
    )
    paid = paid.select("case", _line(), "first", "paid")
    parts = _less_drawn(_steps(due, cases, paid), paid)
    number = {"component": pl.col("line") % _LINES // _KINDS, "kind": pl.col("line") % _KINDS}
    named = [number[name].cat.to(word).alias(name) for name, word in months.worked.words.items()]
    parts = parts.select("first", "amount", *named, case=pl.col("line") // _LINES)
    named_by = states.filter(pl.col("state") == pl.col("first")).select("cause", step=_step("first"))
    rows = members.join(parts, on="case", how="inner").with_columns(step=_step("first"))
    rows = rows.join(named_by, on="step", how="left").with_columns(
        pl.col("cause").fill_null(_NOBODY),
        employment=pl.col("at") // _MONTHS,
        for_month=pl.col("at") % _MONTHS,
    )
    return rows.select(list(PARTS))


def _at() -> pl.Expr:
    """The number of a person's month."""
    return (pl.col("employment") * _MONTHS + pl.col("for_month")).alias("at")


def _step(state: str) -> pl.Expr:
    """The number of a state of a person's month."""
    return pl.col("at") * _STATES + pl.col(state)


def _paid(states: pl.DataFrame, taken: pl.DataFrame, causes: Causes) -> pl.DataFrame:
    """Drawn amount of each line by the state ``first`` in which its order occurs; 0 if no order
    of the month matches.

    An amount drawn by an order that causes nothing now still counts as drawn.
    """
    cause = pl.col("order").replace_strict(causes.of_order, default=_NOBODY, return_dtype=pl.Int32)
    taken = taken.with_columns(_at())
    by_order = taken.filter(pl.col("order").is_not_null()).with_columns(cause=cause)
    firsts = states.filter(pl.col("first") > 0).select("at", "cause", "first")
    firsts = firsts.join(by_order.select("at").unique(), on="at", how="semi").unique()
    by_order = by_order.join(firsts, on=["at", "cause"], how="left").with_columns(
        pl.col("first").fill_null(0)
    )
    of_nobody = taken.filter(pl.col("order").is_null()).with_columns(first=pl.lit(0, pl.Int32))
    key = ["at", "component", "kind", "first"]
    both = pl.concat([of_nobody.select(*key, "amount"), by_order.select(*key, "amount")])
    return both.group_by(key).agg(paid=pl.col("amount").sum())


def _line() -> pl.Expr:
    """The number of a line of a case: component and kind."""
    component, kind = (pl.col(name).to_physical().cast(pl.Int64) for name in ("component", "kind"))
    return (pl.col("case") * _LINES + component * _KINDS + kind).alias("line")


def _states(months: DueMonths, events: pl.DataFrame, now: pl.DataFrame, drawn: pl.DataFrame) -> pl.DataFrame:
    """Every state of each month ``at``: ``state`` from 0, the ``cause`` of the preceding
    event, and its reading.

    ``first`` is the first state with the same cause. It is 0 for no order, as for the state known when the
    month was drawn. A state that cannot be computed has a null reading.
    """
    asked = _asked(events, drawn, months.causes).with_columns(state=pl.col("event") - 1)
    now, events = now.with_columns(_at()), events.with_columns(_at())
    last = now.join(events.group_by("at").agg(state=pl.col("event").max()), on="at", how="left")
    stands = pl.concat(
        [
            months.standing(asked).with_columns(_at()).select("book", "who", step=_step("state")),
            last.with_columns(pl.col("state").fill_null(0)).select("book", "who", step=_step("state")),
        ]
    )
    every = pl.concat(
        [
            now.select("at", state=pl.lit(0, pl.Int32), cause=pl.lit(_NOBODY, pl.Int32)),
            events.select("at", "event", "cause").rename({"event": "state"}),
        ]
    ).with_columns(step=_step("state"))
    states = every.join(stands, on="step", how="left").sort("step").drop("step")
    return states.with_columns(first=pl.col("state").min().over("at", "cause"))


def _asked(events: pl.DataFrame, drawn: pl.DataFrame, causes: Causes) -> pl.DataFrame:
    """The reading and the rulebook before each event: ``book``, and the columns of a reading."""
    by_day = ["for_month", "paid_by"]
    to_come = events.join(drawn.select(*_MONTH, "paid_by"), on=_MONTH, how="inner")
    books = [
        (month, day, figure, _book(causes, Month.from_key(month), day, figure))
        for month, day, figure in to_come.select(*by_day, "figure").unique().sort(*by_day, "figure").rows()
    ]
    schema: dict[str, Any] = {"for_month": pl.Int64, "paid_by": pl.Date, "figure": pl.Int32, "book": pl.Int32}
    return to_come.join(
        pl.DataFrame(books, schema=schema, orient="row"), on=[*by_day, "figure"], how="inner"
    ).select(*_MONTH, "book", "event", known="place", effects="effect")


def _book(causes: Causes, month: Month, day: date, figure: int) -> int:
    """The rulebook of a month without the figure at that index and all later ones."""
    figures = causes.figures(month, day)[figure:]
    return causes.book(month, (value for one in figures for value in one.values))


def _cases(states: pl.DataFrame, paid: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Group months with the same states and the same drawn lines into one case, since their parts are equal.

    Returns the months of each ``case``, and the states and drawn lines of each case.
    """
    told = ["state", "first", "book", "who"]
    said = ["component", "kind", "first", "paid"]
    lived = _numbered(states, told).group_by("at", maintain_order=True).agg(lived="number")
    drew = _numbered(paid, said).sort("at", "number").group_by("at", maintain_order=True).agg(drew="number")
    both = lived.join(drew, on="at", how="left", maintain_order="left")
    firsts = both.group_by("lived", "drew", maintain_order=True).agg(pl.col("at").first())
    firsts = firsts.with_row_index("case").with_columns(pl.col("case").cast(pl.Int64))
    members = both.join(firsts.drop("at"), on=["lived", "drew"], how="inner", nulls_equal=True)
    named = firsts.select("case", "at")
    return (
        members.select("case", "at"),
        states.join(named, on="at", how="inner", maintain_order="left").select("case", *told),
        paid.join(named, on="at", how="inner", maintain_order="left").select("case", *said),
    )


def _numbered(rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Add a ``number`` that is equal for rows equal in these columns."""
    distinct = rows.select(columns).unique().with_row_index("number")
    return rows.join(distinct, on=columns, how="left", nulls_equal=True, maintain_order="left")


def _steps(due: pl.DataFrame, cases: pl.DataFrame, paid: pl.DataFrame) -> pl.DataFrame:
    """One row per line and state, in order: ``amount``, the change of the due in that state, and ``first``.

    A state that cannot be computed takes the due of the next computable one; the last state is the current
    one. State 0 has the whole due.
    """
    grid = cases.select(
        "case", "state", "first", is_last=pl.col("state") == pl.col("state").max().over("case")
    )
    last = grid.filter("is_last").select("case", "state")
    held = due.filter("is_held").join(last, on=["case", "state"], how="semi")
    lines = pl.concat([due.select("case", "line"), paid.select("case", "line")]).unique()
    lines = lines.join(held, on="line", how="anti")
    could = due.select("case", "state", could=True).unique()
    grid = grid.join(could, on=["case", "state"], how="left")
    place = (pl.col("line") * _STATES + pl.col("state")).alias("place")
    rows = lines.join(grid, on="case").with_columns(place)
    rows = rows.join(due.select(place, "due", "is_held"), on="place", how="left").sort("place")
    stands = (pl.col("could").fill_null(False) | pl.col("is_last")) & ~pl.col("is_held").fill_null(False)
    # the last state of each line is known, and the first starts from zero, so no line leaks into another
    rows = rows.with_columns(due=pl.when(stands).then(pl.col("due").fill_null(0)).backward_fill())
    before = pl.when(pl.col("state") > 0).then(pl.col("due").shift(1)).otherwise(0)
    return rows.select("line", "state", "first", amount=pl.col("due") - before)


def _less_drawn(steps: pl.DataFrame, paid: pl.DataFrame) -> pl.DataFrame:
    """Steps by cause less the amount drawn by the same cause.

    The rest of the drawn amount is set against the oldest step.
    """
    drawn = paid.join(steps.filter(pl.col("state") == 0).select("line"), on="line", how="semi")
    both = pl.concat(
        [
            steps.filter(pl.col("amount") != 0).select("line", "first", "amount"),
            drawn.select("line", "first", amount=-pl.col("paid")),
        ]
    )
    sums = both.group_by((pl.col("line") * _STATES + pl.col("first")).alias("place")).agg(
        pl.col("amount").sum()
    )
    left = sums.filter(pl.col("amount") != 0).sort("place")
    line, first = pl.col("place") // _STATES, (pl.col("place") % _STATES).cast(pl.Int32)
    return _set_off(left.select("amount", line=line, first=first))


def _set_off(left: pl.DataFrame) -> pl.DataFrame:
    """Set amounts drawn without an order against amounts orders give on the same line, or
    the reverse, oldest first.

    ``left`` is sorted by line and first state.
    """
    is_loose, amount = pl.col("first") == 0, pl.col("amount")
    loose = left.filter(is_loose).select("line")
    others = left.join(loose, on="line", how="anti").select("line", "first", "amount")
    if loose.is_empty():
        return others
    left = left.join(loose, on="line", how="semi", maintain_order="left")
    rows = left.with_columns(loose=amount.filter(is_loose).sum().over("line"))
    # equal to the due of a later state to the paisa: it was drawn as known then, and earlier orders owe
    # nothing
    is_reached = ~is_loose & (pl.col("loose") != 0) & (amount.cum_sum().over("line") == 0)
    reached = pl.col("first").filter(is_reached).min().over("line").fill_null(-1)
    rows = rows.filter(pl.col("first") > reached).with_columns(
        loose=amount.filter(is_loose).sum().over("line")
    )
    against = ~is_loose & (amount.sign() == -pl.col("loose").sign())
    rows = rows.with_columns(size=pl.when(against).then(amount.abs()).otherwise(0))
    before = pl.col("size").cum_sum().over("line") - pl.col("size")
    rows = rows.with_columns(
        used=pl.min_horizontal("size", (pl.col("loose").abs() - before).clip(0)) * amount.sign()
    )
    rest = (
        pl.when(is_loose).then(amount + pl.col("used").sum().over("line")).otherwise(amount - pl.col("used"))
    )
    rows = rows.with_columns(amount=rest).filter(amount != 0)
    return pl.concat([others, rows.select("line", "first", "amount")])
