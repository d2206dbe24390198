"""Nobody is paid on a database that the files beside it do not know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, transaction

from vethanam.errors import Refused
from vethanam.journal import epochs, known_heads, sequencer
from vethanam.journal.known_heads import KnownHeads
from vethanam.journal.models import Epoch
from vethanam.ledger.heads import sign_head
from vethanam.ledger.notes import SigningKey


def test_the_code_on_disk_and_in_the_database_agree(world: Any, log_key: SigningKey) -> None:
    code = epochs.present_epoch().code
    with pytest.raises(Refused, match=f"says epoch -, the database is of epoch {code}"):
        epochs.require_known_database()
    epochs.write_code(code)
    epochs.require_known_database()
    epochs.write_code(epochs.fresh_code())
    with pytest.raises(Refused, match="Nobody is paid"):
        epochs.require_known_database()


def test_a_database_behind_the_head_on_disk_pays_nobody(
    world: Any, log_key: SigningKey, stage: Callable[[int], list[int]]
) -> None:
    epochs.write_code(epochs.present_epoch().code)
    stage(2)
    sequencer.sequence_once()
    epochs.require_known_database()
    known_heads.write(KnownHeads(sign_head(3, bytes(32), log_key)))
    with pytest.raises(Refused, match="2 leaves, but a head of 3 leaves was signed"):
        epochs.require_known_database()
    known_heads.write(
        KnownHeads(
            sign_head(3, bytes(32), SigningKey("vethanam.example/other", Ed25519PrivateKey.generate()))
        )
    )
    epochs.require_known_database()


def test_only_the_owner_begins_an_epoch_and_it_is_settled_once(world: Any) -> None:
    with world.role("worker"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Epoch.objects.create(code="ABCDEFG", began_at=epochs.present_epoch().began_at)
        epoch = epochs.present_epoch()
        epoch.settled_at = None
        with pytest.raises(DatabaseError, match="settled once"), transaction.atomic():
            epoch.save(update_fields=["settled_at"])
