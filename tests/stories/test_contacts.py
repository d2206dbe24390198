"""The places of the demo's contacts after a month: in seals and at the mail server, nowhere else.

The test searches the month's whole output for every contact of the import file in every spelling: the state
folder with tables, indexes, write-ahead log, temporary files, logs and the bank's folders; the commands'
output; an export of the log; a dump by the backup role. The same search finds a planted contact.
"""

from __future__ import annotations

import base64
import gzip
import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.contact_search import found_in, found_under
from tests.stories.conftest import Carried
from tests.stories.house import House, one
from vethanam.sample.names import name_of
from vethanam.site.address import DATABASE
from vethanam.site.binaries import find_binaries
from vethanam.site.launcher import PORT
from vethanam.site.os_accounts import is_root, server_account
from vethanam.site.roles import database_role


@pytest.fixture(scope="module")
def contacts(month: Carried) -> list[str]:
    """Every contact of the import file: two of nearly everybody."""
    found = month.folder.contacts()
    assert len(found) > 100
    return found


def test_no_contact_lies_in_the_state_folder_but_with_the_mail_server(
    month: Carried, contacts: list[str]
) -> None:
    state = month.house.state
    with month.house.database() as db:
        canaries = one(db, "SELECT count(*) FROM messaging_canary")
        assert one(db, "SELECT count(*) FROM privacy_sealed") == len(contacts) + canaries
        db.execute("CHECKPOINT")
        assert found_under(state.folder, contacts, leave_out=[state.mail]) == []
    told = {mail.to for mail in month.house.mails()}
    assert len(found_under(state.mail, told)) >= len(told) > 50  # there it finds them


def test_no_contact_is_in_an_export_of_the_log_a_dump_or_what_the_commands_say(
    month: Carried, contacts: list[str], tmp_path: Path
) -> None:
    house = month.house
    with house.database():
        house.vethanam("ledger", "export", tmp_path / "log.json")
        said = [
            house.vethanam(*command)
            for command in (
                ("check", "--json"),
                ("ledger", "checkpoint"),
                ("pay", "run", "--month", "2026-10", "--json"),
                ("pay", "explain", "--pen", "100363", "--month", "2026-10"),
                ("import", "employees", month.folder.path / "twice.csv"),
                ("import", "employees", month.folder.path / "acts.yaml"),
            )
        ]
        dump = dumped_by_backup(house)
    assert found_in((tmp_path / "log.json").read_bytes(), contacts) == []
    assert found_in("".join(shown.stdout + shown.stderr for shown in said).encode(), contacts) == []
    assert b"privacy_sealed" in dump
    assert name_of(100363)[0].encode() in dump  # the search would find the clear text of a dump
    assert found_in(dump, contacts) == []


def test_no_contact_is_left_in_the_temporary_folder(month: Carried, contacts: list[str]) -> None:
    left = [path for path in Path(tempfile.gettempdir()).glob("vethanam*") if path.is_dir()]
    assert [found for folder in left for found in found_under(folder, contacts)] == []


@pytest.mark.parametrize("place", ["logs/worker.log", "bank/own/books.json", "data/base/1/999999"])
def test_the_same_search_finds_a_contact_that_is_put_there(
    month: Carried, contacts: list[str], place: str, tmp_path: Path
) -> None:
    number, address = contacts[0], contacts[1]
    for content in (
        f"sent to {address}".encode(),
        b"a" + base64.b64encode(f"{number}".encode()),
        gzip.compress(number[-10:].encode()),
        address.encode("utf-16"),
        b"\\x" + address.encode().hex().encode(),
    ):
        planted = tmp_path / place
        planted.parent.mkdir(parents=True, exist_ok=True)
        planted.write_bytes(os.urandom(9_000) + content + os.urandom(9_000))
        assert [found for found in found_under(tmp_path, contacts) if place in found], content


def dumped_by_backup(house: House) -> bytes:
    """The output of ``pg_dump`` as the backup role."""
    binaries = find_binaries(
        server_account() if is_root() else None, house.state.folder.parent, house.state.data
    )
    password = house.state.password_file("backup")
    own = {"PGPASSWORD": password.read_text(encoding="ascii")} if password.exists() else {}
    shown = subprocess.run(
        [binaries.folder / "pg_dump", "-h", house.state.sockets, "-p", str(PORT), "-U",
            database_role("backup"), DATABASE],
        env={"PATH": os.defpath, **own}, capture_output=True, check=False,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stderr.decode()
    return shown.stdout
