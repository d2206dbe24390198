"""Bad days of an operator: one sentence, exit code 2, no half step, and the same command succeeds afterwards.

Bad import files are in ``tests/cli/test_imports.py``, a first start on a full
disk in ``tests/site/test_disk_full.py``.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import World
from tests.contact_search import found_in
from tests.stories.conftest import Carried
from tests.stories.folder import CODES, NEWCOMER, Folder, newcomer
from tests.stories.gates import Gap, Gates
from tests.stories.house import COMMAND, House, children, kill_database, one, until
from vethanam.site.launcher import Server
from vethanam.site.state import State, state_base

COMPUTING = Gap("result computed / result kept", "worker", "payroll_assessed", "INSERT")
NEXT_MONTH = ("pay", "run", "--month", "2026-11", "--json")


def said_in_one_sentence(shown: subprocess.CompletedProcess[str], folder: Folder) -> str:
    """The command's output: one sentence, without a contact."""
    assert shown.returncode == 2, shown.stderr
    assert shown.stdout == ""
    (sentence,) = shown.stderr.splitlines()
    assert "Traceback" not in sentence
    assert found_in(sentence.encode(), folder.contacts()) == []
    return sentence


def test_the_port_is_taken(folder: Folder) -> None:
    house = House.new()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        shown = house.vethanam("demo", "--json", "--port", str(port), "--data", folder.path)
    assert f"Port {port} is taken" in said_in_one_sentence(shown, folder)
    assert not house.state.folder.exists()


def test_the_database_goes_away_while_a_month_is_computed(after: Carried, tmp_path: Path) -> None:
    gates = Gates(after.house)
    with after.house.database():
        gates.build(COMPUTING)
        with (tmp_path / "out").open("w") as out, (tmp_path / "err").open("w") as errors:
            run = after.house.start(*NEXT_MONTH, out=out, errors=errors)
            gates.wait_for_somebody(COMPUTING)
            kill_database(after.house.state)
            code = run.wait(60)
    ended = subprocess.CompletedProcess(
        (), code, (tmp_path / "out").read_text(), (tmp_path / "err").read_text()
    )
    assert "went away" in said_in_one_sentence(ended, after.folder)
    with after.house.database() as db:
        assert (
            one(
                db,
                (
                    "SELECT count(*) FROM payroll_assessed a JOIN payroll_run r ON r.id = a.run_id "
                    "WHERE r.month = 202611"
                ),
            )
            == 0
        )
        gates.open(COMPUTING)
        again = after.house.vethanam(*NEXT_MONTH)
    assert again.returncode == 0, again.stderr


# -- a small disk --------------------------------------------------------------------------------------------


@pytest.fixture
def small(month: Carried) -> Iterator[House]:
    """The carried month on a disk of its own with a little room."""
    if os.geteuid() or sys.platform != "linux":
        pytest.skip("only root mounts a small disk")
    disk = state_base() / f"stories-disk-{os.getpid()}"
    disk.mkdir(parents=True)
    size = "mode=755,size=200m"
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", disk], capture_output=True, check=False
    ).returncode:
        disk.rmdir()
        if os.environ.get("CI"):
            pytest.fail("nothing is mounted here")
        pytest.skip("this container may not mount")
    house = House(State(disk / "state"))
    subprocess.run(["cp", "-a", month.house.state.folder, house.state.folder], check=True)
    yield house
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    Server(house.state).stop()
    # A process that has just ended may still have a file open there.
    subprocess.run(["umount", "--lazy", disk], check=True)
    disk.rmdir()


def test_the_disk_is_full_while_a_month_is_computed(small: House, folder: Folder) -> None:
    """An office is computed whole or not at all; the offices before the full disk are done."""
    filler = small.state.folder.parent / "filler"
    with small.database() as db:
        fill(filler)
        shown = small.vethanam(*NEXT_MONTH)
        assert "disk is full" in said_in_one_sentence(shown, folder)
        filler.unlink()
        assert one(db, f"SELECT count(*) FROM ({_PEOPLE}) r WHERE r.version IS NULL AND r.kept > 0") == 0
        assert (
            one(db, f"SELECT count(*) FROM ({_PEOPLE}) r WHERE r.version IS NOT NULL AND r.kept <> r.people")
            == 0
        )
        assert one(db, f"SELECT count(*) FROM ({_PEOPLE}) r WHERE r.version IS NOT NULL") < len(CODES)
        again = small.vethanam(*NEXT_MONTH)
        assert again.returncode == 0, again.stderr
        assert one(
            db, f"SELECT count(*) FROM ({_PEOPLE}) r WHERE r.version = 1 AND r.kept = r.people"
        ) == len(CODES)


_PEOPLE = """
SELECT r.version, r.people, (SELECT count(DISTINCT employment_id) FROM payroll_assessed a
  WHERE a.run_id = r.id) AS kept
  FROM payroll_run r WHERE r.month = 202611
"""


def test_the_disk_fills_up_in_the_middle_of_a_month(small: House, folder: Folder, tmp_path: Path) -> None:
    """A new person is in the files; the disk fills as soon as she is imported.

    With room she is paid, and no payment repeats.

    Where acts still find room and the services do not, the demo waits: then the operator ends it. Pages and
    log files from before the disk was full may have room for all of it.
    """
    folder.edit_people(lambda people: people.append(newcomer(people)))
    filler, before = small.state.folder.parent / "filler", small.mails()
    with (tmp_path / "out").open("w") as out, (tmp_path / "err").open("w") as errors, small.database() as db:
        demo = small.start("demo", "--once", "--json", "--data", folder.path, out=out, errors=errors)
        until(
            lambda: one(db, "SELECT count(*) FROM people_employment WHERE number = %s", NEWCOMER),
            "the newcomer",
        )
        fill(filler)
        with contextlib.suppress(subprocess.TimeoutExpired):
            demo.wait(20)
        demo.terminate()
        code = demo.wait(60)
    ended = subprocess.CompletedProcess(
        (), code, (tmp_path / "out").read_text(), (tmp_path / "err").read_text()
    )
    if code == 128 + signal.SIGTERM:
        assert (ended.stdout, ended.stderr) == ("", "")
    elif code:
        assert "disk is full" in said_in_one_sentence(ended, folder)
    filler.unlink()
    small.demo(folder)
    new = list((Counter(small.mails()) - Counter(before)).elements())
    assert [mail.to for mail in new] == [f"e{NEWCOMER}@sample.example"]
    assert small.books()["twice"] == 0


def test_somebody_asks_the_demo_to_end_in_the_middle(house: House, folder: Folder, tmp_path: Path) -> None:
    """Ctrl-C and SIGTERM are heard while the month is carried; processes and database end with it."""
    with (tmp_path / "out").open("w") as out, (tmp_path / "err").open("w") as errors:
        demo = house.start("demo", "--once", "--json", "--data", folder.path, out=out, errors=errors)
        until(lambda: any((house.state.bank / "out").glob("*.xml")), "the first payment file", 120)
        demo.terminate()
        assert demo.wait(45) == 128 + signal.SIGTERM
    assert (tmp_path / "out").read_text() == (tmp_path / "err").read_text() == ""
    assert children(demo.pid) == {}
    assert not Server(house.state).is_running()


def test_the_state_folder_cannot_be_written(small: House, folder: Folder) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small.state.folder.parent], check=True)
    shown = small.vethanam("demo", "--once", "--json", "--data", folder.path)
    assert str(small.state.folder) in said_in_one_sentence(shown, folder)


def fill(path: Path) -> None:
    """Take all the room there is."""
    with path.open("wb") as file:
        try:
            while True:
                file.write(b"\0" * 65_536)
                file.flush()
        except OSError:
            pass


# -- not a sample --------------------------------------------------------------------------------------------


def test_acts_are_played_on_a_sample_only(world: World, folder: Folder) -> None:
    """This database was not born as a sample: nothing of the file is played."""
    shown = subprocess.run(
        [*COMMAND, "act", folder.path / "acts.yaml"],
        env=world.env,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    assert "sample database only" in said_in_one_sentence(shown, folder)
    assert world.sql(
        "postgres", "SELECT (SELECT count(*) FROM journal_staged), (SELECT count(*) FROM people_person)"
    ) == [(0, 0)]
