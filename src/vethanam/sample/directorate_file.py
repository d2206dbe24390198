"""A directorate in one YAML file, converted to an office's sheets: one CSV per master kind, in a ZIP archive.

    offices:
      - {code: OF1, name: First school, district: Thrissur, place_class: D,
         local_body: A panchayat, local_body_kind: panchayat}
    drawing_codes:
      - {code: "0501", kind: ddo, title: First school, treasury: T01,
         heads: {establishment: 2202-01-101-99-01}}

An office's class, local body and district, and a code's heads, are separate sheets; in this file they may be
part of the office's and the code's row. Their first day and order are the same for the whole sample.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from vethanam.errors import Fault, Unsound
from vethanam.rules.question_files import written_in

DIRECTORATE = "directorate.yaml"
OFFICERS = "officers"
#: the sheets that two officers of finance enter: sheet, kind, parts of its key
OF_FINANCE = (
    ("pay_days", "pay_day", ("month", "pay_group")),
    ("pay_groups", "pay_group", ("drawing_code", "first_month")),
)
CLASSES_FROM, HEADS_FROM = date(1990, 4, 1), date(2024, 4, 1)
ORDER = {"order_number": "G.O.(Ms) No.1/2024/Sample", "order_dated": "2024-03-30"}
_PLACE_OF_FAULT = re.compile(r"(?:(?P<sheet>[^,]*), )?row (?P<line>\d+)")

type Cells = dict[str, Any]
#: the current masters of a kind, by key
type Standing = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet, with its place in the file."""

    where: str
    cells: Cells


@dataclass(slots=True)
class DirectorateFile:
    """The lines of each sheet, the officers' rows, and the faults of the file's form."""

    name: str
    sheets: dict[str, list[Line]] = field(default_factory=dict)
    officers: list[Cells] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def codes(self, sheet: str) -> set[str]:
        """The codes entered by a sheet."""
        return {str(line.cells.get("code")) for line in self.sheets.get(sheet, ())}

    def add(self, sheet: str, where: str, cells: Cells) -> None:
        """Append a line to a sheet."""
        self.sheets.setdefault(sheet, []).append(Line(where, cells))

    def split(self, sheets: Collection[str]) -> DirectorateFile:
        """Take these sheets out, into a file of their own."""
        taken = {name: self.sheets.pop(name) for name in sheets if name in self.sheets}
        return DirectorateFile(self.name, taken)

    def archive(self) -> bytes:
        """The sheets as CSV files in a ZIP archive."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for sheet, lines in self.sheets.items():
                archive.writestr(f"{sheet}.csv", _csv(lines))
        return packed.getvalue()

    def own_place(self, fault: Fault) -> Fault:
        """A fault of the archive, with the place in this file."""
        found = _PLACE_OF_FAULT.fullmatch(fault.record.removeprefix(f"{self.name}, "))
        sheet = (found["sheet"] or next(iter(self.sheets))) if found else ""
        lines = self.sheets.get(sheet)
        if not found or not lines:
            return fault
        at = int(found["line"]) - 2
        heading = next((line for line in lines if fault.field in line.cells), lines[0])
        line = lines[at] if at >= 0 else heading
        return Fault(line.where, fault.field, fault.code, fault.facts)


def _csv(lines: list[Line]) -> str:
    text = io.StringIO()
    names = list(dict.fromkeys(name for line in lines for name in line.cells))
    table = csv.DictWriter(text, names, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows({name: _cell(value) for name, value in line.cells.items()} for line in lines)
    return text.getvalue()


def _cell(value: Any) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def read_directorate(path: Path) -> DirectorateFile:
    """The sheets of a directorate's file; for a folder, of its ``directorate.yaml``.

    Raises
    ------
    Unsound
        The file cannot be read, or is not a map of lists.
    """
    file = path / DIRECTORATE if path.is_dir() else path
    found = DirectorateFile(file.name)
    for sheet, content in _document(file).items():
        rows = _rows(str(sheet), content, file.name)
        if sheet == OFFICERS:
            found.officers = rows
            continue
        for place, row in enumerate(rows, start=1):
            where = f"{sheet}, row {place}"
            _check_cells(where, row, found.faults)
            _add(found, str(sheet), where, row)
    return found


def _document(file: Path) -> Mapping[str, Any]:
    try:
        document = written_in(file)
    except Unsound as wrong:
        if wrong.code == "no_file":
            raise Unsound("no_directorate", file=file.name, folder=str(file.parent)) from None
        raise
    if not isinstance(document, Mapping):
        raise Unsound("not_a_directorate", file=file.name)
    return document


def _rows(sheet: str, content: Any, name: str) -> list[Cells]:
    if not isinstance(content, list) or not all(isinstance(row, Mapping) for row in content):
        raise Unsound("sheet_not_a_list", file=name, sheet=sheet)
    return [
        {str(key): _plain(value) for key, value in row.items() if value not in (None, "")} for row in content
    ]


def _plain(value: Any) -> Any:
    """A cell as text. Leading zeros survive only in quoted values."""
    return str(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else value


def _check_cells(where: str, row: Cells, faults: list[Fault]) -> None:
    for name in [name for name, value in row.items() if isinstance(value, list | Mapping)]:
        if name != "heads" or isinstance(row[name], list):
            code = "directorate_heads" if name == "heads" else "cell_not_a_text"
            faults.append(Fault(where, name, code))
            del row[name]


def _add(found: DirectorateFile, sheet: str, where: str, row: Cells) -> None:
    """Add a row to its sheet, and its nested rows to their own sheets."""
    if sheet == "offices":
        _add_office(found, where, row)
        return
    heads = row.pop("heads", {}) if sheet == "drawing_codes" else {}
    found.add(sheet, where, row)
    if not isinstance(heads, Mapping):
        found.faults.append(Fault(where, "heads", "directorate_heads"))
        return
    for bill_class, head in heads.items():
        arrangement = {
            "drawing_code": row.get("code", ""), "bill_class": str(bill_class), "head": str(head),
            "valid_from": HEADS_FROM, **ORDER,
        }  # fmt: skip
        found.add("arrangements", where, arrangement)


def _add_office(found: DirectorateFile, where: str, row: Cells) -> None:
    place_class, kind = row.pop("place_class", None), row.pop("local_body_kind", None)
    found.add("offices", where, row)
    district = row.get("district", "")
    if kind is not None:
        found.add("districts", where, {"name": district})
        found.add(
            "local_bodies", where, {"name": row.get("local_body", ""), "kind": kind, "district": district}
        )
    if place_class is not None:
        classed = {"office": row.get("code", ""), "place_class": place_class, "valid_from": CLASSES_FROM}
        found.add("office_classes", where, {**classed, **ORDER})


def leave_out_known_places(found: DirectorateFile, standing: Mapping[str, Standing]) -> None:
    """Keep each place named by offices once; drop those with a row of their own or an existing master."""
    for sheet, known in standing.items():
        lines = found.sheets.pop(sheet, [])
        if kept := list(_once(lines, known)):
            found.sheets[sheet] = kept


def _once(lines: list[Line], known: Standing) -> Iterator[Line]:
    own = {line.cells.get("name") for line in lines if not _is_short(line)}
    seen: dict[Any, Cells] = {}
    for line in lines:
        name = line.cells.get("name")
        if _is_short(line):
            stands = known.get(str(name), {})
            if name in own or seen.get(name) == line.cells or line.cells.items() <= stands.items():
                continue
            seen.setdefault(name, line.cells)
        yield line


def _is_short(line: Line) -> bool:
    """True if the place comes from an office's row, not from its own."""
    return line.where.startswith("offices,")
