"""The demo's folder equals its generator's output, byte for byte; its people cannot be
reached and are unique.
"""

from __future__ import annotations

import csv
import filecmp
import re
from collections import Counter
from pathlib import Path

import pytest

from vethanam.periods import Month
from vethanam.rules import Rulebook, load_pack
from vethanam.sample.act_player import read_acts
from vethanam.sample.cases import Cases
from vethanam.sample.demo import FOLDER
from vethanam.sample.directorate import Directorate
from vethanam.sample.folder_writer import write

FILES = (
    "acts.yaml", "directorate.yaml", "drawn.csv", "employees.csv", "ignoaps.csv", "sthree_suraksha.csv",
    "twice.csv",
)  # fmt: skip


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_pack("kerala")


@pytest.fixture(scope="module")
def employees() -> list[dict[str, str]]:
    with (FOLDER / "employees.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def drawn(rulebook: Rulebook, people: int = 0) -> Directorate:
    return Directorate(lambda revision, scale: rulebook.stages(revision, scale, Month(2026, 10)), people)


def test_the_committed_folder_is_what_the_generator_draws(tmp_path: Path, rulebook: Rulebook) -> None:
    """After a change of rules or cases, run ``python -m vethanam.sample src/vethanam/sample/folder``."""
    write(tmp_path, rulebook)
    assert sorted(path.name for path in tmp_path.iterdir()) == list(FILES)
    _, differing, unreadable = filecmp.cmpfiles(tmp_path, FOLDER, FILES, shallow=False)
    assert (differing, unreadable) == ([], [])


def test_about_1200_people_stand_under_24_codes(employees: list[dict[str, str]]) -> None:
    codes = Counter(row["drawing_code"] for row in employees)
    assert len(codes) == 24 and 1_150 <= len(employees) <= 1_250
    assert [code for code, count in codes.items() if count == 1] == ["0421", "0422", "0423"]


def test_no_number_account_or_person_stands_twice(employees: list[dict[str, str]]) -> None:
    for columns in (("number",), ("branch", "account"), ("name", "born"), ("mobile",), ("email_official",)):
        seen = Counter(tuple(row[column] for column in columns) for row in employees if row[columns[-1]])
        assert seen.most_common(1)[0][1] == 1, columns


def test_contacts_are_of_ranges_nobody_has(employees: list[dict[str, str]]) -> None:
    for row in employees:
        assert re.fullmatch(r"(\+9100000\d{5})?", row["mobile"])
        assert row["email_official"] == "" or row["email_official"].endswith("@sample.example")


def test_every_awkward_case_is_there(rulebook: Rulebook) -> None:
    cases = Cases(drawn(rulebook))
    assert len(cases.numbers) == 17 and len(set(cases.numbers.values())) == 17
    assert {"near_zero", "transferred_12th", "professor", "judge", "no_contact"} < set(cases.numbers)
    recorded = {number for number, _ in cases.records}
    assert cases.numbers["suspended"] in recorded and cases.numbers["held_line"] not in recorded


@pytest.mark.parametrize("people", [100, 5_000])
def test_more_or_fewer_people_have_the_same_cases(rulebook: Rulebook, people: int) -> None:
    made = drawn(rulebook, people)
    assert abs(len(made.rows) - max(people, 240)) < 60
    assert set(Cases(made).numbers) == set(Cases(drawn(rulebook)).numbers)


def test_the_acts_are_read_and_end_with_the_use_that_is_refused() -> None:
    acts = read_acts(FOLDER / "acts.yaml")
    assert [act.instant for act in acts if act.do == "import"] == sorted(
        act.instant for act in acts if act.do == "import"
    )
    assert Counter(act.do for act in acts)["pass"] == 24
    assert (acts[-1].by, acts[-1].do, acts[-1].get("purpose")) == (
        "information-office",
        "request_use",
        "SAL-CREDIT",
    )
