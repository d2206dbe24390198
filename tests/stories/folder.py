"""A small directorate for stories: the demo's own folder, drawn small and cut down to seven drawing codes.

It has daily wages, a held line, a wrong bank account, a late return with an increment and an advance, people
without contacts, a headmaster alone in an aided school, a professor on authorised rates, and a person
registered twice. The files are edited as a stranger would edit them.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from vethanam.rules import load_pack
from vethanam.sample.folder_writer import write

CODES = ("0408", "0409", "0410", "0412", "0413", "0421", "0422")
NEWCOMER = "100901"

type Row = dict[str, str]


@dataclass(frozen=True)
class Folder:
    """The four files of a demo, and ways to change them."""

    path: Path

    def copy_to(self, path: Path) -> Folder:
        """The same files once more, to be changed."""
        shutil.copytree(self.path, path)
        return Folder(path)

    def people(self) -> list[Row]:
        """The rows of the import file."""
        return read_rows(self.path / "employees.csv")

    def edit_people(self, change: Callable[[list[Row]], None]) -> None:
        """Let ``change`` have its way with the rows of the import file."""
        rows = self.people()
        change(rows)
        write_rows(self.path / "employees.csv", rows)

    def acts(self) -> list[dict[str, Any]]:
        """An event of the story."""
        acts: list[dict[str, Any]] = yaml.safe_load((self.path / "acts.yaml").read_text(encoding="utf-8"))
        return acts

    def write_acts(self, acts: list[dict[str, Any]]) -> None:
        """Something else happens."""
        text = yaml.safe_dump(acts, sort_keys=False, allow_unicode=True)
        (self.path / "acts.yaml").write_text(text, encoding="utf-8")

    def contacts(self) -> list[str]:
        """Every phone number and address of the import file."""
        names = ("mobile", "email_official", "email_personal")
        return [row[name] for row in self.people() for name in names if row[name]]

    def office_of(self, number: str) -> Row:
        """The row of ``directorate.yaml`` for the office where an employee works."""
        offices = yaml.safe_load((self.path / "directorate.yaml").read_text(encoding="utf-8"))["offices"]
        office = next(row["office"] for row in self.people() if row["number"] == number)
        return next(row for row in offices if row["code"] == office)


def draw(path: Path) -> Folder:
    """Write the demo's folder for about sixty people."""
    write(path, load_pack("kerala"), people=60)
    people = [row for row in read_rows(path / "employees.csv") if row["drawing_code"] in CODES]
    numbers = {row["number"] for row in people}
    write_rows(path / "employees.csv", people)
    drawn = [row for row in read_rows(path / "drawn.csv") if row["number"] in numbers]
    write_rows(path / "drawn.csv", drawn)
    twice = read_rows(path / "twice.csv")[0]
    same = ("name", "name_ml", "born", "office", "drawing_code")
    write_rows(path / "twice.csv", [twice | {name: people[5][name] for name in same}])
    folder = Folder(path)
    folder.write_acts([act for act in folder.acts() if _is_kept(act["with"], numbers)])
    stated = yaml.safe_load((path / "directorate.yaml").read_text(encoding="utf-8"))
    stated["drawing_codes"] = [row for row in stated["drawing_codes"] if str(row["code"]) in CODES]
    stated["offices"] = [row for row in stated["offices"] if f"04{row['code'][2:]}" in CODES]
    stated["officers"] = [row for row in stated["officers"] if _is_here(str(row.get("scope", "")))]
    text = yaml.safe_dump(stated, sort_keys=False, allow_unicode=True)
    (path / "directorate.yaml").write_text(text, encoding="utf-8")
    return folder


def newcomer(people: list[Row]) -> Row:
    """A clerk of the same office who was left out of the file: another person,
    number, account and address.
    """
    like = next(row for row in people if row["number"] == "100367")
    return like | {
        "number": NEWCOMER, "name": f"Employee {NEWCOMER}", "name_ml": "", "born": "1980-05-06",
        "gpf_number": f"G{NEWCOMER}", "account": "7000009901", "mobile": "+910000000901",
        "email_official": f"e{NEWCOMER}@sample.example",
    }  # fmt: skip


def _is_kept(given: Mapping[str, Any], numbers: set[str]) -> bool:
    code = str(given.get("drawing_code") or given.get("scope") or "")
    return _is_here(code) and str(given.get("employment") or min(numbers)) in numbers


def _is_here(scope: str) -> bool:
    return scope in CODES or not scope.startswith("04")


def read_rows(path: Path) -> list[Row]:
    """A CSV file as dictionaries."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[Row]) -> None:
    """Dictionaries as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
