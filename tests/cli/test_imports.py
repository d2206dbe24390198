"""``vethanam import``: a good file, then each bad one: exit 2, a sentence, no traceback, nothing kept."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from typer.testing import CliRunner

from tests.conftest import World
from tests.payroll.office import SmallOffice, at, small_office
from vethanam.cli import imports
from vethanam.errors import VethanamError
from vethanam.people.models import Employment
from vethanam.privacy.models import Contact
from vethanam.privacy.vault.keys import PUBLIC_FILE, new_vault_keys
from vethanam.service_book.employees_file import columns, template
from vethanam.service_book.models import AccountSecret, Pay, ServiceSpell
from vethanam.site.failures import sentence_for

MOBILE, MAIL = "+91 00000 00234", "e100234@sample.example"
GOOD = {
    "number": "100234", "name": "Employee 100234", "born": "1985-05-05", "category": "state",
    "joined": "2010-06-01", "post": "HST", "office": "O0412", "drawing_code": "0412",
    "bill_class": "class-0412", "pay_basis": "scale", "revision": "11", "scale": "37400-79000",
    "basic_pay": "45600", "branch": "SMPL0000001", "account": "70000000112", "mobile": MOBILE,
    "email_official": MAIL, "contact_verified_on": "2026-06-30", "order_number": "G.O.(Rt) 1/2010",
    "order_dated": "2010-05-20",
}  # fmt: skip


@pytest.fixture
def office(desk_db: None, vault: None, monkeypatch: pytest.MonkeyPatch) -> SmallOffice:
    monkeypatch.setattr(imports, "business_now", lambda: (at(20), True))
    return small_office()


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The vault's public key, in a state folder of the test's own."""
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / PUBLIC_FILE).write_bytes(new_vault_keys()[0])
    monkeypatch.setattr(settings, "VETHANAM_STATE", tmp_path)


def written(folder: Path, *rows: dict[str, str], header: list[str] | None = None) -> Path:
    """An employees file."""
    text = io.StringIO()
    names = header or [column.name for column in columns()]
    table = csv.writer(text)
    table.writerow(names)
    table.writerows([row.get(name, "") for name in names] for row in rows)
    path = folder / "employees.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def imported(path: Path, *more: str, by: str = "clerk") -> tuple[int, str, str]:
    """Exit code, stdout and stderr of ``vethanam import employees``."""
    result = CliRunner().invoke(imports.app, ["employees", str(path), "--by", by, *more])
    if result.exception is None or isinstance(result.exception, SystemExit):
        return result.exit_code, result.stdout, result.stderr
    assert isinstance(result.exception, VethanamError), result.exception
    says, code = sentence_for(result.exception)
    return code, result.stdout, says


def everything() -> dict[str, int]:
    """How many rows each of our tables has that the web process may read."""
    rooms = ("orders", "people", "service_book", "journal")
    return {
        m._meta.label: m._default_manager.count()
        for room in rooms
        for m in apps.get_app_config(room).get_models()
        if m._meta.managed and m is not AccountSecret
    }


@pytest.fixture
def nothing_kept(office: SmallOffice) -> Iterator[None]:
    before = everything(), Contact.objects.count()
    yield
    assert (everything(), Contact.objects.count()) == before


def test_a_good_file_registers_seals_and_says_that_it_lies_in_clear(
    office: SmallOffice, tmp_path: Path
) -> None:
    code, out, err = imported(written(tmp_path, GOOD), "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {"rows": 1, "new": 1, "changed": [], "contacts_sealed": 2, "dry_run": False}
    one = Employment.objects.get(number="100234")
    assert Pay.objects.get(employment=one).basic_pay == 4_560_000
    masks = sorted(Contact.objects.filter(person=one.person_id).values_list("mask", flat=True))
    assert len(masks) == 2 and not any(MOBILE[-4:] in mask or "100234" in mask for mask in masks)
    code, out, err = imported(
        written(tmp_path, GOOD | {"number": "100235", "name": "Other", "account": "70000000119"})
    )
    assert (code, out) == (0, "1 row: 1 new, 0 changed.\n") and "destroy it" in err


def test_the_same_file_again_changes_nothing(office: SmallOffice, tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    imported(path)
    before = everything()
    assert imported(path)[1] == "1 row: 0 new, 0 changed.\n"
    assert everything() == before


def test_a_row_without_an_end_of_service_takes_back_none_that_is_on_record(
    office: SmallOffice, tmp_path: Path
) -> None:
    imported(written(tmp_path, GOOD))
    spell = ServiceSpell.objects.get(employment__number="100234")
    office.amend(spell, at(20), valid_until=date(2026, 10, 31), end_cause="retirement")
    assert imported(written(tmp_path, GOOD))[1] == "1 row: 0 new, 0 changed.\n"
    standing = ServiceSpell.objects.get(employment__number="100234", superseded_by__isnull=True)
    assert (standing.valid_until, standing.end_cause) == (date(2026, 10, 31), "retirement")
    later = {"ends": "2026-11-30", "end_cause": "retirement"}
    assert imported(written(tmp_path, GOOD | later))[1] == "1 row: 0 new, 1 changed.\n"


def test_a_changed_pay_is_a_correction_of_that_one_fact(office: SmallOffice, tmp_path: Path) -> None:
    imported(written(tmp_path, GOOD))
    before = everything()
    code, out, _ = imported(written(tmp_path, GOOD | {"basic_pay": "46700"}), "--json")
    assert (code, json.loads(out)["changed"]) == (0, ["100234"])
    first, second = Pay.objects.filter(employment__number="100234").order_by("pk")
    assert (second.basic_pay, second.supersedes_id) == (4_670_000, first.pk)
    grown = {label for label, count in everything().items() if count != before[label]}
    assert grown == {"service_book.Pay", "journal.Staged", "journal.Opening"}


def test_a_dry_run_checks_and_keeps_nothing(nothing_kept: None, tmp_path: Path) -> None:
    code, out, err = imported(written(tmp_path, GOOD), "--dry-run")
    assert (code, out, err) == (0, "1 row: 1 new, 0 changed. Nothing was kept: a dry run.\n", "")


@pytest.mark.parametrize(
    ("changed", "column", "says"),
    [
        ({"born": "05.05.1985"}, "born", "is not a date"),
        ({"joined": "2010-06-31"}, "joined", "is not a date"),
        ({"scale": "1-2"}, "scale", "is not a scale of revision 11"),
        ({"basic_pay": "45601"}, "basic_pay", "The nearest stages are 45600 and 46700"),
        ({"basic_pay": "-45600"}, "basic_pay", "is negative"),
        ({"name": "=cmd|'/c calc'!A1"}, "name", "like a formula"),
        ({"post": "astronaut"}, "post", "is not a known code"),
        ({"born": "1995-05-05"}, "born", "service begins between 18 and 75"),
        ({"order_dated": "2026-10-21"}, "order_dated", "after today"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(
    nothing_kept: None, tmp_path: Path, changed: dict[str, str], column: str, says: str
) -> None:
    good = GOOD | {"number": "1", "name": "Somebody", "account": "70000000119"}
    code, out, err = imported(written(tmp_path, good, GOOD | changed))
    assert (code, out) == (2, "")
    assert f"  Row 3, {column}: " in err and says in err


@pytest.mark.parametrize(
    ("column", "cell"),
    [("mobile", "00000 12"), ("email_official", "nobody at example"), ("account", "7000-112")],
)
def test_a_bad_contact_or_account_is_not_repeated(
    nothing_kept: None, tmp_path: Path, column: str, cell: str
) -> None:
    code, out, err = imported(written(tmp_path, GOOD | {column: cell}))
    assert code == 2 and f"Row 2, {column}: " in err
    assert cell not in out + err and not any(part in err for part in cell.split() if len(part) > 4)


def test_a_number_given_twice_is_refused(nothing_kept: None, tmp_path: Path) -> None:
    code, _, err = imported(written(tmp_path, GOOD, GOOD | {"name": "Another", "account": "70000000119"}))
    assert code == 2 and "Row 3, number: 100234 stands in row 2 too. A number is given once." in err


def test_the_same_person_under_a_second_number_is_refused(office: SmallOffice, tmp_path: Path) -> None:
    imported(written(tmp_path, GOOD))
    before = everything()
    code, _, err = imported(written(tmp_path, GOOD | {"number": "900", "account": "70000000119"}))
    assert code == 2 and "Employee 100234 has this name and date of birth" in err
    assert everything() == before


def test_every_fault_of_a_file_comes_at_once(nothing_kept: None, tmp_path: Path) -> None:
    code, out, _ = imported(
        written(tmp_path, GOOD | {"born": "x", "basic_pay": "0"}, GOOD | {"post": ""}), "--json"
    )
    told = json.loads(out)
    assert code == 2 and told["says"].endswith("Nothing was imported.")
    found = {(fault["record"], fault["column"]) for fault in told["faults"]}
    assert {("Row 2", "born"), ("Row 2", "basic_pay"), ("Row 3", "post")} <= found


def test_a_wrong_header_names_what_is_missing_and_what_is_unknown(nothing_kept: None, tmp_path: Path) -> None:
    header = [column.name for column in columns() if column.name != "born"] + ["birthday"]
    code, _, err = imported(written(tmp_path, GOOD, header=header))
    assert code == 2 and "Row 1, birthday: is not a column" in err and "Row 1, born: is missing" in err


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0", "picture.csv is neither CSV in UTF-8 nor XLSX."),
        ("broken.xlsx", b"PK\x03\x04 and no more", "broken.xlsx is not a workbook that can be read."),
        ("empty.csv", b"", "The file has no header."),
    ],
)
def test_what_is_not_a_table_is_a_sentence(
    nothing_kept: None, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    code, _, err = imported(tmp_path / name)
    assert code == 2 and says in err


def test_a_file_that_is_not_there_is_a_sentence(nothing_kept: None, tmp_path: Path) -> None:
    assert imported(tmp_path / "no.csv")[0::2] == (
        2,
        "There is no file no.csv. Check the name and the folder.",
    )


def test_who_has_no_appointment_does_not_import(nothing_kept: None, tmp_path: Path) -> None:
    assert imported(written(tmp_path, GOOD), by="treasurer")[0] == 2
    assert imported(written(tmp_path, GOOD), by="nobody")[0] == 2


def test_a_row_of_another_drawing_code_is_refused(office: SmallOffice, tmp_path: Path) -> None:
    small_office("0413")
    before = everything()
    other = GOOD | {"drawing_code": "0413", "bill_class": "class-0413", "office": "O0413"}
    code, _, err = imported(written(tmp_path, other))
    assert code == 2 and "this appointment is for 0412" in err and everything() == before


def test_the_template_is_the_header_and_says_what_each_column_means() -> None:
    result = CliRunner().invoke(imports.app, ["template"])
    assert result.stdout.replace("\r\n", "\n") == template().replace("\r\n", "\n")
    assert all(column.means in result.stderr for column in columns())


def test_as_a_process_a_bad_file_exits_two_without_a_traceback(world: World, tmp_path: Path) -> None:
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    with world.role("worker"):
        office = small_office()
        office.hire("1", known=at(28), joined=date(2010, 6, 1))
    path = written(tmp_path, GOOD | {"basic_pay": "-1"})
    shown = subprocess.run(
        [sys.executable, "-m", "vethanam.site", "import", "employees", str(path), "--by", "clerk"],
        capture_output=True, text=True, check=False, env=world.env,
    )  # fmt: skip
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "Row 2, basic_pay: is negative" in shown.stderr and "Traceback" not in shown.stderr
    assert world.sql("worker", "SELECT count(*) FROM people_employment") == [(1,)]
