"""``vethanam take-over`` as real processes: one is killed midway, the next continues, and
no row is doubled.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import World
from tests.payroll.office import at, small_office
from vethanam.acts.sheets import SHEETS
from vethanam.acts.takeover import take_sheet
from vethanam.cli import takeover
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.service_book.models import LeaveAccount, Quarters, Sheet, TaxChoice
from vethanam.service_book.sheets.intake import Taken

#: hangs before the commit of the second sheet of a kind, or just after that of the first
HANGS = """
import sys, time
from vethanam.cli import boot
boot("worker")
from vethanam.cli import takeover
kept = takeover.take_sheet
def hang():
    print("in the middle", flush=True)
    time.sleep(600)
def slow(authority, kind, content, name, **more):
    is_second = name == "leave_account-2.csv"
    if is_second and sys.argv[2] == "between":
        hang()
    taken = kept(authority, kind, content, name, **more)
    if is_second and sys.argv[2] == "within":
        hang()
    return taken
takeover.take_sheet = slow
takeover.app([sys.argv[1], "--by", "clerk"])
"""
LEAVE = "number,kind_of_leave,valid_from,days\n100234,earned,2026-04-01,{}\n100235,earned,2026-04-01,{}\n"


def sheets(folder: Path) -> Path:
    made = {
        "quarters.csv": "number,valid_from,order_number,order_dated\n100234,2024-01-01,Q 1/2024,2023-12-20\n",
        "tax_choice.csv": "number,valid_from,regime\n100234,2026-04-01,old\n100235,2026-04-01,old\n",
        "leave_account-1.csv": LEAVE.format(30, 40),
        "leave_account-2.csv": LEAVE.format(30, 40).replace("2026-04-01", "2025-04-01"),
    }
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def command(world: World, *given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vethanam.site", "take-over", *given],
        env={**world.env, "VETHANAM_ROLE": "worker"},
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture
def real(world: World) -> World:
    """A small office with committed rows, in November."""
    with world.role("worker"):
        office = small_office()
        office.hire("100234")
        office.hire("100235")
        append("small_office", public={"people": 2}, private=None, at=at(3, month=11), is_sample=True)
    return world


def stands(world: World) -> Mapping[str, int]:
    with world.role("worker"):
        models: tuple[Any, ...] = (Quarters, TaxChoice, LeaveAccount, Sheet)
        return {model.__name__: model.objects.count() for model in models}


WHOLE = {"Quarters": 1, "TaxChoice": 2, "LeaveAccount": 4, "Sheet": 4}


@pytest.mark.parametrize("when", ["within", "between"])
def test_killed_in_the_middle_and_started_again_nothing_stands_twice(
    real: World, tmp_path: Path, when: str
) -> None:
    folder = sheets(tmp_path)
    given = [sys.executable, "-c", HANGS, str(folder), when]
    env = {**real.env, "VETHANAM_ROLE": "worker"}
    with subprocess.Popen(given, env=env, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout and first.stdout.readline() == "in the middle\n"
        first.send_signal(signal.SIGKILL)
    stood = stands(real)
    assert stood["LeaveAccount"] == 2  # those of the first
    again = command(real, str(folder), "--by", "clerk", "--json")
    assert again.returncode == 0, again.stderr
    told = {one["file"]: one["taken_before"] for one in json.loads(again.stdout)["sheets"]}
    assert sum(told.values()) == stood["Sheet"] and len(told) == 4
    assert stands(real) == WHOLE
    third = command(real, str(folder), "--by", "clerk", "--json")
    assert all(one["taken_before"] for one in json.loads(third.stdout)["sheets"])
    assert stands(real) == WHOLE


def test_two_kinds_of_sheet_are_taken_at_a_time(
    real: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other they would wait for ever; the answer is in the order of the sheets."""
    folder = sheets(tmp_path)
    (folder / "quarters.csv").unlink()
    meet = threading.Barrier(2, timeout=60)

    def met(authority: Authority, kind: str, content: bytes, name: str, **more: Any) -> Taken:
        if name in ("tax_choice.csv", "leave_account-1.csv"):
            meet.wait()
        return take_sheet(authority, kind, content, name, **more)

    monkeypatch.setattr(takeover, "take_sheet", met)
    with real.role("worker"):
        authority = takeover.authority_for(Account.objects.get(username="clerk"))
        done, faults = takeover.take_files(takeover.files_of(folder), authority, dry_run=False)
    assert not faults
    assert [one["file"] for one in done] == ["tax_choice.csv", "leave_account-1.csv", "leave_account-2.csv"]


def test_all_faults_of_a_folder_are_told_at_once_and_nothing_that_may_refer_to_one_is_kept(
    real: World, tmp_path: Path
) -> None:
    folder = sheets(tmp_path)
    (folder / "quarters.csv").write_text(
        "number,valid_from,order_number,order_dated\n9,2024-01-41,,\n", "utf-8"
    )
    (folder / "leave_account-2.csv").write_text(LEAVE.format("many", 40), "utf-8")
    tried = command(real, str(folder), "--by", "clerk", "--dry-run")
    assert tried.returncode == 2 and stands(real)["Sheet"] == 0
    (folder / "orders.csv").write_text("number,dated\nO 1/2024,2024-01-41\n", "utf-8")
    before_all = command(real, str(folder), "--by", "clerk", "--json")
    assert before_all.returncode == 2 and stands(real)["Sheet"] == 0
    (folder / "orders.csv").unlink()
    found = command(real, str(folder), "--by", "clerk", "--json")
    assert found.returncode == 2
    faults = {(one["record"], one["column"]) for one in json.loads(found.stdout)["faults"]}
    assert faults == {
        ("quarters.csv, row 2", "number"),
        ("quarters.csv, row 2", "valid_from"),
        ("quarters.csv, row 2", "order_number"),
        ("quarters.csv, row 2", "order_dated"),
        ("leave_account-2.csv, row 2", "days"),
    }
    assert stands(real) == {"Quarters": 0, "TaxChoice": 2, "LeaveAccount": 2, "Sheet": 2}
    assert "Traceback" not in found.stderr + tried.stderr


def test_a_stranger_a_folder_that_is_not_there_and_a_file_of_no_sheet_are_sentences(
    real: World, tmp_path: Path
) -> None:
    (tmp_path / "holiday.csv").write_text("a,b\n1,2\n", "utf-8")
    for given in (
        [str(tmp_path), "--by", "nobody"],
        [str(tmp_path / "away"), "--by", "clerk"],
        [str(tmp_path), "--by", "clerk"],
        [str(tmp_path), "--by", "clerk", "--for", "0999"],
    ):
        told = command(real, *given)
        assert told.returncode in (2, 3) and told.stderr and "Traceback" not in told.stderr, (given, told)


def test_each_empty_sheet_is_written(real: World, tmp_path: Path) -> None:
    done = command(real, str(tmp_path / "empty"), "--template", "all")
    assert done.returncode == 0, done.stderr
    written = {path.name for path in (tmp_path / "empty").iterdir()}
    assert written == {f"{name}.{ending}" for name in SHEETS for ending in ("csv", "xlsx")}
