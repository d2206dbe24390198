"""Reads a directorate from its file: rows have their keys, words of closed lists are known, and what they name is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from vethanam.errors import Fault, Unsound, UnsoundInput, counted, typed
from vethanam.people.models import BillClass, DrawingCode, HeadOfAccount, Office, Role, Treasury
from vethanam.rules.question_files import written_in

DIRECTORATE = "directorate.yaml"
#: the lists of the file, and what every row of each has
NEEDED: Mapping[str, tuple[str, ...]] = {
    "treasuries": ("code", "name"),
    "heads": ("code", "title"),
    "bill_classes": ("code", "title", "title_ml", "signing"),
    "posts": ("code", "designation", "designation_ml", "is_gazetted"),
    "offices": ("code", "name", "name_ml", "district", "place_class", "local_body", "local_body_kind"),
    "drawing_codes": ("code", "kind", "title", "title_ml", "treasury", "heads"),
    "officers": ("username", "role", "office"),
}
_MORE: Mapping[str, tuple[str, ...]] = {"treasuries": ("name_ml",), "officers": ("scope", "number", "born")}
_WORDS: Mapping[tuple[str, str], Sequence[Any]] = {
    ("bill_classes", "signing"): BillClass.Signing.values,
    ("posts", "is_gazetted"): (True, False),
    ("offices", "place_class"): ("A", "B", "C", "D"),
    ("offices", "local_body_kind"): Office.LocalBody.values,
    ("drawing_codes", "kind"): DrawingCode.Kind.values,
    ("officers", "role"): [role for role in Role.values if role not in (Role.SERVICE, Role.EMPLOYEE)],
}
_YES_NO = {"yes": True, "no": False}

type Row = dict[str, Any]


def read_directorate(path: Path) -> Mapping[str, Sequence[Row]]:
    """The rows of a directorate by list; of a folder the file ``directorate.yaml``. Codes are texts, days are days.

    Raises
    ------
    Unsound
        The file cannot be read, or a list is missing.
    UnsoundInput
        What is wrong with its rows, all at once.
    """
    file = path / DIRECTORATE if path.is_dir() else path
    stated = _stated(file)
    missing = [key for key in NEEDED if key not in stated]
    if missing:
        raise Unsound("directorate_incomplete", file=file.name, missing=[*missing])
    rows = {name: [_row(name, row) for row in _list(name, stated[name], file)] for name in NEEDED}
    faults = [*_of_rows(rows), *_of_names(rows)]
    if faults:
        raise UnsoundInput("directorate_unsound", faults, file=file.name, counted=counted(faults))
    return rows


def _stated(file: Path) -> Mapping[str, Any]:
    try:
        stated = written_in(file)
    except Unsound as wrong:
        if wrong.code == "no_file":
            raise Unsound("no_directorate", file=file.name, parent=file.parent) from None
        raise
    if not isinstance(stated, Mapping):
        raise Unsound("not_a_directorate", file=file.name, keys=[*NEEDED])
    return stated


def _list(name: str, content: Any, file: Path) -> Sequence[Mapping[str, Any]]:
    if not isinstance(content, list) or not all(isinstance(row, Mapping) for row in content):
        raise Unsound("directorate_not_a_list", file=file.name, name=name)
    return content


def _row(name: str, row: Mapping[str, Any]) -> Row:
    """A row with its codes as texts: a number keeps no zero, a text does."""
    return {key: _plain(name, key, value) for key, value in row.items() if value not in (None, "")}


def _plain(name: str, key: str, value: Any) -> Any:
    if (name, key) == ("posts", "is_gazetted"):
        return _YES_NO.get(value, value) if isinstance(value, str) else value
    if key == "heads" and isinstance(value, Mapping):
        return {str(bill_class): str(head) for bill_class, head in value.items()}
    if key == "born":
        return value
    return str(value) if isinstance(value, int | float) else value


def _of_rows(rows: Mapping[str, Sequence[Row]]) -> Iterator[Fault]:
    """What each row lacks, has too much of, or says in a word that is not known."""
    for name, each in rows.items():
        for place, row in enumerate(each, start=1):
            where = f"{name}, row {place}"
            known = (*NEEDED[name], *_MORE.get(name, ()))
            for key in NEEDED[name]:
                if key not in row:
                    yield Fault(where, key, "directorate_column_missing")
            for key in row:
                if key not in known:
                    yield Fault(where, str(key), "directorate_column_unknown", {"known": [*known]})
            for key, value in row.items():
                yield from _of_value(name, where, key, value)
            if name == "officers":
                yield from _of_officer(where, row)


def _of_value(name: str, where: str, key: str, value: Any) -> Iterator[Fault]:
    words = _WORDS.get((name, key))
    if words is not None:
        if value not in words:
            told = ", ".join("true" if w is True else "false" if w is False else str(w) for w in words)
            yield Fault(where, key, "word_not_known", {"told": told})
    elif key == "heads":
        if not isinstance(value, Mapping):
            yield Fault(where, key, "heads_not_a_map")
    elif key != "born" and not isinstance(value, str):
        yield Fault(where, key, "cell_not_a_text")


def _of_officer(where: str, row: Row) -> Iterator[Fault]:
    """An officer is an employee by her number, or a person of her own with a date of birth."""
    if "number" in row:
        return
    if "born" not in row:
        yield Fault(where, "number", "neither_number_nor_born")
        return
    try:
        row["born"] = row["born"] if type(row["born"]) is date else date.fromisoformat(str(row["born"]))
    except ValueError:
        yield Fault(where, "born", "birth_date_unreadable")


def _of_names(rows: Mapping[str, Sequence[Row]]) -> Iterator[Fault]:
    """Treasuries, bill classes, heads and codes that a row names and neither the file nor the database has."""

    def known(name: str, registered: Sequence[str]) -> set[str]:
        return {*registered, *(str(row.get("code")) for row in rows[name])}

    def of(model: Any) -> list[str]:
        return list(model.objects.values_list("code", flat=True))

    treasuries, codes = known("treasuries", of(Treasury)), known("drawing_codes", of(DrawingCode))
    classes, heads = known("bill_classes", of(BillClass)), known("heads", of(HeadOfAccount))
    for place, row in enumerate(rows["drawing_codes"], start=1):
        where, arranged = f"drawing_codes, row {place}", row.get("heads")
        if row.get("treasury", "") not in {*treasuries, ""}:
            yield _unregistered(where, "treasury", row["treasury"])
        for bill_class, head in arranged.items() if isinstance(arranged, Mapping) else ():
            if bill_class not in classes:
                yield _unregistered(where, "heads", bill_class)
            if head not in heads:
                yield _unregistered(where, "heads", head)
    scopes = {
        Role.TREASURY_OFFICER.value: treasuries, Role.DRAWING_OFFICER.value: codes, Role.CLERK.value: codes,
        Role.COUNTERSIGNING_OFFICER.value: codes,
    }  # fmt: skip
    for place, row in enumerate(rows["officers"], start=1):
        among = scopes.get(str(row.get("role")))
        if among is not None and row.get("scope", "") not in {*among, ""}:
            yield _unregistered(f"officers, row {place}", "scope", row["scope"])


def _unregistered(where: str, key: str, code: object) -> Fault:
    return Fault(where, key, "not_registered", {"code": typed(code, 40)})
