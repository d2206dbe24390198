"""A closed frame: the columns a rule may read, each with type, unit and meaning.

A rule over a closed frame is checked before any row exists. A rule that reads an undeclared column is refused
with a sentence, and so is a frame with a missing, extra or mistyped column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from vethanam.errors import Fault, UnsoundInput


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``words`` limits a text column to a list; a column with a ``default`` may be left out."""

    name: str
    dtype: pl.DataType
    unit: str
    says: str
    is_nullable: bool = False
    default: Any = None
    words: tuple[str, ...] = ()

    @property
    def may_be_left_out(self) -> bool:
        """True if a frame without the column gets its default."""
        return self.is_nullable or self.default is not None


@dataclass(frozen=True, slots=True)
class Columns:
    """The declared columns of one frame. ``row`` describes a row, ``key`` names the key columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __contains__(self, name: object) -> bool:
        return any(column.name == name for column in self.columns)

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def schema(self) -> pl.Schema:
        """Names and types, in order."""
        return pl.Schema({column.name: column.dtype for column in self.columns})

    def empty(self) -> pl.DataFrame:
        """A frame without rows."""
        return pl.DataFrame(schema=self.schema)

    def rows(self, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
        """A frame from mappings; a missing entry takes the column's default, or null."""
        wrong = {name for row in rows for name in row if name not in self}
        if wrong:
            raise UnsoundInput(
                "frame_differs",
                [self._unknown(name) for name in sorted(wrong)],
                frame=self.name,
                row=self.row,
            )
        full = [{c.name: row.get(c.name, c.default) for c in self.columns} for row in rows]
        return pl.DataFrame(full, schema=self.schema)

    def checked(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with exactly the declared columns in order, defaults filled in.

        Raises
        ------
        UnsoundInput
            A column is missing, unknown, mistyped, or null where null is not allowed. Lists every fault.
        """
        if self._is_exact(frame):
            return frame
        faults = [self._unknown(name) for name in frame.columns if name not in self]
        chosen: list[pl.Expr] = []
        for column in self.columns:
            if column.name in frame.columns:
                faults += self._faults_of(column, frame)
                filled = pl.col(column.name)
                chosen.append(filled if column.default is None else filled.fill_null(column.default))
            elif column.may_be_left_out:
                chosen.append(pl.lit(column.default, dtype=column.dtype).alias(column.name))
            else:
                faults.append(
                    Fault(
                        self.name,
                        column.name,
                        "column_missing",
                        {"frame": self.name, "name": column.name, "says": column.says},
                    )
                )
        if faults:
            raise UnsoundInput("frame_differs", faults, frame=self.name, row=self.row)
        return frame.select(chosen)

    def _is_exact(self, frame: pl.DataFrame) -> bool:
        """True if the frame needs no filling, dropping or reordering, and has no fault."""
        if frame.schema != self.schema:
            return False
        return frame.is_empty() or not any(
            frame[column.name].null_count()
            for column in self.columns
            if not column.is_nullable or column.default is not None
        )

    def _faults_of(self, column: Column, frame: pl.DataFrame) -> list[Fault]:
        found = frame.schema[column.name]
        if found != column.dtype:
            return [
                Fault(
                    self.name,
                    column.name,
                    "column_type",
                    {
                        "name": column.name,
                        "frame": self.name,
                        "found": found,
                        "dtype": column.dtype,
                        "unit": column.unit,
                    },
                )
            ]
        nulls = frame[column.name].null_count()
        if nulls and not column.may_be_left_out:
            return [
                Fault(
                    self.name,
                    column.name,
                    "column_empty",
                    {"name": column.name, "frame": self.name, "nulls": nulls, "says": column.says},
                )
            ]
        return []

    def _unknown(self, name: str) -> Fault:
        return Fault(
            self.name, name, "column_unknown", {"frame": self.name, "name": name, "names": [*self.names]}
        )

    def document(self) -> str:
        """A table of the columns in Markdown, for the documentation."""
        lines = [f"### {self.name}", "", f"One row is {self.row}. Key: {', '.join(self.key)}.", ""]
        lines += ["| column | type | unit | empty | meaning |", "|---|---|---|---|---|"]
        for c in self.columns:
            empty = "yes" if c.is_nullable else ("" if c.default is None else f"default {c.default}")
            words = f" One of: {', '.join(c.words)}." if c.words else ""
            lines.append(f"| `{c.name}` | {c.dtype} | {c.unit} | {empty} | {c.says}.{words} |")
        return "\n".join(lines) + "\n"
