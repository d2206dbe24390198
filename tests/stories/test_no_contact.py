"""Every use of a contact, once, on the real processes; then a search of all stored bytes.

People are imported; three ask the information office for messages and give it addresses and a number of
their own; an order is notified to everybody; publicity goes to the three; a second one waits until a court's
order stops it; an office looks at everyone's numbers without cause and a case opens by itself; another
machine is made from the backup. Only the mail server and the short-message exchange may hold a contact
afterwards, in any spelling.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.contact_search import found_in, found_in_files, found_under
from tests.messaging.test_contact_changes import code_in
from tests.messaging.test_lawful_and_not import NEWS
from tests.stories.conftest import Carried, keys_to
from tests.stories.folder import Folder
from tests.stories.house import House, one, rows
from tests.stories.pages import pages_of
from tests.stories.test_contacts import dumped_by_backup
from tests.stories.test_roles import role
from tests.stories.test_thief import disk_of_web
from tests.stories.town import written
from vethanam.site.roles import BACKUP, OWNER, PROCESS_ROLES

type Acts = list[dict[str, Any]]

DAY = "2026-11-26"
LIST = "PRD-OPTIN"
READERS = 3
SANCTION = {"number": "G.O.(Rt) 9/2026/I&PRD", "dated": "2026-10-01"}
LOOK = {
    "purpose": "SAL-CREDIT", "mode": "reveal", "fields": ["mobile"], "channel": "portal",
    "cohort": "all employees",
}  # fmt: skip
CASE = {
    "id": "WPC-1-2026", "kind": "court_order", "court": "High Court (sample)",
    "case_number": "W.P.(C) 1/2026", "dated": DAY,
    "kinds": ["achievements"], "case": "pending",
}  # fmt: skip
TABLES = """
SELECT c.relname, array_agg(a.attname ORDER BY a.attnum)
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
   AND has_column_privilege(c.oid, a.attnum, 'SELECT')
 GROUP BY 1 ORDER BY 1
"""

ALLOWED = """
SELECT purpose, count(*) FROM messaging_campaignuse JOIN messaging_campaign c ON c.id = campaign_id
  WHERE is_allowed GROUP BY 1
"""
MESSAGES = """
SELECT o.state, count(*) FROM privacy_outbox o JOIN privacy_use u ON u.id = o.use_id WHERE u.purpose_code = %s
  GROUP BY 1
"""


@dataclass(frozen=True)
class Lived:
    """A house in which all of that happened, and every contact that anybody ever gave it."""

    house: House
    folder: Folder
    readers: list[str]
    addresses: list[str]
    numbers: list[str]

    @property
    def contacts(self) -> list[str]:
        return [*self.folder.contacts(), *self.addresses, *self.numbers]


def acts(*listed: tuple[str, str, dict[str, Any]], hour: int) -> Acts:
    """Acts of the day, a minute apart."""
    return [
        {"at": f"{DAY}T{hour:02d}:{minute:02d}", "by": by, "do": do, "with": given}
        for minute, (by, do, given) in enumerate(listed)
    ]


def sent_by(desk: str, owner: str, others: tuple[str, ...], given: dict[str, Any], hour: int) -> Acts:
    """A message to many, composed, approved and sent."""
    approved: list[tuple[str, str, dict[str, Any]]] = [(name, "approve", {}) for name in (owner, *others)]
    return acts((desk, "compose", given), *approved, (desk, "dispatch", {}), hour=hour)


AGAIN = "The first letter named another year."


def publicity(hour: int, **more: str) -> Acts:
    given = {
        "purpose": "PUBLICITY", "text": NEWS, "channel": "email",
        "sanction": {"order": SANCTION["number"], "head": "2220-60-101-99"}, **more,
    }  # fmt: skip
    return sent_by("information-office", "information-head", ("dpo", "law-officer"), given, hour)


@pytest.fixture(scope="module")
def lived(month: Carried, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    house, folder = month.house.copy(), month.folder.copy_to(tmp_path_factory.mktemp("all") / "folder")
    try:
        yield _live(house, folder, tmp_path_factory.mktemp("played"))
    finally:
        house.remove()


def _live(house: House, folder: Folder, played: Path) -> Lived:
    order = next(act["with"] for act in folder.acts() if act["do"] == "order")
    readers = [person["number"] for person in folder.people()[1 : READERS + 1]]
    lived = Lived(
        house, folder, readers, [f"reader.{n}@home.example" for n in readers],
        [f"+910000077{n[-3:]}" for n in readers],
    )  # fmt: skip
    yeses = [
        (f"emp-{number}", "consent", {
            "purpose": "PUBLICITY", "to": "PRD", "channels": ["email", "sms"],
            "contact": {"email_personal": address, "mobile": mobile},
        })
        for number, address, mobile in zip(readers, lived.addresses, lived.numbers, strict=True)
    ]  # fmt: skip
    sanction = ("establishment", "order", {**SANCTION, "kind": "sanction", "title": "Newsletter"})
    told = {"order": {"number": order["number"], "dated": order["dated"]}, "channel": ["email"]}
    first = acts(sanction, *yeses, hour=9)
    folder.write_acts([*folder.acts(), *first, *sent_by("finance-desk", "finance", ("dpo",), told, hour=10)])
    house.demo(folder)

    codes = acts(*_codes(lived), hour=11)
    folder.write_acts([*folder.acts(), *codes, *publicity(hour=12)])
    house.demo(folder)

    # the dispatcher is stopped: the second one is in the queue when the order is entered
    look = acts(("information-office", "request_use", LOOK), hour=14)
    stop = acts(
        ("law-officer", "restrain", CASE), ("information-office", "compose", publicity(0)[0]["with"]), hour=15
    )
    with house.database(), (played / "sequencer.log").open("w") as log:
        sequencer = house.start("sequencer", out=log, errors=log)
        try:
            said = house.vethanam(
                "act", written([*publicity(hour=13, again=AGAIN), *look, *stop], played, "stopped"), "--json"
            )
        finally:
            sequencer.terminate()
            sequencer.wait(30)
    assert said.returncode == 0, said.stderr
    (played / "said.json").write_text(said.stdout + said.stderr, encoding="utf-8")
    assert found_in((played / "said.json").read_bytes(), lived.contacts) == []
    assert '"cancelled": 3' in said.stdout
    house.demo(folder)
    return lived


def _codes(lived: Lived) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The codes that reached the three, read where they came."""
    letters = [path.read_bytes() for path in lived.house.state.mail.glob("*.eml")]
    for number, address in zip(lived.readers, lived.addresses, strict=True):
        (letter,) = [letter for letter in letters if f"X-RcptTo: {address}".encode() in letter]
        given = {"kind": "email_personal", "code": code_in(letter), "register": LIST}
        yield f"emp-{number}", "confirm_contact", given


def test_all_of_it_happened(lived: Lived) -> None:
    """Or a search that finds nothing would say nothing."""
    house = lived.house
    told = [mail.to for mail in house.mails()]
    with house.database() as db:
        assert one(db, "SELECT count(*) FROM privacy_contact WHERE register = %s", LIST) == 2 * READERS
        assert dict(rows(db, ALLOWED)) == {"SVC-TERMS": 1, "PUBLICITY": 2}
        assert one(db, "SELECT count(*) FROM privacy_duty WHERE kind = 'breach'") == 1
        assert one(db, "SELECT count(*) FROM privacy_restraint") == 1
        assert dict(rows(db, MESSAGES, "PUBLICITY")) == {"accepted": READERS, "cancelled": READERS}
        assert dict(rows(db, MESSAGES, "SVC-TERMS"))["accepted"] > 30
    assert [told.count(address) for address in lived.addresses] == [
        2
    ] * READERS  # its code, and the publicity once
    assert set(told) <= set(lived.contacts)


@pytest.mark.parametrize("name", [*PROCESS_ROLES, BACKUP, OWNER, "postgres"])
def test_no_role_reads_a_contact_in_any_table(lived: Lived, name: str) -> None:
    with lived.house.database() as admin:
        db = admin if name == "postgres" else role(lived.house, name)
        content, read = bytearray(), 0
        for table, columns in rows(db, TABLES):
            taken = sql.SQL(", ").join(map(sql.Identifier, columns))
            text = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(taken, sql.Identifier(table))
            try:
                with db.cursor().copy(text) as copy:
                    content += b"".join(bytes(block) for block in copy)
                read += 1
            except psycopg.errors.InsufficientPrivilege:  # of a function within a view
                db.rollback()
        if db is not admin:
            db.close()
    assert read > 2 and found_in(bytes(content), lived.contacts) == []


def test_no_contact_is_in_a_dump_on_disk_in_a_log_or_in_an_export(lived: Lived, tmp_path: Path) -> None:
    house, contacts = lived.house, lived.contacts
    with house.database() as db:
        db.execute("CHECKPOINT")
        dump = dumped_by_backup(house)
        house.vethanam("ledger", "export", tmp_path / "log.json")
        house.vethanam("check", "--json")
        assert found_under(house.state.folder, contacts, leave_out=[house.state.mail]) == []
    logs = [path for path in house.state.logs.rglob("*") if path.is_file()]
    assert {"dispatcher.log", "worker.log", "sequencer.log", "postgres.log"} <= {path.name for path in logs}
    assert found_in(dump, contacts) == []
    assert found_in_files([*logs, *disk_of_web(house), tmp_path / "log.json"], contacts) == []
    assert len(found_under(house.state.mail, lived.addresses)) >= 2 * READERS  # there it finds them
    assert found_in_files(house.state.mail.glob("*"), lived.numbers) != []


def test_no_page_or_download_shows_a_contact(lived: Lived, tmp_path: Path) -> None:
    people = {
        f"emp-{lived.readers[0]}": "/pay/uses/", "dpo": "/protection/", "information-office": "/",
        "finance-desk": "/",
        "law-officer": "/",
    }  # fmt: skip
    pages = pages_of(lived.house, people, tmp_path)
    hers = pages_of(lived.house, {f"emp-{lived.readers[0]}": "/pay/contact/"}, tmp_path)
    everything = pages_of(lived.house, {f"emp-{lived.readers[0]}": "/pay/everything.json"}, tmp_path)
    assert any(LIST.encode() in content for content in everything.values())
    shown = {**pages, **hers, **everything}
    assert {name.split()[0] for name in shown} == set(people)
    assert [name for name, content in shown.items() if found_in(content, lived.contacts)] == []
    assert found_under(tmp_path, lived.contacts) == []  # the web process's output


def test_another_machine_made_from_the_backup_has_none_in_clear(
    lived: Lived, elsewhere: House, tmp_path: Path
) -> None:
    house, backup = lived.house, tmp_path / "all.age"
    recipient = house.vethanam("backup-key", tmp_path / "backup.key").stdout.strip()
    assert house.vethanam("backup", backup, "--recipient", recipient).returncode == 0
    keys_to(house, elsewhere)
    restored = elsewhere.vethanam("restore", backup, "--key", tmp_path / "backup.key")
    assert (restored.returncode, restored.stderr) == (0, "")
    assert found_in(backup.read_bytes(), lived.contacts) == []
    with elsewhere.database() as db:
        db.execute("CHECKPOINT")
        assert one(db, "SELECT count(*) FROM privacy_contact WHERE register = %s", LIST) == 2 * READERS
        assert found_under(elsewhere.state.folder, lived.contacts) == []
    elsewhere.demo(lived.folder)  # and goes on: nothing that was called off is sent from there
    assert elsewhere.mails() == []
    with elsewhere.database() as db:
        db.execute("CHECKPOINT")
        assert found_under(elsewhere.state.folder, lived.contacts, leave_out=[elsewhere.state.mail]) == []
