"""An installation outlives its versions and its machine: upgraded from each earlier
one, archived, lost, restored.
"""

from __future__ import annotations

import lzma
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.stories.conftest import keys_to
from tests.stories.house import COMMAND, House, kill_database, one, rows, until
from vethanam.site import folders, install
from vethanam.site.address import DATABASE
from vethanam.site.binaries import find_client
from vethanam.site.launcher import PORT, Server
from vethanam.site.os_accounts import is_root, server_account

UPGRADES = Path(__file__).resolve().parents[1] / "site" / "upgrades"
KEPT = sorted(path.name for path in UPGRADES.iterdir() if path.is_dir())
#: tables that an upgrade must not change, by row and byte
SAME = (
    "SELECT size, encode(root, 'hex'), note FROM journal_head ORDER BY id",
    "SELECT id, state, gross, net FROM payroll_bill ORDER BY id",
    "SELECT bill_id, employment_id, net FROM payroll_payslip ORDER BY 1, 2",
    "SELECT id, employment_id, for_month, gross, deductions, net, state FROM payroll_claim ORDER BY id",
    "SELECT state, count(*), sum(amount) FROM payments_paymentleg GROUP BY state ORDER BY state",
    "SELECT person, state, count(*) FROM privacy_outbox GROUP BY 1, 2 ORDER BY 1, 2",
)
#: more transactions than any kept installation has seen: its rows are numbered by its own server's
TRANSACTIONS = 30_000


@dataclass(frozen=True, slots=True)
class Upgraded:
    """An installation of an earlier version, upgraded, with the figures from before."""

    house: House
    before: list[list[tuple[object, ...]]]
    refused: subprocess.CompletedProcess[str]
    installed: subprocess.CompletedProcess[str]


def _seen(house: House) -> list[list[tuple[object, ...]]]:
    with house.database() as db:
        return [rows(db, statement) for statement in SAME]


def _fill(house: House, kept: Path) -> None:
    """The database and the keys of a kept version, on a server of this test."""
    house.state.keys.mkdir(parents=True)
    house.state.folder.chmod(0o755)
    house.state.keys.chmod(0o755)
    for path in (kept / "keys").iterdir():
        shutil.copyfile(path, house.state.keys / path.name)
        folders.give_key(house.state.keys / path.name)
    runner = server_account() if is_root() else None
    server = Server(house.state, is_durable=False)
    server.hold()
    with server.admin() as admin:
        install.create_database(admin, DATABASE)
    with server.admin(DATABASE) as inside:
        install.hand_schema_to_owner(inside)
        program = find_client(
            "pg_restore",
            inside.info.server_version // 10_000,
            runner,
            house.state.folder.parent,
            house.state.data,
        )
        subprocess.run(
            [program, "--single-transaction", "--exit-on-error", "--no-owner", "--username=postgres",
             "--role=vethanam_owner", f"--host={house.state.sockets}", f"--port={PORT}",
                 f"--dbname={DATABASE}"],
            input=lzma.decompress((kept / "database.dump.xz").read_bytes()), check=True, capture_output=True,
            cwd="/",
        )  # fmt: skip
        inside.execute("SET synchronous_commit = off")
        inside.execute(
            f"DO $$ BEGIN FOR i IN 1..{TRANSACTIONS} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; "
            f"END $$"
        )
        inside.execute("UPDATE site_appliedschema SET version = 'another' WHERE id = 1")
    server.release()


@pytest.fixture(scope="module", params=KEPT)
def upgraded(request: pytest.FixtureRequest) -> Iterator[Upgraded]:
    house = House.new()
    try:
        _fill(house, UPGRADES / request.param)
        before = _seen(house)
        refused = house.vethanam("worker")
        yield Upgraded(house, before, refused, house.vethanam("install"))
    finally:
        house.remove()


def test_an_upgrade_keeps_figures_and_heads(upgraded: Upgraded, tmp_path: Path) -> None:
    assert len(upgraded.before[0]) > 1 and upgraded.before[1] and upgraded.before[2]
    assert upgraded.refused.returncode == 2
    assert "are not those of this version. Run: vethanam install" in upgraded.refused.stderr
    assert (upgraded.installed.returncode, upgraded.installed.stderr) == (0, "")
    assert _seen(upgraded.house) == upgraded.before
    with (tmp_path / "out").open("w") as out:
        sequencer = upgraded.house.start("sequencer", out=out, errors=out)
        heads = "SELECT count(*) FROM journal_head"
        with upgraded.house.database() as db:
            until(lambda: one(db, heads) > len(upgraded.before[0]), "a head by this version", 120)
        sequencer.terminate()
        sequencer.wait(60)
    checked = upgraded.house.vethanam("check")
    # two administrators sign the appointments of before anew
    unsigned = "No two officers signed this appointment"
    assert [line for line in checked.stdout.splitlines() if unsigned not in line] == []
    assert checked.stderr == ""


def test_a_lost_machine_is_restored_to_the_second(
    upgraded: Upgraded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, other, key = upgraded.house.copy(), House.new(), tmp_path / "backup.key"
    archive = house.state.folder.with_name(f"{house.state.folder.name}-archive")
    monkeypatch.setenv("VETHANAM_ARCHIVE", str(archive))
    monkeypatch.setenv("VETHANAM_BACKUP_RECIPIENT", house.vethanam("backup-key", key).stdout.strip())
    try:
        moment = _archived(house, archive)
        keys_to(house, other)
        later = time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(time.time() + 3600))
        for given, says in (
            (("--key", key, "--to", later), "The archive does not lead to that moment"),
            (("--key", tmp_path / "another.key"), "for another key. Nothing was restored."),
            (("--key", key, "--to", "2026-01-01T00:00:00"), "no base backup that was begun before"),
        ):
            if given[1] != key:
                house.vethanam("backup-key", given[1])
            shown = other.vethanam("restore", archive, *given)
            assert (shown.returncode, "Traceback" in shown.stderr) == (2, False)
            assert says in shown.stderr
            assert not other.state.data.exists()
        shown = other.vethanam("restore", archive, "--key", key, "--to", moment)
        assert (shown.returncode, shown.stderr) == (0, "")
        with other.database() as db:
            assert rows(db, "SELECT session_key FROM django_session WHERE session_key LIKE 'drill%'") == [
                ("drill-before",)
            ]
        assert _seen(other) == _seen(upgraded.house)
        again = other.vethanam("restore", archive, "--key", key)
        assert again.returncode == 2
        assert "holds a database already" in again.stderr
    finally:
        house.remove()
        other.remove()
        shutil.rmtree(archive, ignore_errors=True)


def _archived(house: House, archive: Path) -> str:
    """Make a base, write before and after a moment, lose the machine; the moment."""
    server = Server(house.state)
    server.hold()
    settings = {name: os.environ[name] for name in ("VETHANAM_ARCHIVE", "VETHANAM_BACKUP_RECIPIENT")}
    made = subprocess.run(
        [*COMMAND, "backup", "--base", archive], env={**house.environment, **settings}, capture_output=True,
        text=True,
        check=False, cwd="/",
    )  # fmt: skip
    assert (made.returncode, made.stderr) == (0, "")
    with server.admin(DATABASE) as db:
        insert = "INSERT INTO django_session VALUES (%s, '', now())"
        db.execute(insert, ("drill-before",))
        time.sleep(1.2)
        moment = str(
            one(db, "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"+0000\"')")
        )
        time.sleep(1.2)
        db.execute(insert, ("drill-after",))
        name = one(db, "SELECT pg_walfile_name(pg_switch_wal())")
        until(
            lambda: one(db, "SELECT last_archived_wal >= %s FROM pg_stat_archiver", name), "the segment", 60
        )
    content = b"".join(path.read_bytes() for path in archive.iterdir())
    assert b"drill-before" not in content and b"privacy_sealed" not in content
    kill_database(house.state)
    server.release()
    shutil.rmtree(house.state.data)
    return moment
