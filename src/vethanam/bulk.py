"""Frames into tables and out of them, in bulk. Knows the connection and no table; every name it is given is our own."""

from __future__ import annotations

import polars as pl
from django.db import connection
from psycopg import sql

_AT_ONCE = 100_000


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
