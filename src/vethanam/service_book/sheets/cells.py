"""A sheet as a frame of texts, and its parsed columns: every fault with row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

import polars as pl

from vethanam.errors import MOST_FAULTS, Fault, Sentence, Unsound, UnsoundInput, counted
from vethanam.tables import FORMULA, Table, plain_csv, tables_in

#: rows per sheet, to bound memory; longer ones are imported in parts
MOST_ROWS = 500_000
#: the frame's column with the row number in the file, header included
LINE = "line"
_AT_ONCE = 100_000
#: longer CSV is read in pieces
_LONGEST_HEADER = 64 * 1024
_SMALL = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: name in the sheet, field, title, hint, parser and type."""

    name: str
    field: str
    title: str
    hint: str
    parse: Callable[[str], Any]
    dtype: pl.DataType
    is_required: bool = False
    choices: tuple[str, ...] = ()
    #: the cell in a filled row of its template
    example: str = ""
    #: whether it holds an account number: never repeated, never shown
    is_private: bool = False


class Faults:
    """The collected faults of one sheet; a repeated mistake is reported for the first rows."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: list[tuple[int, Fault]] = []
        self._told: set[tuple[int | None, str]] = set()
        self.count = 0

    def add(self, line: int | None, column: str, wrong: Sentence) -> None:
        """Add a fault of a row (None: of the whole sheet); only the first per cell."""
        if column and (line, column) in self._told:
            return
        self.count += 1
        if len(self._found) < MOST_FAULTS:
            self._told.add((line, column))
            fault = Fault(self._place(line), column, wrong.code, wrong.facts)
            self._found.append((line or 0, fault))

    def _place(self, line: int | None) -> str:
        if line is None:
            return self._file
        return f"{self._file}, row {line}" if self._file else f"Row {line}"

    def at(self, rows: pl.DataFrame, column: str, code: str, *facts: str) -> None:
        """Add one fault for each row of a frame; ``facts`` are the columns for its sentence."""
        for row in rows.head(MOST_FAULTS).iter_rows(named=True):
            self.add(row[LINE], column, Sentence(code, {name: row[name] for name in facts}))
        self.count += max(0, rows.height - MOST_FAULTS)

    def tell(self) -> None:
        """Raise the collected faults, in row order."""
        if self._found:
            found = [fault for _, fault in sorted(self._found, key=lambda one: one[0])]
            raise UnsoundInput(
                "sheet_has_faults" if self._file else "import_unsound",
                found,
                counted=counted(range(self.count)),
                file=self._file,
            )


def cells_of(content: bytes, name: str) -> tuple[list[str], pl.DataFrame, frozenset[tuple[int, int]]]:
    """The header, the filled rows as texts with their line, and the positions of formulas.

    Raises
    ------
    Unsound
        The file is neither CSV in UTF-8 nor a workbook, holds several tables, or has no header.
    """
    if (plain := plain_csv(content)) is not None:
        return _framed_at_once(plain, name)
    if content[:4] == b"PK\x03\x04" or len(content) <= _SMALL:
        tables = [table for table in tables_in(content, name) if any(any(line) for line in table.lines)]
        if len(tables) > 1:
            raise Unsound("sheet_of_several_tables", file=name, tables=[table.name for table in tables])
        table = tables[0] if tables else Table(name, [])
        header, parts = framed(iter(table.lines), name)
        return header, parts, table.formulas
    header, parts = framed(_lines_of_large_csv(content, name), name)
    return header, parts, frozenset()


def _framed_at_once(
    plain: pl.DataFrame, name: str
) -> tuple[list[str], pl.DataFrame, frozenset[tuple[int, int]]]:
    """The same of a CSV that was read as a frame."""
    header = [(cell or "").lower() for cell in plain.row(0)]
    width = len(header)
    if not any(header):
        raise Unsound("sheet_no_header", file=name)
    rows = plain.slice(1)
    if rows.height > MOST_ROWS:
        raise Unsound("sheet_too_long", file=name, most=MOST_ROWS)
    filled = rows.with_row_index(LINE, 2).filter(pl.any_horizontal(pl.col(rows.columns).is_not_null()))
    cells = filled.select(
        *[pl.col(one).alias(_place(at)) for at, one in enumerate(rows.columns)],
        pl.lit(None, pl.String).alias(_place(width)),
        pl.col(LINE).cast(pl.Int64),
    )
    return header, cells.rechunk(), frozenset()


def header_of(content: bytes, name: str) -> list[str]:
    """The header of a sheet; of a CSV only the first line is read."""
    if content[:4] == b"PK\x03\x04":
        return cells_of(content, name)[0]
    return cells_of(content[:_LONGEST_HEADER].partition(b"\n")[0], name)[0]


def check_length(content: bytes, name: str, most: int) -> None:
    """Refuse a CSV with too many lines, before parsing it.

    Raises
    ------
    Unsound
        It has more than ``most`` rows.
    """
    if content[:4] != b"PK\x03\x04" and content.count(b"\n") > most + 1:
        raise Unsound("sheet_too_long", file=name, most=most)


def _lines_of_large_csv(content: bytes, name: str) -> Iterator[list[str]]:
    try:
        text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline=None)
        for place, line in enumerate(csv.reader(text)):
            if not place and len(line) == 1 and any(separator in line[0] for separator in (";", "\t")):
                raise Unsound("other_separator", name=name)
            yield line
    except (UnicodeDecodeError, csv.Error):
        raise Unsound("sheet_not_csv", file=name) from None


def framed(lines: Iterator[Sequence[str]], name: str) -> tuple[list[str], pl.DataFrame]:
    """The header, and the filled rows as texts with their line.

    Raises
    ------
    Unsound
        The header is missing.
    """
    header = [cell.strip().lower() for cell in next(lines, [])]
    if not any(header):
        raise Unsound("sheet_no_header", file=name)
    width = len(header)
    parts = [pl.DataFrame(schema={**{_place(at): pl.String for at in range(width + 1)}, LINE: pl.Int64})]
    for chunk in batched(enumerate(lines, start=2), _AT_ONCE):
        rows = [[*_fitted(cells, width), line] for line, cells in chunk if any(cells)]
        if chunk[-1][0] > MOST_ROWS + 1:
            raise Unsound("sheet_too_long", file=name, most=MOST_ROWS)
        parts.append(pl.DataFrame(rows, schema=parts[0].schema, orient="row"))
    whole = pl.concat(parts, rechunk=True)
    texts = [pl.col(_place(at)).str.strip_chars() for at in range(width)]
    return header, whole.with_columns(texts)


def _place(at: int) -> str:
    return f"cell_{at}"


def _fitted(cells: Sequence[str], width: int) -> list[str | None]:
    """The cells of a row in the header's width, and in an extra place the number of cells if
    there are too many.
    """
    here = [cell or None for cell in cells[:width]]
    beyond = str(len(cells)) if any(cells[width:]) else None
    return [*here, *([None] * (width - len(here))), beyond]


def parsed(
    content: bytes, name: str, columns: Sequence[SheetColumn], faults: Faults, also: Iterable[str] = ()
) -> pl.DataFrame:
    """The rows of a sheet with parsed columns, named by field, and ``line``.

    Absent columns are not in the frame.

    An unreadable cell is a fault and null. ``also`` are columns passed through as texts.
    """
    return parsed_cells(*cells_of(content, name), columns, faults, also)


def parsed_cells(
    header: Sequence[str],
    cells: pl.DataFrame,
    formulas: frozenset[tuple[int, int]],
    columns: Sequence[SheetColumn],
    faults: Faults,
    also: Iterable[str] = (),
) -> pl.DataFrame:
    """Parse the cells of a sheet whose header and cells are already read."""
    known = {column.name: column for column in columns}
    _check_header(header, known, frozenset(also), faults)
    faults.tell()
    width = len(header)
    beyond = cells.filter(pl.col(_place(width)).is_not_null())
    beyond = beyond.select(LINE, cells=pl.col(_place(width)), columns=pl.lit(width))
    faults.at(beyond, "", "sheet_cells", "cells", "columns")
    rows = cells.select(LINE)
    found: list[pl.Series] = []
    for at, heading in enumerate(header):
        series = cells[_place(at)]
        if heading in known:
            series = _without_formulas(series, cells[LINE], at + 1, known[heading], formulas, faults)
            found.append(_column(series, cells[LINE], known[heading], faults))
        elif heading:
            found.append(series.alias(heading))
    return rows.with_columns(found)


def _check_header(
    header: Sequence[str], known: Mapping[str, SheetColumn], also: frozenset[str], faults: Faults
) -> None:
    for at, heading in enumerate(header, start=1):
        if heading and heading not in known and heading not in also:
            # a file without a header begins with a person: only a plain word is repeated
            named = heading if heading.replace("_", "").isalpha() and heading.isascii() else f"column {at}"
            faults.add(1, named, Sentence("sheet_column_unknown"))
    for column in known.values():
        if column.is_required and column.name not in header:
            faults.add(1, column.name, Sentence("sheet_column_missing"))
    for heading in sorted({one for one in header if one and header.count(one) > 1}):
        faults.add(1, heading, Sentence("sheet_column_twice"))


def _without_formulas(
    series: pl.Series,
    lines: pl.Series,
    place: int,
    column: SheetColumn,
    formulas: frozenset[tuple[int, int]],
    faults: Faults,
) -> pl.Series:
    """The cells without formulas; each formula is a fault."""
    is_text = column.dtype == pl.String
    begins = series.str.contains(r"^[=@\t]") if not is_text else series.str.contains(_BEGINS)
    wrong = begins.fill_null(value=False)
    if formulas:
        there = [line for line, at in formulas if at == place]
        wrong = wrong | lines.is_in(there)
    if not wrong.any():
        return series
    for line in lines.filter(wrong):
        faults.add(line, column.name, Sentence("sheet_formula"))
    return pl.select(pl.when(~wrong).then(series).otherwise(pl.lit(BROKEN))).to_series().alias(series.name)


_BEGINS = "^[" + "".join(f"\\{one}" if one != "\t" else one for one in FORMULA) + "]"
#: placeholder for a cell with a reported fault
BROKEN = "\0"


def _column(series: pl.Series, lines: pl.Series, column: SheetColumn, faults: Faults) -> pl.Series:
    """The values of a column: each distinct text is parsed once."""
    texts = series.unique().drop_nulls()
    values: list[Any] = []
    broken: dict[str, Sentence] = {}
    for text in texts:
        try:
            values.append(None if text == BROKEN else column.parse(text))
        except Unsound as unsound:
            values.append(None)
            broken[text] = unsound.sentence
    if broken:
        wrong = series.is_in(list(broken))
        for line, text in zip(lines.filter(wrong), series.filter(wrong), strict=True):
            faults.add(line, column.name, broken[text])
    if column.is_required:
        for line in lines.filter(series.is_null()):
            faults.add(line, column.name, Sentence("sheet_cell_empty"))
    made = pl.Series(values, dtype=column.dtype)
    if column.dtype == pl.String and made.equals(texts):
        return series.alias(column.field)
    table = pl.DataFrame({"text": texts, "value": made})
    joined = series.to_frame("text").join(table, on="text", how="left", maintain_order="left")
    return joined["value"].alias(column.field)
