"""The root over the rows of a sheet: a sorted tree of salted commitments, which reveals no row.

The text of a row is the canonical JSON of the fact's content, account numbers included. Its salt derives
from the sheet's salt and the text: with the salt and the facts the root can be recomputed, and without the
salt it cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

import polars as pl

from vethanam.bulk import canonical_texts, read
from vethanam.ledger.canonical import Json
from vethanam.ledger.commitments import commitments, salts_of
from vethanam.ledger.persons import root_of_persons
from vethanam.service_book.models import FACTS, Fact
from vethanam.service_book.sheets.fact_rows import columns_of, content_of, default_of, dtype_of


def texts_of_frame(kind: str, rows: pl.DataFrame) -> pl.Series:
    """The text of each row of a frame with a fact's columns."""
    own: dict[str, Sequence[Json] | pl.Series] = {}
    for name in content_of(FACTS[kind]):
        series = rows[name]
        own[name] = series.dt.strftime("%Y-%m-%d") if series.dtype == pl.Date else series
    places = pl.repeat(0, rows.height, dtype=pl.Int64, eager=True)
    return canonical_texts([{"fact": kind}], places, own)


def frame_of(
    model: type[Fact], facts: Sequence[Fact], further: Sequence[Mapping[str, Any]] = ()
) -> pl.DataFrame:
    """Unsaved facts as a frame: content and corrected entry. ``further`` are columns of more facts."""
    fields = columns_of(model)
    names = [*content_of(model), "supersedes_id"]
    stated = {name for one in further for name in one}
    columns: dict[str, pl.Series] = {}
    for name in names:
        dtype, blank = dtype_of(fields[name]), _plain(default_of(fields[name]))
        values = pl.Series(name, [_plain(getattr(fact, name)) for fact in facts], dtype=dtype)
        if name in stated:
            more = pl.Series(name, [_plain(one.get(name, blank)) for one in further], dtype=dtype)
        else:
            more = pl.repeat(blank, len(further), dtype=dtype, eager=True)
        columns[name] = values.append(more)
    return pl.DataFrame(columns)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def texts_on_record(committed_in: str, facts: Mapping[str, Sequence[int]]) -> list[str]:
    """The texts of facts appended by one transaction, by kind with the lowest and highest id;
    only for the worker.
    """
    found: list[str] = []
    for kind, (first, last) in facts.items():
        model = FACTS[kind]
        fields = columns_of(model)
        names = content_of(model)
        columns = ", ".join(f'"{name}"' for name in names)
        rows = read(
            f"SELECT {columns} FROM {model._meta.db_table}"  # noqa: S608  (names of our own table)
            " WHERE committed_in = %s::text::xid8 AND id BETWEEN %s AND %s ORDER BY id",
            [committed_in, first, last],
            {name: dtype_of(fields[name]) for name in names},
        )
        found += texts_of_frame(kind, rows).to_list()
    return found


def root_over(salt: bytes, texts: Iterable[str]) -> bytes:
    """The root over some rows under a sheet's salt; without rows that of the empty tree."""
    written = list(texts)
    return root_of_persons(commitments(salts_of(salt, written), written))
