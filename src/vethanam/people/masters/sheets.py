"""Sheets of masters: one sheet per kind, CSV or XLSX; their rows and faults."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from vethanam.errors import MOST_FAULTS, Fault
from vethanam.people.masters.master_kinds import Kinds
from vethanam.people.masters.proposals import CLOSINGS, Stated, fault
from vethanam.people.masters.rows import ClosingRow, Row, choices_of
from vethanam.tables import FORMULA, Heading, Table, as_csv, tables_in, workbook

_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?")

#: file name → bytes
type Files = Mapping[str, bytes]


def read_sheets(files: Files, kinds: Kinds) -> tuple[list[Stated], list[Fault]]:
    """Every row of the sheets in some files, and every fault of their headers and cells.

    A sheet is recognised by its name (for CSV the file's), else by its columns. An empty sheet is skipped.

    Raises
    ------
    Unsound
        A file is neither CSV nor XLSX.
    """
    stated: list[Stated] = []
    faults: list[Fault] = []
    for name, content in files.items():
        tables = tables_in(content, name)
        for table in tables:
            where = name if len(tables) == 1 else f"{name}, {table.name}"
            _read_table(table, where, kinds, stated, faults)
    return stated, faults


def sheets_of(kinds: Kinds) -> dict[str, tuple[str, type[Row]]]:
    """Sheet name → kind and row, including the sheet of last days."""
    found: dict[str, tuple[str, type[Row]]] = {kind.sheet: (kind.name, kind.row) for kind in kinds.values()}
    return {**found, CLOSINGS: (CLOSINGS, ClosingRow)}


def _read_table(table: Table, where: str, kinds: Kinds, stated: list[Stated], faults: list[Fault]) -> None:
    if not any(any(line) for line in table.lines):
        return
    known = sheets_of(kinds)
    header = [cell.strip().lower() for cell in table.lines[0]]
    sheet = _sheet_named(table.name, header, known)
    if sheet is None:
        faults.append(fault(where, "", "sheet_unknown", sheets=list(known)))
        return
    kind = known[sheet][0]
    wrong = list(_faults_of_header(where, sheet, header, known))
    faults += wrong
    if wrong:
        return
    for line, cells in enumerate(table.lines[1:], start=2):
        if len(faults) > MOST_FAULTS:
            return
        if not any(cells):
            continue
        place = f"{where}, row {line}"
        if [cell for cell in cells[len(header) :] if cell]:
            faults.append(fault(place, "", "sheet_cells", cells=len(cells), columns=len(header)))
            continue
        given = {name: cell for name, cell in zip(header, cells, strict=False) if name and cell}
        broken = [
            name
            for at, name in enumerate(header, start=1)
            if (line, at) in table.formulas or _is_formula(given.get(name, ""))
        ]
        faults += [fault(place, name, "master_formula") for name in broken]
        stated.append(Stated(kind, place, {**given, **dict.fromkeys(broken, "=")}))


def _is_formula(cell: str) -> bool:
    """Whether a spreadsheet computes a cell; a number with its sign is none."""
    return cell.startswith(FORMULA) and not _NUMBER.fullmatch(cell)


def _sheet_named(name: str, header: Sequence[str], known: Mapping[str, tuple[str, type[Row]]]) -> str | None:
    """The sheet with this name, or the only one whose columns match the header."""
    plain = name.strip().lower().replace(" ", "_").replace("-", "_")
    if plain in known:
        return plain
    fitting = [sheet for sheet in known if _fits(header, known[sheet][1])]
    return fitting[0] if len(fitting) == 1 else None


def _fits(header: Sequence[str], row: type[Row]) -> bool:
    named = {name for name in header if name}
    needed = {name for name, about in row.model_fields.items() if about.is_required()}
    return needed <= named <= set(row.model_fields)


def _faults_of_header(
    where: str, sheet: str, header: Sequence[str], known: Mapping[str, tuple[str, type[Row]]]
) -> Iterator[Fault]:
    row = known[sheet][1]
    place = f"{where}, row 1"
    others = [name for name in known if name != sheet and _fits(header, known[name][1])]
    if others and not _fits(header, row):
        yield fault(place, "", "sheet_of_another", other=others[0], sheet=sheet)
        return
    for at, name in enumerate(header, start=1):
        if name and name not in row.model_fields:
            called = name if name.isidentifier() and name.isascii() else f"column {at}"
            yield fault(place, called, "sheet_unknown_column", columns=list(row.model_fields))
    for name, about in row.model_fields.items():
        if about.is_required() and name not in header:
            yield fault(place, name, "sheet_missing_column", sheet=sheet)
    for name in sorted({name for name in header if name in row.model_fields and header.count(name) > 1}):
        yield fault(place, name, "sheet_column_twice")


def headings_of(row: type[Row]) -> list[Heading]:
    """The columns of a sheet for its template."""
    return [
        Heading(name, about.description or "", about.is_required(), choices_of(row, name))
        for name, about in row.model_fields.items()
    ]


def template_book(kinds: Kinds) -> bytes:
    """A workbook with one empty sheet per kind."""
    return workbook({sheet: headings_of(row) for sheet, (_, row) in sheets_of(kinds).items()})


def template_csv(sheet: str, kinds: Kinds) -> str:
    """The header line of one sheet."""
    return as_csv([*sheets_of(kinds)[sheet][1].model_fields])


def standing_book(kinds: Kinds) -> bytes:
    """A workbook with the current masters, in the columns of the templates."""
    rows = {
        kind.sheet: [
            [_cell(content.get(name, "")) for name in kind.row.model_fields]
            for content in kind.standing().values()
        ]
        for kind in kinds.values()
    }
    return workbook({kind.sheet: headings_of(kind.row) for kind in kinds.values()}, rows)


def _cell(content: object) -> str:
    return (
        ("yes" if content else "no")
        if isinstance(content, bool)
        else str(content if content is not None else "")
    )
