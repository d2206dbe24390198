"""Reads the officers of a directorate's file: each is an employee by number, or a person of her own with a date of birth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vethanam.errors import Fault, Sentence
from vethanam.people.masters.directorate_file import DirectorateFile
from vethanam.people.masters.proposals import fault
from vethanam.people.models import DrawingCode, Role, Treasury

NEEDED, MORE = ("username", "role", "office"), ("scope", "number", "born")
ROLES = [role.value for role in Role if role not in (Role.SERVICE, Role.EMPLOYEE)]


@dataclass(frozen=True, slots=True)
class Officers:
    """The rows of officers, and everything wrong with the file so far."""

    rows: Sequence[Mapping[str, Any]]
    faults: Sequence[Fault]


def read_officers(file: DirectorateFile) -> Officers:
    """The officers of a file, checked against its own codes and those that are registered."""
    rows = [dict(row) for row in file.officers]
    codes = {*DrawingCode.objects.values_list("code", flat=True), *_codes(file, "drawing_code")}
    treasuries = {*Treasury.objects.values_list("code", flat=True), *_codes(file, "treasury")}
    scopes = {
        Role.TREASURY_OFFICER.value: treasuries, Role.DRAWING_OFFICER.value: codes, Role.CLERK.value: codes,
        Role.COUNTERSIGNING_OFFICER.value: codes,
    }  # fmt: skip
    faults = [
        one
        for place, row in enumerate(rows, start=1)
        for one in _faults(f"officers, row {place}", row, scopes)
    ]
    return Officers(rows, [*file.faults, *faults])


def _codes(file: DirectorateFile, kind: str) -> set[str]:
    return {str(row.get("code")) for row in file.rows(kind)}


def _faults(where: str, row: dict[str, Any], scopes: Mapping[str, set[str]]) -> Iterator[Fault]:
    for key in NEEDED:
        if key not in row:
            yield fault(where, key, "master_missing")
    for key in row:
        if key not in (*NEEDED, *MORE):
            yield fault(where, key, "master_unknown_field", columns=[*NEEDED, *MORE])
    if "role" in row and row["role"] not in ROLES:
        yield fault(where, "role", "master_unknown_word", words=ROLES)
    among = scopes.get(str(row.get("role")))
    if among is not None and row.get("scope", "") not in {*among, ""}:
        noun = Sentence("kind_treasury" if row["role"] == Role.TREASURY_OFFICER else "kind_drawing_code")
        yield fault(where, "scope", "master_not_registered", code=row["scope"], noun=noun)
    if "number" not in row:
        yield from _born(where, row)


def _born(where: str, row: dict[str, Any]) -> Iterator[Fault]:
    if "born" not in row:
        yield fault(where, "number", "officer_without_number")
        return
    try:
        row["born"] = row["born"] if type(row["born"]) is date else date.fromisoformat(str(row["born"]))
    except ValueError:
        yield fault(where, "born", "master_not_a_day")
