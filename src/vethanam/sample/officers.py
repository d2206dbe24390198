"""Reads the officers of a directorate's file: an employee by number, or a separate person with
a date of birth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from vethanam.acts.accounts import SeatGiven
from vethanam.acts.fields import how_of
from vethanam.errors import Fault, Sentence
from vethanam.sample.directorate_file import DirectorateFile

NEEDED, MORE = ("username", "role", "office"), ("scope", "number", "born")
ROLES = how_of(SeatGiven.model_fields["role"]).choices
TREASURY_OFFICER = "treasury_officer"
OF_CODE = ("drawing_officer", "clerk", "countersigning_officer")
#: roles with the office of their row as scope
OF_OFFICE = ("purpose_owner", "communicating_officer")

type Officer = Mapping[str, Any]
#: the registered codes of a master kind
type Registered = Callable[[str], set[str]]


def faults_of_officers(file: DirectorateFile, registered: Registered) -> Iterator[Fault]:
    """The faults in the officers of a file, checked against its codes and the registered ones."""
    for place, row in enumerate(file.officers, start=1):
        where = f"officers, row {place}"
        yield from _faults_of_keys(where, row)
        yield from _faults_of_scope(where, row, file, registered)
        if "number" not in row:
            yield from _born(where, row)


def scope_of(officer: Officer) -> str:
    """The drawing code, treasury or office of an officer; empty for the whole installation."""
    scope = str(officer.get("scope", ""))
    return scope or (str(officer["office"]) if officer["role"] in OF_OFFICE else "")


def _faults_of_keys(where: str, row: Officer) -> Iterator[Fault]:
    for key in NEEDED:
        if key not in row:
            yield Fault(where, key, "master_missing")
    for key in row:
        if key not in (*NEEDED, *MORE):
            yield Fault(where, key, "master_unknown_field", {"columns": [*NEEDED, *MORE]})
    if "role" in row and row["role"] not in ROLES:
        yield Fault(where, "role", "master_unknown_word", {"words": ROLES})


def _faults_of_scope(
    where: str, row: Officer, file: DirectorateFile, registered: Registered
) -> Iterator[Fault]:
    is_of_treasury, scope = row.get("role") == TREASURY_OFFICER, row.get("scope", "")
    if not scope or not (is_of_treasury or row.get("role") in OF_CODE):
        return
    sheet, kind = ("treasuries", "treasury") if is_of_treasury else ("drawing_codes", "drawing_code")
    if scope not in file.codes(sheet) and scope not in registered(kind):
        noun = Sentence(f"kind_{kind}")
        yield Fault(where, "scope", "master_not_registered", {"code": scope, "noun": noun})


def _born(where: str, row: dict[str, Any]) -> Iterator[Fault]:
    if "born" not in row:
        yield Fault(where, "number", "officer_without_number")
        return
    try:
        row["born"] = row["born"] if type(row["born"]) is date else date.fromisoformat(str(row["born"]))
    except ValueError:
        yield Fault(where, "born", "master_not_a_day")
