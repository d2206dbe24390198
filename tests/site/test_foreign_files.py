"""The paymaster's journal and the bank's folder beside a restored database: ours, torn, another's."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.payments.paymaster_rounds import PAY_KEY, PAY_PUB
from vethanam.errors import Broken, Refused
from vethanam.journal.epochs import present_epoch, write_code
from vethanam.ledger.notes import SigningKey
from vethanam.payments.paymaster.journal import FILE, Journal
from vethanam.site.foreign_files import refuse_foreign_files

STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(32))
AT = "2026-11-27T04:30:00.000000Z"


class Folders:
    """The folders of an installation."""

    def __init__(self, folder: Path) -> None:
        self.own, self.out, self.key = folder / "paymaster", folder / "out", folder / "pay.pub"
        self.own.mkdir()
        self.out.mkdir()
        self.key.write_bytes(PAY_PUB)

    def signs(self, key: Ed25519PrivateKey, *messages: str) -> None:
        journal = Journal(self.own)
        for message in messages:
            body = message.encode()
            journal.keep_bytes(message, body, key.sign(body))
            journal.keep(message, sha256(body).digest(), 1, 100, message.partition("-")[0], AT)
        journal.close()

    def hands_over(self, key: Ed25519PrivateKey, message: str) -> None:
        (self.out / f"{message}.xml").write_bytes(message.encode())
        (self.out / f"{message}.xml.sig").write_bytes(key.sign(message.encode()))

    def check(self) -> None:
        refuse_foreign_files(self.own, self.out, self.key)


@pytest.fixture
def folders(db: None, log_key: SigningKey, tmp_path: Path) -> Folders:
    return Folders(tmp_path)


def of_this_database(name: str) -> str:
    return f"{present_epoch().code}-{name}"


def test_folders_of_this_database_are_ours_under_any_payment_key(folders: Folders) -> None:
    """Its payment key may have been replaced since."""
    folders.check()
    folders.signs(STRANGER, of_this_database("A"), "LOSTONE-B")
    folders.hands_over(STRANGER, of_this_database("A"))
    folders.check()


def test_files_of_an_epoch_that_was_lost_are_ours_under_our_key_or_on_disk(folders: Folders) -> None:
    folders.signs(PAY_KEY, "LOSTONE-A")
    folders.check()
    folders.hands_over(STRANGER, "LASTONE-A")
    with pytest.raises(Refused):
        folders.check()
    write_code("LASTONE")
    folders.check()


def test_the_journal_of_another_installation_is_refused(folders: Folders) -> None:
    folders.hands_over(PAY_KEY, of_this_database("A"))
    folders.signs(STRANGER, "ANOTHER-A", "ANOTHER-B")
    with pytest.raises(Refused, match=r"paymaster is of another installation: none of its 2 signed files"):
        folders.check()


def test_the_bank_folder_of_another_installation_is_refused(folders: Folders) -> None:
    folders.signs(PAY_KEY, of_this_database("A"))
    folders.hands_over(STRANGER, "ANOTHER-A")
    with pytest.raises(Refused, match=r"out is of another installation: none of its 1 signed files"):
        folders.check()


def test_a_strange_file_among_ours_and_an_unsigned_one_are_left_to_two_persons(folders: Folders) -> None:
    (folders.out / "ANOTHER-A.xml").write_bytes(b"<nothing/>")
    folders.check()
    folders.hands_over(PAY_KEY, of_this_database("A"))
    folders.hands_over(STRANGER, "ANOTHER-B")
    folders.check()


def test_a_torn_last_line_is_no_fault_and_one_taken_out_is(folders: Folders) -> None:
    folders.signs(PAY_KEY, *map(of_this_database, "ABC"))
    path = folders.own / FILE
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    folders.check()
    first, _, third = whole.splitlines(keepends=True)
    path.write_bytes(first + third)
    with pytest.raises(Broken, match=r"Line 2 .* does not follow the line before"):
        folders.check()
    path.write_bytes(whole.replace(b'"count":1', b'"count":', 1))
    with pytest.raises(Broken, match=r"Line 1 .* cannot be read"):
        folders.check()
