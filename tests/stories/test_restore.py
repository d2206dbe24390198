"""The machine is lost. A backup and the separately kept keys make another that goes on at the same point."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.orders.scans import png
from tests.stories.conftest import Carried, keys_to
from tests.stories.folder import Folder, newcomer
from tests.stories.house import Database, House, one, rows, until
from tests.stories.pages import pages_of
from vethanam.journal.business_time import IST
from vethanam.ledger.canonical import parse
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.seals import check_seal
from vethanam.ledger.slips import proof_in
from vethanam.payments.paymaster.journal import Journal

#: tables that must be equal, by row and byte
SAME = (
    "SELECT size, encode(root, 'hex'), note FROM journal_head ORDER BY id",
    "SELECT id, state, gross, net FROM payroll_bill ORDER BY id",
    (
        "SELECT bill_id, employment_id, net, encode(sha256(payslip::text::bytea), 'hex') "
        "FROM payroll_payslip payslip ORDER BY 1, 2"
    ),
    "SELECT state, count(*), sum(amount) FROM payments_paymentleg GROUP BY state ORDER BY state",
    "SELECT person, state, count(*) FROM privacy_outbox GROUP BY 1, 2 ORDER BY 1, 2",
    "SELECT contact_id, encode(sha256(sealed), 'hex') FROM privacy_sealed ORDER BY 1",
    (
        "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
        "WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    ),
    (
        "SELECT tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal "
        "ORDER BY tgrelid::regclass::text, 1"
    ),
)
#: accounts with equal pages, and their first address
OFFICERS = {"ddo-0412": "/office/0412/", "treasury-t01": "/treasury/T01/"}
#: the restoring process appends leaves, so only the earlier ones are compared
LEAVES = """
SELECT l.*, encode(s.leaf, 'hex') FROM journal_leaf l JOIN journal_staged s ON s.id = l.staged_id
 WHERE l.index < %s ORDER BY l.index
"""


def _seen(db: Database) -> list[list[tuple[object, ...]]]:
    size = one(db, "SELECT max(size) FROM journal_head")
    return [*(rows(db, statement) for statement in SAME), rows(db, LEAVES, size)]


def _code_of(paper: bytes) -> bytes:
    """The signed figures of a sealed payslip."""
    return str(parse(proof_in(paper))["code"]).encode()


def test_another_machine_goes_on_where_the_lost_one_stood(
    after: Carried, elsewhere: House, tmp_path: Path
) -> None:
    house = after.house
    scan = scanned(house, tmp_path)
    made = house.vethanam("backup-key", tmp_path / "backup.key")
    recipient = made.stdout.strip()
    saved = house.vethanam("backup", tmp_path / "october.age", "--recipient", recipient)
    assert (saved.returncode, saved.stderr) == (0, "")
    with house.database() as db:
        before = _seen(db)
    people = {f"emp-{after.folder.people()[1]['number']}": "/pay/", **OFFICERS}
    pages = pages_of(house, people, tmp_path)
    assert len(pages) > 60 and {name.split()[0] for name in pages} == set(people)

    without_keys = elsewhere.vethanam("restore", tmp_path / "october.age", "--key", tmp_path / "backup.key")
    assert without_keys.returncode == 2
    assert "Put the keys of the machine that made the backup into" in without_keys.stderr
    keys_to(house, elsewhere)
    bank_to(house, elsewhere)
    filled = elsewhere.vethanam("restore", tmp_path / "october.age", "--key", tmp_path / "backup.key")
    assert (filled.returncode, filled.stderr) == (0, "")
    with elsewhere.database() as db:
        assert _seen(db) == before
    assert (elsewhere.state.folder / scan).read_bytes() == (house.state.folder / scan).read_bytes()
    restored = pages_of(elsewhere, people, tmp_path)
    assert list(restored) == list(pages)
    papers = [name for name in pages if "/signed-payslip-" in name]
    seal = VerifierKey.parse((elsewhere.state.keys / "statement.pub").read_text().strip())
    assert papers and all(check_seal(restored[name], seal) is None for name in papers)
    for name in papers:  # sealed when they are taken, so only what they say is the same
        pages[name], restored[name] = (_code_of(one[name]) for one in (pages, restored))
    assert [name for name, content in pages.items() if restored[name] != content] == []
    again = elsewhere.vethanam("restore", tmp_path / "october.age", "--key", tmp_path / "backup.key")
    assert again.returncode == 2
    assert "holds tables already" in again.stderr

    after.folder.edit_people(lambda people: people.append(newcomer(people)))
    totals = elsewhere.demo(after.folder)
    assert totals["people"] == after.totals["people"] + 1
    assert totals["messages_sent"] == after.totals["messages_sent"] + 1
    assert len(elsewhere.mails()) == 1
    assert elsewhere.vethanam("check").stdout == ""


def test_a_backup_is_read_by_nobody_else_and_not_by_halves(
    after: Carried, elsewhere: House, tmp_path: Path
) -> None:
    house, file = after.house, tmp_path / "october.age"
    recipient = house.vethanam("backup-key", tmp_path / "backup.key").stdout.strip()
    house.vethanam("backup-key", tmp_path / "another.key")
    assert house.vethanam("backup", file, "--recipient", recipient).returncode == 0
    content = file.read_bytes()
    assert b"privacy_sealed" not in content
    keys_to(house, elsewhere)
    shutil.copy(file, tmp_path / "short.age")
    shutil.copy(tmp_path / "october.age.sig", tmp_path / "short.age.sig")
    (tmp_path / "short.age").write_bytes(content[: len(content) * 2 // 3])
    for name, key in (("october.age", "another.key"), ("short.age", "backup.key")):
        shown = elsewhere.vethanam("restore", tmp_path / name, "--key", tmp_path / key)
        assert shown.returncode == 2
        assert "Nothing was restored." in shown.stderr
    with elsewhere.database() as db:
        assert one(db, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == 0


def test_a_backup_from_before_the_payments_pays_nobody_twice(
    house: House, folder: Folder, elsewhere: House, tmp_path: Path
) -> None:
    """The bills are presented, a backup is made, everybody is paid; then the database is lost. First the
    journal of another installation lies beside it, then ours, copied without the end of its last line; and
    the process that restores is killed when every row is there.
    """
    acts = folder.acts()
    first = next(place for place, act in enumerate(acts) if act["do"] == "pass")
    folder.write_acts(acts[:first])
    house.demo(folder)
    recipient = house.vethanam("backup-key", tmp_path / "backup.key").stdout.strip()
    file = tmp_path / "before.age"
    assert house.vethanam("backup", file, "--recipient", recipient).returncode == 0
    folder.write_acts(acts)
    house.demo(folder)
    books, files = house.books(), files_of(house)
    assert books["paid"] > 40 and files

    keys_to(house, elsewhere)
    bank_to(house, elsewhere)
    (tmp_path / "before.age.sig").rename(tmp_path / "kept.sig")
    unsigned = elsewhere.vethanam("restore", file, "--key", tmp_path / "backup.key")
    assert (unsigned.returncode, "may be anybody's" in unsigned.stderr) == (2, True)
    (tmp_path / "kept.sig").rename(tmp_path / "before.age.sig")
    journal = exchanged(elsewhere, tmp_path)
    refused = elsewhere.vethanam("restore", file, "--key", tmp_path / "backup.key")
    assert (refused.returncode, "paymaster is of another installation" in refused.stderr) == (2, True)
    with elsewhere.database() as db:
        assert one(db, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == 0
    bank_to(house, elsewhere)
    journal.write_bytes(journal.read_bytes()[:-40])
    killed_after_the_last_row(elsewhere, tmp_path, "restore", file, "--key", tmp_path / "backup.key")
    assert "says epoch restoring" in elsewhere.vethanam("check").stdout
    restored = elsewhere.vethanam("restore", "--here")
    assert (restored.returncode, restored.stderr) == (0, "")
    assert "under a signed head are lost. The log goes on under a new name" in restored.stdout
    assert f"it lacks {len(files)} of them" in restored.stdout

    decided(elsewhere, tmp_path, acts[first], files)
    with running_worker(elsewhere, tmp_path), elsewhere.database() as db:
        until(lambda: one(db, "SELECT journal_is_settled()"), "the files to be settled", 120)
    elsewhere.demo(folder)
    assert (elsewhere.books(), files_of(elsewhere)) == (books, files)
    with elsewhere.database() as db:
        assert one(db, "SELECT count(*) FROM payments_foundtransfer WHERE leg_id IS NULL") == 0
        assert one(db, "SELECT count(*) FROM payments_paymentleg WHERE state = 'instructed'") == 0
        assert one(db, "SELECT count(*) FROM payments_paymentfile") == len(files)
    assert elsewhere.vethanam("check").stdout == ""


def scanned(house: House, tmp_path: Path) -> Path:
    """A scan attached to an order of the month; returns the path of its file below the state folder."""
    (tmp_path / "order.png").write_bytes(png())
    with house.database() as db:
        ((number, dated),) = rows(db, "SELECT number, dated::text FROM orders_order ORDER BY id LIMIT 1")
        at = one(db, "SELECT max(at) FROM privacy_use").astimezone(IST).isoformat(timespec="minutes")
    given = {"number": number, "dated": dated, "file": "order.png"}
    (answer,) = acted(house, tmp_path, [{"at": at, "by": "finance", "do": "attach_scan", "with": given}])
    return Path("scans", str(answer["state"]["sha256"]))


def bank_to(house: House, other: House) -> None:
    """The bank's folder with its books and the paymaster's with its journal, which no backup holds."""
    for folder in (house.state.bank, house.state.folder / "paymaster"):
        shutil.rmtree(other.state.folder / folder.name, ignore_errors=True)
        subprocess.run(["cp", "-a", str(folder), str(other.state.folder)], check=True)


def killed_after_the_last_row(house: House, tmp_path: Path, *command: str | Path) -> None:
    """A restore, killed between the last row and what follows."""
    with house.database() as db, (tmp_path / "restore.log").open("w") as out:
        restoring = house.start(*command, out=out, errors=out)
        until(lambda: one(db, "SELECT to_regclass('journal_epoch') IS NOT NULL"), "the rows", 120)
        restoring.kill()
        assert restoring.wait(60) == -9, (tmp_path / "restore.log").read_text()


def exchanged(house: House, tmp_path: Path) -> Path:
    """The paymaster's folder replaced by that of another installation; returns the path of its journal."""
    own, other, body = house.state.folder / "paymaster", tmp_path / "other", b"<Document/>"
    other.mkdir()
    journal, message = Journal(other), "ANOTHER-3JF2ZK5W6NQTBH4D"
    journal.keep_bytes(message, body, Ed25519PrivateKey.generate().sign(body))
    journal.keep(message, sha256(body).digest(), 1, 100, "ANOTHER", "2026-11-27T04:30:00.000000Z")
    journal.close()
    shutil.rmtree(own)
    shutil.copytree(other, own)
    return own / "journal.jsonl"


def files_of(house: House) -> dict[str, bytes]:
    """The payment files in the bank's folder."""
    return {path.name: path.read_bytes() for path in sorted((house.state.bank / "out").glob("*.xml"))}


def decided(house: House, tmp_path: Path, passing: dict[str, Any], files: dict[str, bytes]) -> None:
    """Two administrators decide that the bill of each file follows."""
    at = str(passing["at"])
    proposed = [
        {"at": at, "by": "administrator", "do": "propose_master", "with": {"kind": "found_file", "row": {
            "message": name.removesuffix(".xml"), "outcome": "bill_follows", "reason": "The bank paid it."}}}
        for name in files
    ]  # fmt: skip
    answers = acted(house, tmp_path, proposed)
    acted(
        house,
        tmp_path,
        [
            {"at": at, "by": "second-administrator", "do": "decide_master", "with": {
                "proposal": answer["state"]["proposal"], "outcome": "agree"}}
            for answer in answers
        ],
    )  # fmt: skip


def acted(house: House, tmp_path: Path, acts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Officers do acts of a file; every one is done."""
    (tmp_path / "acts.json").write_text(json.dumps(acts), encoding="utf-8")
    shown = house.vethanam("act", tmp_path / "acts.json", "--json")
    answers: list[dict[str, Any]] = json.loads(shown.stdout)
    assert [answer["ok"] for answer in answers] == [True] * len(acts), shown.stdout
    return answers


@contextlib.contextmanager
def running_worker(house: House, tmp_path: Path) -> Iterator[None]:
    """The worker alone."""
    with (tmp_path / "worker.log").open("w") as out:
        worker = house.start("worker", out=out, errors=out)
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(60)
