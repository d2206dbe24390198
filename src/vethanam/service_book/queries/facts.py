"""Which facts hold: known at an instant, not corrected since, by an order in force, and from
which day to which.

One row of a frame made here is one fact with its derived span: ``start`` and ``until`` are the first and
last day it counts for pay (an afternoon counts from the next day). Every sort carries the full key down to
the fact's id.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl

from vethanam.orders.models import OrderEffect
from vethanam.orders.orders_in_force import suspended_on
from vethanam.service_book.models import Fact, Pay
from vethanam.service_book.reader import BookReader, Narrowed, Reach, quoted, types_of

FAR = date(9999, 12, 31)
ONE_DAY = pl.duration(days=1)
_OPEN_UNTIL = pl.col("until").fill_null(FAR)

_COMMON: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.Int64,
    "employment_id": pl.Int64,
    "valid_from": pl.Date,
    "start": pl.Date,
    "until": pl.Date,
    "recorded_at": pl.Datetime("us", "UTC"),
    "supersedes_id": pl.Int64,
    "is_withdrawn": pl.Boolean,
    "order_id": pl.Int64,
}
#: an afternoon counts from the next day, and a forenoon ends the day before
_COLUMNS = (
    "id, employment_id, valid_from, valid_from + (session = 'AN')::integer, valid_until - (session_until = "
    "'FN')::integer, recorded_at, supersedes_id, is_withdrawn, order_id"
)
_SELECTS = "SELECT {columns} FROM {table} f WHERE employment_id = ANY(%s) AND recorded_at <= %s"
# Where pay is as plain as most is, the last before a day is enough; whatever else somebody has
# is read whole.
_SELECTS_PAY = """
    WITH other AS MATERIALIZED (
        SELECT employment_id FROM {table}
         WHERE employment_id = ANY(%s)
           AND (is_withdrawn OR supersedes_id IS NOT NULL OR drawn_from IS NOT NULL OR valid_until IS NOT NULL
                OR session <> 'FN' OR order_id IN (SELECT order_id FROM orders_ordereffect))
    )
    SELECT {columns} FROM {table} f
     WHERE employment_id = ANY(%s) AND recorded_at <= %s
       AND (valid_from > %s OR employment_id IN (SELECT employment_id FROM other))
     UNION ALL
    (SELECT DISTINCT ON (employment_id) {columns} FROM {table} f
      WHERE employment_id = ANY(%s) AND recorded_at <= %s AND valid_from <= %s
        AND employment_id NOT IN (SELECT employment_id FROM other)
      ORDER BY employment_id DESC, valid_from DESC, recorded_at DESC, id DESC)
"""
# Looked up for each fact: as an EXISTS it might be answered by reading every verification of the State.
_VERIFIED = """coalesce((
    SELECT true FROM service_book_verification v
     WHERE v.kind = %s AND v.fact = f.id AND v.recorded_at <= %s LIMIT 1), false)"""
#: Of the whole book these are read of every fact, and what else every fact has of the few of which it
#: says anything.
_PLAIN = ("id", "employment_id", "valid_from", "recorded_at")
_EVERYBODY = "SELECT {columns} FROM {table} WHERE recorded_at <= %s"
_ODD = """
    SELECT {columns} FROM {table}
     WHERE recorded_at <= %s AND id IN (
           SELECT id FROM {table} WHERE session <> 'FN' OR valid_until IS NOT NULL
             OR supersedes_id IS NOT NULL OR is_withdrawn
            UNION ALL SELECT id FROM {table} WHERE order_id IN (SELECT order_id FROM orders_ordereffect)
            UNION ALL SELECT unnest(%s::bigint[])
            UNION ALL SELECT id FROM {table} WHERE {stops})
"""
# A person with such a fact is read whole: a correction may be of another sort than the corrected fact.
_NARROWED = " AND ({rows} OR employment_id = ANY(%s::bigint[]))"
_LAST_PAY = """
    valid_from > %s OR id IN (
        SELECT DISTINCT ON (employment_id) id FROM service_book_pay WHERE recorded_at <= %s
          AND valid_from <= %s
         ORDER BY employment_id DESC, valid_from DESC, recorded_at DESC, id DESC)
"""
_UNVERIFIED = """
    SELECT f.id FROM {table} f
     WHERE NOT EXISTS (
        SELECT FROM service_book_verification v WHERE v.kind = %s AND v.fact = f.id AND v.recorded_at <= %s)
"""


#: what is due in money by an order whose stay is vacated is due for the stayed days too; everything else was,
#: on those days, as it was in fact: who served and where, who was kept from work, what was taken from pay
DUE_AGAIN = ("pay", "authorised_rate", "wage", "absence")


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """What is read as if it had not been recorded: facts by kind, and effects of orders
    recorded after an instant.
    """

    facts: Mapping[str, Sequence[int]] = field(default_factory=dict)
    effects_after: datetime | None = None


def facts_of(
    reader: BookReader,
    model: type[Fact],
    own: Sequence[str],
    employments: Sequence[int] | None,
    known_at: datetime,
) -> pl.DataFrame:
    """The facts recorded of these employments, or of all, until an instant; ``is_verified`` is whether
    somebody had verified it.

    Of the whole book the few that nobody verified are asked for, of some people each fact
    with its verification.
    """
    reach = reader.reach_with(employments, known_at)
    key = (model, tuple(own), known_at)
    if reach is None and employments is not None:
        return _of_some(reader, model, own, known_at, list(employments), None)
    if reach is None or reach.everybody is None:
        frame = reader.once(key, lambda: _of_everybody(reader, model, own, known_at, reach or Reach(None)))
    else:  # a long list of people is no key to look up by
        some, since = list(reach.everybody), reach.since
        frame = reader.once((*key, "reach"), lambda: _of_some(reader, model, own, known_at, some, since))
    if employments is None:
        return frame
    return frame.filter(pl.col("employment_id").is_in(pl.Series(employments, dtype=pl.Int64).implode()))


def _of_some(
    reader: BookReader,
    model: type[Fact],
    own: Sequence[str],
    known_at: datetime,
    employments: list[int],
    since: date | None,
) -> pl.DataFrame:
    parameters: list[Any] = [model.kind(), known_at, employments, known_at]
    text = _SELECTS
    if model is Pay and since is not None:
        before = [*parameters, since]
        text, parameters = _SELECTS_PAY, [employments, *before, *before]
    columns = ", ".join([_VERIFIED, _COLUMNS, *([quoted(own)] if own else [])])
    schema = {"is_verified": pl.Boolean, **_COMMON, **types_of(model, own)}
    return reader.read_once(text.format(table=model._meta.db_table, columns=columns), parameters, schema)


def _of_everybody(
    reader: BookReader, model: type[Fact], own: Sequence[str], known_at: datetime, reach: Reach
) -> pl.DataFrame:
    table, narrowed = model._meta.db_table, reach.narrowed.get(model)
    if model is Pay and reach.since is not None:
        narrowed = Narrowed(_LAST_PAY, "drawn_from IS NOT NULL", (reach.since, known_at, reach.since))
    unverified = reader.read(_UNVERIFIED.format(table=table), [model.kind(), known_at], {"id": pl.Int64})[
        "id"
    ]
    odd = reader.read(
        _ODD.format(table=table, columns=_COLUMNS, stops=narrowed.stops if narrowed else "false"),
        [known_at, unverified.to_list() if narrowed else []],
        _COMMON,
    )
    text = _EVERYBODY
    parameters: list[Any] = [known_at]
    if narrowed:
        text += _NARROWED.format(rows=narrowed.rows)
        parameters += [*narrowed.parameters, odd["employment_id"].unique().to_list()]
    schema = {**{name: _COMMON[name] for name in _PLAIN}, **types_of(model, own)}
    facts = reader.read(text.format(table=table, columns=quoted(list(schema))), parameters, schema)
    said = odd.drop(name for name in _PLAIN if name != "id")
    return facts.join(said, on="id", how="left", maintain_order="left").with_columns(
        pl.col("is_withdrawn").fill_null(False),
        start=pl.coalesce("start", "valid_from"),
        is_verified=~pl.col("id").is_in(unverified.implode()),
    )


def known(
    reader: BookReader,
    model: type[Fact],
    employments: Sequence[int] | None,
    known_at: datetime,
    day: date,
    *,
    columns: Sequence[str] | None = None,
    unrecorded: Unrecorded | None = None,
    with_waiting: bool = False,
) -> pl.DataFrame:
    """The facts of a kind that count, of some employments or of all, as known at an instant.

    ``with_waiting`` reads the last entries instead, those that wait for the second person too: a month
    computed with ``is_verified`` sets such a person aside.

    What an order gave that is not in force on ``day`` is left out. Corrections stand in place of what they
    correct; one that is left out corrects nothing. What was verified and is taken back stands until another
    person verified that. Columns: what every fact has, ``start``, ``until`` (31 Dec 9999 while open),
    ``is_verified``, and of its own those named, or all.
    """
    own = own_columns(model) if columns is None else columns
    frame = facts_of(reader, model, own, employments, known_at)
    unrecorded = unrecorded or Unrecorded()
    if left_out := unrecorded.facts.get(model.kind()):
        frame = frame.filter(~pl.col("id").is_in(list(left_out)))
    recorded = frame
    if not with_waiting:
        frame = frame.filter("is_verified")
    known_then = min(known_at, unrecorded.effects_after or known_at)
    frame = _by_orders_in_force(reader, frame, day, known_then, _as_it_was(model))
    if recorded["supersedes_id"].null_count() < recorded.height or recorded["is_withdrawn"].any():
        corrected = _corrected(frame, recorded)
        frame = frame.filter(
            ~pl.col("id").is_in(corrected.implode()), ~pl.col("is_withdrawn") | _waits(recorded)
        )
    renamed = {"employment_id": pl.col("employment_id").alias("employment"), "until": _OPEN_UNTIL}
    return frame.select(
        renamed.get(name, pl.col(name))
        for name in frame.columns
        if name not in ("supersedes_id", "is_withdrawn", "order_id")
    )


def _waits(recorded: pl.DataFrame) -> pl.Expr:
    """What is taken back and a second person has yet to see: it goes on standing, unverified
    (``standing`` says the same).
    """
    links = recorded.select("id", "supersedes_id").drop_nulls()
    seen = newly = recorded.filter(pl.col("is_verified"))["id"]
    while newly.len():
        newly = links.filter(pl.col("supersedes_id").is_in(newly.implode()))["id"]
        seen = pl.concat([seen, newly])
    return ~pl.col("is_verified") & pl.col("id").is_in(seen.implode())


def _corrected(standing: pl.DataFrame, recorded: pl.DataFrame) -> pl.Series:
    """The facts that one of those standing corrects, itself or by way of others that do not stand."""
    found = newly = standing["supersedes_id"].drop_nulls()
    if standing.height == recorded.height:
        return found
    links = recorded.select("id", "supersedes_id").drop_nulls()
    while newly.len():
        before = links.filter(pl.col("id").is_in(newly.implode()))["supersedes_id"]
        newly = before.filter(~before.is_in(found.implode()))
        found = pl.concat([found, newly])
    return found


def own_columns(model: type[Fact]) -> list[str]:
    """The columns that only this kind of fact has."""
    common = {field.attname for field in Fact._meta.local_concrete_fields}
    return [f.attname for f in model._meta.concrete_fields if f.attname not in {"id", *common}]


def _as_it_was(model: type[Fact]) -> pl.Expr:
    """Which facts of a kind count on stayed days as they did then, though the stay of their
    order was vacated since.
    """
    if model.kind() == "absence":
        return (pl.col("kind_of_absence") == "suspension") & ~pl.col("is_withdrawn")
    return pl.lit(model.kind() not in DUE_AGAIN)


def _by_orders_in_force(
    reader: BookReader, frame: pl.DataFrame, day: date, known_at: datetime, as_it_was: pl.Expr
) -> pl.DataFrame:
    effects = effects_at(reader, known_at)
    gone, gone_then = suspended_on(day, effects), suspended_on(day, effects, as_of_then=True)
    if not gone_then:
        return frame
    rows = frame.with_columns(_as_it_was=as_it_was)
    return pl.concat(
        [
            _without_orders(rows.filter(~pl.col("_as_it_was")), gone),
            _without_orders(rows.filter("_as_it_was"), gone_then),
        ]
    ).drop("_as_it_was")


def _without_orders(frame: pl.DataFrame, gone: Collection[tuple[int, int | None]]) -> pl.DataFrame:
    for_all = [order for order, employment in gone if employment is None]
    for_one = pl.DataFrame(
        [(order, employment) for order, employment in gone if employment is not None],
        schema={"order_id": pl.Int64, "employment_id": pl.Int64},
        orient="row",
    )
    kept = frame.filter(pl.col("order_id").is_null() | ~pl.col("order_id").is_in(for_all))
    return kept.join(for_one, on=["order_id", "employment_id"], how="anti")


def effects_at(reader: BookReader, known_at: datetime) -> Sequence[tuple[date, int, int | None, str]]:
    """What became of orders, as known at an instant.

    As :func:`~vethanam.orders.orders_in_force.effects_known` tells it.
    """
    columns = ["valid_from", "order_id", "employment", "state"]
    where = "recorded_at <= %s ORDER BY valid_from, recorded_at, id"
    return reader.once(
        ("effects", known_at), lambda: reader.rows_of(OrderEffect, columns, where, [known_at]).rows()
    )


def spans(frame: pl.DataFrame, apart: Sequence[str] = ()) -> pl.DataFrame:
    """Facts of which the later ends the earlier, with ``until`` cut at the day before the next one starts."""
    if frame.is_empty():
        return frame
    key = ["employment", *apart]
    ordered = frame.sort([*key, "start", "recorded_at", "id"], maintain_order=True)
    next_ends_it = pl.all_horizontal(pl.col(name) == pl.col(name).shift(-1) for name in key)
    cut = ordered.with_columns(
        until=pl.when(next_ends_it)
        .then(pl.min_horizontal("until", pl.col("start").shift(-1) - ONE_DAY))
        .otherwise("until")
    )
    return cut.filter(pl.col("until") >= pl.col("start"))


def within(frame: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Those that touch the days from ``first`` to ``last``."""
    return frame if frame.is_empty() else frame.filter(pl.col("start") <= last, pl.col("until") >= first)
