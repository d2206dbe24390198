"""The paymaster's journal and the bank's folder beside a restored database: ours, torn, or another's."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from tests.payments.paymaster_rounds import PAY_KEY, PAY_PUB
from vethanam.errors import Broken, Refused
from vethanam.journal.epochs import code_on_disk, known_epochs, present_epoch, write_code
from vethanam.journal.models import Staged
from vethanam.ledger.heads import sign_head
from vethanam.ledger.notes import NotSigned, SigningKey
from vethanam.payments.paymaster.journal import FILE, Journal
from vethanam.site.folders import prepare_state
from vethanam.site.foreign_files import refuse_foreign_files
from vethanam.site.install import _make_service_accounts
from vethanam.site.restored import go_on
from vethanam.site.state import State

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
        refuse_foreign_files(self.own, self.out, self.key, known_epochs())


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


def test_a_refused_restore_leaves_the_database_and_the_folders_as_they_were(
    world: Any, log_key: SigningKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A foreign folder, a broken journal, and a head that another key signed under the name of our log."""
    monkeypatch.setattr(settings, "VETHANAM_STATE", tmp_path / "state")
    state = State(tmp_path / "state")
    prepare_state(state)
    (state.keys / "pay.pub").write_bytes(PAY_PUB)
    _make_service_accounts()
    own, other = state.folder / "paymaster", tmp_path / "other"
    other.mkdir()
    own.mkdir(exist_ok=True)
    folders = Folders(other)
    folders.signs(STRANGER, "ANOTHER-A", "ANOTHER-B")
    whole = (folders.own / FILE).read_bytes()
    head = tmp_path / "head"
    head.write_text(sign_head(3, bytes(32), SigningKey(log_key.name, STRANGER)), encoding="utf-8")

    def left() -> tuple[list[str], int, str, list[Path]]:
        return known_epochs(), Staged.objects.count(), code_on_disk(), sorted(state.folder.rglob("*"))

    changed = whole.replace(b'"count":1', b'"count":2', 1)
    for journal, published, refusal in (
        (whole, None, Refused), (changed, None, Broken), (b"", head, NotSigned)
    ):  # fmt: skip
        (own / FILE).write_bytes(journal)
        before = left()
        with pytest.raises(refusal):
            go_on(published=published)
        assert left() == before
    assert go_on().epoch == code_on_disk() == known_epochs()[-1]
