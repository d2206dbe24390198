"""A sample in which the acts of the documentation, or others, are played."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.conftest import World
from tests.messaging.house import Mailbox, open_mailbox
from tests.sample.machine import born, process_authority
from vethanam.journal.business_time import business_now
from vethanam.journal.epochs import present_epoch
from vethanam.journal.sequencer import sequence_once
from vethanam.messaging.actions import register_texts
from vethanam.payments.bank import open_bank
from vethanam.payments.paymaster.file_proofs import Proofs
from vethanam.payments.paymaster.files import Paymaster
from vethanam.payments.paymaster.journal import Journal
from vethanam.payments.paymaster.keys import load_pay_key, new_pay_keys
from vethanam.payments.paymaster.process import go_round
from vethanam.privacy.actions import publish_notices, register_purposes
from vethanam.privacy.vault.keys import PRIVATE_FILE, PUBLIC_FILE, new_vault_keys
from vethanam.sample.act_player import read_acts
from vethanam.sample.bank import make_bank_keys

#: the acts in ``docs/acts.md``
FILE = Path(__file__).parents[2] / "docs" / "acts" / "acts.yaml"


@pytest.fixture
def sample(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An empty sample with its keys and catalogues, in the role of the worker."""
    keys = tmp_path / "state" / "keys"
    keys.mkdir(parents=True)
    for name, content in zip((PUBLIC_FILE, PRIVATE_FILE), new_vault_keys(), strict=True):
        (keys / name).write_bytes(content)
    (keys / PRIVATE_FILE).chmod(0o600)
    for name, content in zip(("bank.key", "bank.pub"), make_bank_keys(), strict=True):
        (keys / name).write_bytes(content)
    for name, content in zip(("pay.key", "pay.pub"), new_pay_keys(), strict=True):
        (keys / name).write_bytes(content)
    (keys / "pay.key").chmod(0o600)
    (tmp_path / "state" / "paymaster").mkdir()
    for folder in ("in", "out"):
        (tmp_path / "state" / "bank" / folder).mkdir(parents=True)
    monkeypatch.setattr(settings, "VETHANAM_STATE", tmp_path / "state")
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    with world.role("worker"):
        for beside in (keys, tmp_path):  # the log's key, and with it the epoch, may be moved by a fixture
            (beside / "epoch").write_text(present_epoch().code)
        born()
        authority = process_authority(read_acts(FILE)[0].instant)
        register_purposes(authority)
        publish_notices(authority)
        register_texts(authority)
        yield world


@pytest.fixture(autouse=True)
def paymaster(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A round of the paymaster wherever an act waits for it, with the log signed before."""
    if "sample" not in request.fixturenames:
        return
    sample, log_key = request.getfixturevalue("sample"), request.getfixturevalue("log_key")
    state = Path(settings.VETHANAM_STATE)
    key, prove = load_pay_key(state / "keys" / "pay.key"), Proofs.of(log_key.verifier)

    def go() -> None:
        while sequence_once(log_key):
            pass
        with sample.role("paymaster"):
            at, _ = business_now()
            journal = Journal(state / "paymaster")
            try:
                go_round(Paymaster(open_bank(at), key, journal, prove), at)
            finally:
                journal.close()

    monkeypatch.setattr("vethanam.sample.answers.pause", go)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server that records its messages."""
    with open_mailbox() as box:
        yield box
