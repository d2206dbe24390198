"""Frames into tables and out of them, in bulk. Knows the connection and no table; every name it is given is our own.

Rows are read through the caller's own connection, in its transaction. Within :func:`reading` they are read as Arrow
through a second one, ten times as fast: everything read there is of one instant, and what the caller has written and not
committed is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import polars as pl
from adbc_driver_postgresql import dbapi
from django.db import connection
from psycopg import ClientCursor, conninfo, sql

_AT_ONCE = 100_000
_PARAMETERS = ("host", "port", "dbname", "user", "password")
_READER: ContextVar[dbapi.Connection | None] = ContextVar("reader", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Read in bulk, as of one instant; within a transaction of the caller's, which may have written, nothing changes."""
    if connection.in_atomic_block or _READER.get() is not None:
        yield
        return
    connection.ensure_connection()
    given = connection.get_connection_params()
    where = conninfo.make_conninfo(**{name: given[name] for name in _PARAMETERS if given.get(name)})
    with dbapi.connect(where) as reader:
        with reader.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL work_mem = '128MB'")
        token = _READER.set(reader)
        try:
            yield
        finally:
            _READER.reset(token)


def read(
    text: str, parameters: Sequence[Any], schema: Mapping[str, pl.DataType | type[pl.DataType]]
) -> pl.DataFrame:
    """The rows of a SELECT as a frame with the columns of ``schema``, in its order.

    A list of ids is given as one parameter. No parameter is anything of a person but her ids.
    """
    reader = _READER.get()
    plain = [_written(value) if isinstance(value, list) else value for value in parameters]
    if reader is None:
        with connection.cursor() as cursor:
            cursor.execute(text, plain)
            return pl.DataFrame(cursor.fetchall(), schema=dict(schema), orient="row")
    composed = ClientCursor(connection.connection).mogrify(text, plain) if plain else text
    with reader.cursor() as cursor:
        cursor.execute(composed)
        frame = pl.DataFrame(cursor.fetch_arrow_table().rename_columns(list(schema)))
    return frame.cast(dict(schema))  # type: ignore[arg-type]


def _written(ids: Sequence[Any]) -> str:
    """A list of numbers or words as PostgreSQL writes an array."""
    return "{" + ",".join(map(str, ids)) + "}"


def copy_rows(table: str, rows: pl.DataFrame) -> int:
    """Append a frame to a table by COPY, in the caller's transaction; its columns are named as the table's.

    A list becomes an array, null stays null. Gives the number of rows.
    """
    flat = rows.with_columns(_as_array(name) for name, dtype in rows.schema.items() if dtype == pl.List)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, NULL '\\N')").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, flat.columns))
    )
    connection.ensure_connection()
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as into:
        for part in flat.iter_slices(_AT_ONCE):
            into.write(part.write_csv(include_header=False, null_value="\\N", quote_style="non_numeric"))
    return rows.height


def _as_array(name: str) -> pl.Expr:
    """A list of integers as PostgreSQL writes it."""
    inner = pl.col(name).list.eval(pl.element().cast(pl.String).fill_null("NULL")).list.join(",")
    return pl.concat_str(pl.lit("{"), inner, pl.lit("}")).alias(name)
