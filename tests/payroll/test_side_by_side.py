"""Side-by-side months of forty people: equal to the paisa; of planted differences each is found, and no cause is false."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.acts.keys import signs_with
from tests.payroll.office import KOLKATA, SmallOffice, at, small_office
from vethanam.acts.fields import File
from vethanam.acts.performing import Performed, look, perform
from vethanam.money import rupees, shown
from vethanam.payroll.models import DrawnElsewhere
from vethanam.payroll.side_by_side.comparison import Comparison, comparison_of
from vethanam.people.models import (
    BillArrangement,
    BillClass,
    DrawingCode,
    HeadOfAccount,
    Office,
    OfficeClass,
    Post,
    Treasury,
)
from vethanam.periods import Month
from vethanam.privacy.vault.keys import PUBLIC_FILE, new_vault_keys

pytestmark = pytest.mark.usefixtures("desk_db")

SHEETS = Path(__file__).parents[2] / "acceptance" / "sheets"
MONTHS = (Month(2026, 7), Month(2026, 8), Month(2026, 9))
NOW = at(3, month=11)


def rows_of(name: str) -> list[dict[str, str]]:
    with (SHEETS / f"{name}.csv").open(encoding="utf-8", newline="") as sheet:
        return list(csv.DictReader(sheet))


def written(rows: list[dict[str, str]]) -> bytes:
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


@dataclass
class Town:
    """The directorate of the acceptance sheets, its officers, and what was taken over."""

    office: SmallOffice

    def do(self, act: str, by: str, given: Mapping[str, Any], when: datetime = NOW) -> Performed:
        answer = perform(act, self.office.officers[by], given, when, is_sample=True)
        assert answer.ok, (answer.says, answer.faults)
        return answer

    def take(self, name: str, content: bytes) -> int:
        taken = self.do("take_over", "dept-clerk", {"file": File(f"{name}.csv", content)})
        number: int = taken.state["number"]
        return number

    def verify(self, number: int, sign: Any = None) -> None:
        answer = perform(
            "verify_sheet", self.office.officers["dept-officer"], {"sheet": number}, at(4, month=11), is_sample=True, sign=sign
        )
        assert answer.ok, answer.says


@pytest.fixture
def vault(tmp_path: Path, settings: Any) -> None:
    """The vault's public key, in a state folder of the test's own."""
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / PUBLIC_FILE).write_bytes(new_vault_keys()[0])
    settings.VETHANAM_STATE = tmp_path


@pytest.fixture
def town(vault: None) -> Iterator[Town]:
    office = small_office()
    employees = rows_of("employees")
    treasury = Treasury.objects.get(code="T07")
    head = HeadOfAccount.objects.get(code="2202-02-109-99")
    places = {}
    for row in rows_of("offices"):
        places[row["code"]] = Office.objects.create(
            code=row["code"], name=row["name"], district=row["district"], local_body=row["local_body"],
            local_body_kind=row["local_body_kind"],
        )  # fmt: skip
        OfficeClass.objects.create(
            office=places[row["code"]], place_class=row["place_class"], valid_from=date(2000, 1, 1), recorded_at=at(1, month=1)
        )
    classes = {
        code: BillClass.objects.get_or_create(code=code, defaults={"title": code})[0]
        for code in {row["bill_class"] for row in employees}
    }
    for code in sorted({row["drawing_code"] for row in employees}):
        drawing = DrawingCode.objects.create(code=code, kind="ddo", title=code, treasury=treasury)
        for bill_class in classes.values():
            BillArrangement.objects.create(drawing_code=drawing, bill_class=bill_class, head=head, valid_from=date(2000, 1, 1))
    for code in sorted({row["post"] for row in employees}):
        Post.objects.get_or_create(code=code, defaults={"designation": code})
    office.appoint("dept-clerk", "clerk", "")
    office.appoint("dept-officer", "drawing_officer", "")
    town = Town(office)
    number = town.take("employees", (SHEETS / "employees.csv").read_bytes())
    town.verify(number, sign=signs_with(office.by("dept-officer", at(2, month=11))))
    yield town


def compared(town: Town, drawn: list[dict[str, str]], month: Month) -> Comparison:
    town.verify(town.take("drawn", written(drawn)))
    return comparison_of(month, datetime(2026, 11, 5, 10, tzinfo=KOLKATA))


def test_months_as_the_orders_say_are_equal(town: Town) -> None:
    town.verify(town.take("drawn", (SHEETS / "drawn.csv").read_bytes()))
    for month in MONTHS:
        found = comparison_of(month, datetime(2026, 11, 5, 10, tzinfo=KOLKATA))
        assert found.people == len(rows_of("employees"))
        assert [(d.component, d.cause, [m.number for m in d.members], shown(d.drawn), shown(d.computed)) for d in found.differences] == []
