"""Tables from users: CSV and XLSX as lines of text cells, and workbooks to fill in.

A workbook is opened only if its parts are of plausible size. A cell with a formula is reported by its
position; its cached result is not used.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vethanam.errors import Unsound, typed
from vethanam.workbooks import NO_WORKBOOK

if TYPE_CHECKING:
    import polars as pl
    from xlsxwriter import Workbook

LARGEST_FILE = 256 * 1024 * 1024
#: unpacked size of a workbook's parts; a table of half a million rows is smaller
LARGEST_UNPACKED = 2 * 1024 * 1024 * 1024
#: maximum compression ratio of a part; sheets of spreadsheet programs reach about 30
MOST_PACKED = 200
#: an archive of CSV files is unpacked here: so many of them, and their size
MOST_TABLES, LARGEST_ARCHIVE, MOST_PACKED_ARCHIVE = 100, 256 * 1024 * 1024, 20
SMALL_PACKED = 64 * 1024
#: lines and columns of the longest CSV that is read as a frame
_MOST_LINES, _MOST_COLUMNS = 600_000, 400
_LONGEST_HEADER = 64 * 1024
FORMULA = ("=", "+", "-", "@", "\t")

type Lines = list[list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file: name (of the sheet, or of the CSV file), lines, and positions
    of cells with formulas.
    """

    name: str
    lines: Lines
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)


def lines_of(path: Path) -> Lines:
    """The cells of the first table of a CSV or XLSX file, as text.

    Raises
    ------
    Unsound
        The file is missing, too large, or neither CSV nor XLSX.
    """
    return lines_in(content_of(path), path.name)


def content_of(path: Path) -> bytes:
    """The bytes of a file, if it is small enough for a table.

    Raises
    ------
    Unsound
        The file is missing or too large.
    """
    if not path.is_file():
        raise Unsound("table_missing", file=path.name)
    return bounded_content(path)


def bounded_content(path: Path) -> bytes:
    """The bytes of a file; Unsound above :data:`LARGEST_FILE`, OSError if it cannot be read."""
    if path.stat().st_size > LARGEST_FILE:
        raise Unsound("file_too_large", path=path.name)
    return path.read_bytes()


def lines_in(content: bytes, name: str) -> Lines:
    """The cells of the first table in the bytes of a CSV or XLSX file; ``name`` is for error sentences.

    Raises
    ------
    Unsound
        The content is neither CSV nor XLSX.
    """
    return tables_in(content, name, first_only=True)[0].lines


def tables_in(content: bytes, name: str, *, first_only: bool = False) -> list[Table]:
    """Every table of a file: all sheets of a workbook, all CSV files of a ZIP archive, or the one
    table of a CSV.

    Raises
    ------
    Unsound
        It is neither CSV in UTF-8 nor a workbook that can be read.
    """
    if content[:4] == b"PK\x03\x04":
        if not first_only and (tables := _tables_of_archive(content, name)):
            return tables
        return _tables_of_workbook(content, name, first_only=first_only)
    return [Table(typed(Path(name).stem, 200), _lines_of_csv(content, name))]


def plain_csv(content: bytes) -> pl.DataFrame | None:
    """The cells of a CSV, its header in the first row, without the blanks around them and null
    where one is empty.

    None where a reader of frames might read it in another way than :mod:`csv`: stray quotes, single returns,
    rows longer than the header, a header of one cell, text that is not UTF-8, very long or very many cells.
    Then it is read cell by cell.
    """
    import polars as pl  # only a sheet is read as a frame

    body = content.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n")
    first = body[:_LONGEST_HEADER].partition(b"\n")[0]
    quotes = body.count(b'"')
    opened = body.startswith(b'"') + body.count(b',"') + body.count(b'\n"')
    closed = body.count(b'",') + body.count(b'"\n') + body.endswith(b'"')
    if (
        not first.strip()
        or not 0 < first.count(b",") < _MOST_COLUMNS
        or len(first) == _LONGEST_HEADER
        or body.count(b"\n") > _MOST_LINES
        or b"\0" in body
        or b"\r" in body
        or quotes != opened + closed
    ):
        return None
    try:
        found = pl.read_csv(body, has_header=False, infer_schema=False, quote_char='"' if quotes else None)
    except pl.exceptions.PolarsError:
        return None
    if found.width != first.count(b",") + 1 and not quotes:
        return None
    longest = found.select(pl.max_horizontal(pl.all().str.len_bytes().max())).item() or 0
    if longest > csv.field_size_limit():
        return None
    text = pl.all().str.strip_chars()
    return found.with_columns(pl.when(text.str.len_bytes() > 0).then(text))


def _lines_of_csv(content: bytes, name: str) -> Lines:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Unsound("not_a_table", name=name)
    try:
        # accept every kind of line ending
        lines = [
            _bounded(line, at, name) for at, line in enumerate(csv.reader(io.StringIO(text, newline=None)))
        ]
    except csv.Error:
        raise Unsound("cell_too_long", name=name) from None
    header = lines[0] if lines else []
    if len(header) == 1 and any(separator in header[0] for separator in (";", "\t")):
        raise Unsound("other_separator", name=name)
    return lines


def _bounded(line: list[str], at: int, name: str) -> list[str]:
    """A line without the blanks around its cells; Unsound if a table has no such line."""
    if at > _MOST_LINES:
        raise Unsound("too_many_lines", name=name, most=_MOST_LINES)
    if len(line) > _MOST_COLUMNS:
        raise Unsound("too_many_columns", name=name, most=_MOST_COLUMNS)
    return [cell.strip() for cell in line]


def _tables_of_workbook(content: bytes, name: str, *, first_only: bool) -> list[Table]:
    _refuse_a_bomb(content, name, LARGEST_UNPACKED, MOST_PACKED)
    command = [sys.executable, "-I", "-m", "vethanam.workbooks", "first" if first_only else "all"]
    read = subprocess.run(command, input=content, capture_output=True, check=False)
    if read.returncode == NO_WORKBOOK:
        raise Unsound("not_a_workbook", name=name)
    if read.returncode:
        raise Unsound("workbook_too_large", name=name)
    found = json.loads(read.stdout)
    for _, lines, _ in found:
        if lines:
            _bounded(lines[0], len(lines) - 1, name)
    return [
        Table(typed(sheet), lines, frozenset((line, column) for line, column in formulas))
        for sheet, lines, formulas in found
    ]


def _tables_of_archive(content: bytes, name: str) -> list[Table]:
    """The CSV files in a ZIP archive, each under its own name; none if it is a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [part for part in archive.namelist() if part.lower().endswith(".csv")]
            if not members:
                return []
            if len(members) > MOST_TABLES:
                raise Unsound("too_many_tables", name=name, most=MOST_TABLES)
            _refuse_a_bomb(content, name, LARGEST_ARCHIVE, MOST_PACKED_ARCHIVE)
            return [
                Table(typed(Path(part).stem, 200), _lines_of_csv(archive.read(part), part))
                for part in members
            ]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error):
        return []  # damaged, encrypted, or packed in another way


def _refuse_a_bomb(content: bytes, name: str, largest: int, most_packed: int) -> None:
    """Refuse an archive that would fill the memory when unpacked."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        parts = []
    whole = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if whole > largest or whole > most_packed * max(packed, SMALL_PACKED):
        raise Unsound("unpacks_too_large", name=name, whole=whole >> 20)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a workbook to fill in: name, meaning, allowed words (empty: any)."""

    name: str
    means: str
    is_required: bool = False
    choices: Sequence[str] = ()
    form: Literal["text", "day"] = "text"


def open_workbook(content: io.BytesIO) -> Workbook:
    """An empty workbook that keeps text as text, and has the same bytes for the same content."""
    import xlsxwriter  # imported only when a workbook is made

    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True,
    }  # fmt: skip
    book = xlsxwriter.Workbook(content, options)
    book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 - the same bytes for the same table
    return book


def workbook(
    sheets: Mapping[str, Sequence[Heading]], rows: Mapping[str, Sequence[Sequence[str]]] | None = None
) -> bytes:
    """An XLSX file with one sheet per table: header line, text cells, drop-down lists.

    A note on each heading gives the column's meaning. ``rows`` fills sheets with lines of cells.
    """
    content = io.BytesIO()
    book = open_workbook(content)
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
    for name, columns in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, max(14, len(column.name) + 2), text)
            sheet.write_string(0, place, column.name, bold)
            means = column.means if column.is_required else f"{column.means} (may be empty)"
            sheet.write_comment(0, place, means)
            if column.choices:
                sheet.data_validation(
                    1, place, 10_000, place, {"validate": "list", "source": list(column.choices)}
                )
        for line, cells in enumerate((rows or {}).get(name, ()), start=1):
            for place, cell in enumerate(cells):
                sheet.write_string(line, place, cell, text)
    book.close()
    return content.getvalue()


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]] = ()) -> str:
    """A table as CSV with its header line."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(header)
    table.writerows(rows)
    return text.getvalue()
