"""Reads a workbook in a process of its own, with bounded memory and time: a small file may claim any size.

``python -m vethanam.workbooks all|first`` takes an XLSX file at its standard input. It answers in JSON
the name, the lines of text cells and the positions of formulas of each sheet, or ends with
``NO_WORKBOOK`` or ``TOO_LARGE``.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

NO_WORKBOOK, TOO_LARGE = 3, 4
#: bytes of memory and seconds of processor time, and those more for each byte and megabyte of the file
_MEMORY, _MEMORY_PER_BYTE = 512 * 1024 * 1024, 64
_SECONDS, _SECONDS_PER_MB = 60, 5
#: cells, and letters in them, and those more for each byte of the file: the asking process keeps the whole
_CELLS, _BYTES_PER_CELL = 2_000_000, 2
_LETTERS, _LETTERS_PER_BYTE = 8_000_000, 4
_FORMULA_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<f[\s/>]')
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_BEFORE_A = 64


class _TooLargeError(Exception):
    """More cells or letters than such a file may have."""


def main() -> int:
    """Answer on standard output; returns the exit code."""
    content = sys.stdin.buffer.read()
    _bound(len(content))
    from python_calamine import CalamineError

    try:
        found = _sheets_in(content, is_first_only=sys.argv[1] == "first")
    except (CalamineError, OSError, zipfile.BadZipFile):
        return NO_WORKBOOK
    except (_TooLargeError, MemoryError):
        return TOO_LARGE
    sys.stdout.buffer.write(json.dumps(found, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return 0


def _bound(size: int) -> None:
    memory = _MEMORY + _MEMORY_PER_BYTE * size
    seconds = _SECONDS + _SECONDS_PER_MB * (size >> 20)
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _sheets_in(content: bytes, *, is_first_only: bool) -> list[tuple[str, list[list[str]], list[list[int]]]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    names = book.sheet_names[:1] if is_first_only else book.sheet_names
    formulas = {} if is_first_only else _formulas_in(content)
    cells = _CELLS + len(content) // _BYTES_PER_CELL
    letters = _LETTERS + _LETTERS_PER_BYTE * len(content)
    found = []
    for place, name in enumerate(names, start=1):
        lines = []
        for line in _lines(book.get_sheet_by_name(name).to_python()):
            cells -= len(line) + 1
            letters -= sum(map(len, line))
            if cells < 0 or letters < 0:
                raise _TooLargeError
            lines.append(line)
        found.append((name, lines, formulas.get(place, [])))
    return found


def _lines(lines: Iterable[Sequence[Any]]) -> Iterable[list[str]]:
    return ([_plain(cell) for cell in line] for line in lines)


def _plain(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell).strip()


def _formulas_in(content: bytes) -> dict[int, list[list[int]]]:
    """Map sheet number to (line, column) of each cell with a formula, both from 1."""
    found: dict[int, list[list[int]]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for part in book.namelist():
            if sheet := _SHEET.fullmatch(part):
                cells = _FORMULA_CELL.findall(book.read(part))
                found[int(sheet[1])] = [_place(cell.decode("ascii")) for cell in cells]
    return found


def _place(cell: str) -> list[int]:
    """Line and column of a cell such as ``C7``, from 1."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - _BEFORE_A
    return [int(cell[len(letters) :]), column]


if __name__ == "__main__":
    sys.exit(main())
