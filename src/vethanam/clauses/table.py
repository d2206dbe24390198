"""A decision table: ordered clauses; each may object to a row.

Every clause is evaluated for every row, so an answer names the first reason and all others. A clause that is
null or fails objects: an undecided row is not allowed.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from vethanam.clauses.clause import Clause, levels
from vethanam.clauses.columns import Columns

REASON, ALSO = "reason", "also"


def objections(
    frame: pl.DataFrame,
    table: Sequence[Clause],
    columns: Columns | None = None,
    *,
    given: Sequence[Clause] = (),
) -> pl.DataFrame:
    """One boolean column per clause of the table, in its order: True if it objects to the row.

    ``given`` are clauses evaluated first, for the table to read. Null and an error count as an objection.
    Names and columns are checked before any row is read; an error inside an expression makes its clause
    object to all rows.
    """
    if columns is not None:
        frame = columns.checked(frame)
    known = list(columns.names if columns is not None else frame.columns)
    levels([*given, *table], known)
    for layer in levels(given, known):
        for clause in layer:
            frame = frame.with_columns(_or_null(frame, clause))
    return pl.DataFrame([_asked(frame, clause) for clause in table])


def reasons(
    frame: pl.DataFrame,
    table: Sequence[Clause],
    columns: Columns | None = None,
    *,
    given: Sequence[Clause] = (),
) -> pl.DataFrame:
    """``reason``: the first code that objects, or null; ``also``: all further codes, in table order.

    Examples
    --------
    >>> many = Clause("TOO_MANY", "More than ten.", pl.col("count") > 10)
    >>> table = [many, Clause("NO_ORDER", "No order.", pl.col("order").is_null())]
    >>> reasons(pl.DataFrame({"count": [11, 3], "order": [None, "1/2026"]}), table).rows()
    [('TOO_MANY', ['NO_ORDER']), (None, [])]
    """
    asked = objections(frame, table, columns, given=given)
    if not table:
        nothing = pl.Series(ALSO, [[] for _ in range(frame.height)], dtype=pl.List(pl.String))
        return pl.DataFrame([pl.Series(REASON, [None] * frame.height, dtype=pl.String), nothing])
    codes = pl.concat_list([pl.when(pl.col(c.name)).then(pl.lit(c.name)) for c in table]).list.drop_nulls()
    return asked.select(codes.list.first().alias(REASON), codes.list.slice(1).alias(ALSO))


def _or_null(frame: pl.DataFrame, clause: Clause) -> pl.Series:
    """The clause's values; null in every row if it fails."""
    try:
        values = frame.select(clause.expression.alias(clause.name)).to_series()
    except pl.exceptions.PolarsError:
        return pl.Series(clause.name, [None] * frame.height, dtype=pl.Boolean)
    return values.extend_constant(values[0], frame.height - 1) if _is_broadcast(values, frame) else values


def _asked(frame: pl.DataFrame, clause: Clause) -> pl.Series:
    """Whether the clause objects; True where it is null."""
    values = _or_null(frame, clause)
    if values.dtype != pl.Boolean or len(values) != frame.height:
        return pl.Series(clause.name, [True] * frame.height, dtype=pl.Boolean)
    return values.fill_null(True)


def _is_broadcast(values: pl.Series, frame: pl.DataFrame) -> bool:
    """True if a constant expression gave one value for a frame of many rows."""
    return len(values) == 1 and frame.height > 1
