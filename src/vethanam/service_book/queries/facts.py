"""Which facts hold: known at an instant, not corrected since, by an order in force, and from which day to which.

One row of a frame made here is one fact with its derived span: ``start`` and ``until`` are the first and last day it
counts for pay (an afternoon counts from the next day). Every sort carries the full key down to the fact's id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Model

from vethanam.bulk import read
from vethanam.orders.queries import orders_not_in_force
from vethanam.service_book.models import Fact, Verification

FAR = date(9999, 12, 31)
ONE_DAY = pl.duration(days=1)

_TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "BigAutoField": pl.Int64,
    "BigIntegerField": pl.Int64,
    "ForeignKey": pl.Int64,
    "OneToOneField": pl.Int64,
    "DateField": pl.Date,
    "DateTimeField": pl.Datetime("us", "UTC"),
    "CharField": pl.String,
    "BooleanField": pl.Boolean,
    "PositiveSmallIntegerField": pl.Int32,
    "PositiveIntegerField": pl.Int32,
}
_COMMON = (
    "id",
    "employment_id",
    "valid_from",
    "session",
    "valid_until",
    "session_until",
    "recorded_at",
    "supersedes_id",
    "is_withdrawn",
    "order_id",
)


@dataclass(slots=True)
class _Read:
    """Frames read already, by table and question; ``everybody`` are read whoever of them is asked about."""

    everybody: tuple[int, ...] = ()
    within: frozenset[int] = frozenset()
    frames: dict[tuple[Any, ...], pl.DataFrame] = field(default_factory=dict)
    not_in_force: dict[tuple[date, datetime], frozenset[tuple[int, int | None]]] = field(default_factory=dict)


#: what was read while :func:`read_once` lasts
_READ: ContextVar[_Read | None] = ContextVar("read", default=None)


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """What is read as if it had not been recorded: facts by kind, and effects of orders recorded after an instant."""

    facts: Mapping[str, Sequence[int]] = field(default_factory=dict)
    effects_after: datetime | None = None


@contextmanager
def read_once(everybody: Sequence[int] = ()) -> Iterator[None]:
    """Within it the same rows are read once, however many months ask for them.

    The facts of ``everybody`` are read together, also where only some of them are asked about.
    """
    token = _READ.set(_Read(tuple(everybody), frozenset(everybody)))
    try:
        yield
    finally:
        _READ.reset(token)


def rows_of(
    model: type[Model], columns: Sequence[str], where: str, parameters: Sequence[Any]
) -> pl.DataFrame:
    """Columns of a table as a frame, typed by its model; ``where`` is SQL with its parameters beside it."""
    kept = _READ.get()
    if kept is None:
        return _rows(model, columns, where, parameters)
    asked = tuple(tuple(p) if isinstance(p, list) else p for p in parameters)
    key = (model._meta.db_table, tuple(columns), where, asked)
    if key not in kept.frames:
        kept.frames[key] = _rows(model, columns, where, parameters)
    return kept.frames[key]


def _facts_of(
    model: type[Fact], columns: Sequence[str], employments: Sequence[int], known_at: datetime
) -> tuple[pl.DataFrame, pl.Series]:
    """The facts recorded of these employments until an instant, and the ids of those somebody verified."""
    kept = _READ.get()
    together = kept is not None and bool(kept.everybody) and kept.within.issuperset(employments)
    whose = list(kept.everybody) if kept is not None and together else list(employments)
    frame = rows_of(model, columns, "employment_id = ANY(%s) AND recorded_at <= %s", [whose, known_at])
    verified = rows_of(
        Verification,
        ["fact"],
        "kind = %s AND recorded_at <= %s AND fact = ANY(%s)",
        [model.kind(), known_at, frame["id"].to_list()],
    )["fact"]
    if len(whose) != len(employments):
        chosen = pl.Series("chosen", employments, pl.Int64)
        frame = frame.filter(pl.col("employment_id").is_in(chosen.implode()))
    return frame, verified


def _rows(model: type[Model], columns: Sequence[str], where: str, parameters: Sequence[Any]) -> pl.DataFrame:
    types = {field.attname: _TYPES[field.get_internal_type()] for field in model._meta.concrete_fields}
    schema = {name: types[name] for name in columns}
    named = ", ".join(map(connection.ops.quote_name, columns))
    # The names are of our own tables and columns; every value is a parameter.
    return read(f"SELECT {named} FROM {model._meta.db_table} WHERE {where}", parameters, schema)  # noqa: S608


def known(
    model: type[Fact],
    employments: Sequence[int],
    known_at: datetime,
    day: date,
    *,
    without: Sequence[str] = (),
    unrecorded: Unrecorded | None = None,
) -> pl.DataFrame:
    """The facts of a kind as known at an instant: corrections in place of what they correct, by orders in force on ``day``.

    Adds ``start``, ``until`` (31 Dec 9999 while open) and ``is_verified``. ``without`` names columns not to be read.
    """
    own = [
        field.attname
        for field in model._meta.concrete_fields
        if field.attname not in (*_COMMON, "entered_by_id", *without)
    ]
    frame, verified = _facts_of(model, [*_COMMON, *own], employments, known_at)
    unrecorded = unrecorded or Unrecorded()
    if left_out := unrecorded.facts.get(model.kind()):
        frame = frame.filter(~pl.col("id").is_in(list(left_out)))
    frame = frame.filter(
        ~pl.col("id").is_in(frame["supersedes_id"].drop_nulls().implode()), ~pl.col("is_withdrawn")
    )
    frame = _by_orders_in_force(frame, day, min(known_at, unrecorded.effects_after or known_at))
    afternoon, forenoon = pl.col("session") == "AN", pl.col("session_until") == "FN"
    return frame.with_columns(
        start=pl.col("valid_from") + pl.when(afternoon).then(ONE_DAY).otherwise(pl.duration(days=0)),
        until=(
            pl.col("valid_until") - pl.when(forenoon).then(ONE_DAY).otherwise(pl.duration(days=0))
        ).fill_null(FAR),
        is_verified=pl.col("id").is_in(verified.implode()),
    ).rename({"employment_id": "employment"})


def _by_orders_in_force(frame: pl.DataFrame, day: date, known_at: datetime) -> pl.DataFrame:
    gone = _not_in_force(day, known_at)
    if not gone:
        return frame
    for_all = [order for order, employment in gone if employment is None]
    for_one = pl.DataFrame(
        [(order, employment) for order, employment in gone if employment is not None],
        schema={"order_id": pl.Int64, "employment_id": pl.Int64},
        orient="row",
    )
    kept = frame.filter(pl.col("order_id").is_null() | ~pl.col("order_id").is_in(for_all))
    return kept.join(for_one, on=["order_id", "employment_id"], how="anti")


def _not_in_force(day: date, known_at: datetime) -> frozenset[tuple[int, int | None]]:
    kept = _READ.get()
    if kept is None:
        return orders_not_in_force(day, known_at)
    if (day, known_at) not in kept.not_in_force:
        kept.not_in_force[day, known_at] = orders_not_in_force(day, known_at)
    return kept.not_in_force[day, known_at]


def spans(frame: pl.DataFrame, apart: Sequence[str] = ()) -> pl.DataFrame:
    """Facts of which the later ends the earlier, with ``until`` cut at the day before the next one starts."""
    key = ["employment", *apart]
    ordered = frame.sort([*key, "start", "recorded_at", "id"], maintain_order=True)
    cut = ordered.with_columns(
        until=pl.min_horizontal("until", pl.col("start").shift(-1).over(key) - ONE_DAY)
    )
    return cut.filter(pl.col("until") >= pl.col("start"))


def within(frame: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Those that touch the days from ``first`` to ``last``."""
    return frame.filter(pl.col("start") <= last, pl.col("until") >= first)
