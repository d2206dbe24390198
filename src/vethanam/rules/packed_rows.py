"""A month of many people as portable rows: one row has all rule inputs of one employment.

Rows computed apart give the same result as together, so any engine with Arrow batches can run these rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import polars as pl
import pyarrow as pa

from vethanam.periods import Month
from vethanam.rules.facts import FRAMES, MonthFacts
from vethanam.rules.line_columns import LINES
from vethanam.rules.month_assessment import assess
from vethanam.rules.parameters import Reading
from vethanam.rules.rulebook import load_pack

_ARROW = {
    pl.Int64(): pa.int64(),
    pl.Int32(): pa.int32(),
    pl.String(): pa.string(),
    pl.Boolean(): pa.bool_(),
    pl.Date(): pa.date32(),
}
#: the lines as Arrow, in basic types
LINES_ARROW = pa.schema([(column.name, _ARROW[column.dtype]) for column in LINES])


def packed(facts: MonthFacts) -> pl.DataFrame:
    """One row per employment: ``employment``, and a list of its rows for each frame of the facts."""
    rows = facts.months.select(pl.col("employment").unique().sort())
    for name, columns in FRAMES.items():
        others = [column.name for column in columns if column.name != "employment"]
        lists = (
            getattr(facts, name)
            .select("employment", pl.struct(others).alias(name))
            .group_by("employment", maintain_order=True)
            .agg(name)
        )
        rows = rows.join(lists, on="employment", how="left", maintain_order="left")
    return rows


def unpacked(rows: pl.DataFrame, month: Month) -> MonthFacts:
    """The facts of rows from :func:`packed`."""
    frames = {}
    for name, columns in FRAMES.items():
        flat = rows.select("employment", name).explode(name).drop_nulls(name).unnest(name)
        frames[name] = flat.select(columns.names).cast(columns.schema)
    return MonthFacts(month, **frames)


def lines_of_batches(
    batches: Iterable[pa.RecordBatch], month: Month, pack: str, known_at: date | None, reading: Reading
) -> Iterator[pa.RecordBatch]:
    """The lines of each batch of packed rows, columns :data:`LINES_ARROW`."""
    for batch in batches:
        rows = pl.DataFrame(pa.Table.from_batches([batch]))
        lines = assess(unpacked(rows, month), load_pack(pack), known_at=known_at, reading=reading).lines
        arrow = lines.select(LINES.names).to_arrow(compat_level=pl.CompatLevel.oldest())
        yield from arrow.cast(LINES_ARROW).to_batches()
