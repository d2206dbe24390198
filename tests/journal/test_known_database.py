"""Nobody is paid on a database that the files beside it do not know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vethanam.errors import Refused
from vethanam.journal import epochs, known_heads, sequencer
from vethanam.journal.known_database import require_known_database
from vethanam.journal.known_heads import KnownHeads
from vethanam.ledger.heads import sign_head
from vethanam.ledger.notes import SigningKey


def test_the_code_on_disk_and_in_the_database_agree(world: Any, log_key: SigningKey) -> None:
    code = epochs.present_epoch().code
    with pytest.raises(Refused, match=f"says epoch -, the database is of epoch {code}"):
        require_known_database()
    epochs.write_code(code)
    require_known_database()
    epochs.write_code(epochs.fresh_code())
    with pytest.raises(Refused, match="Nobody is paid"):
        require_known_database()


def test_a_database_behind_the_head_on_disk_pays_nobody(
    world: Any, log_key: SigningKey, stage: Callable[[int], list[int]]
) -> None:
    epochs.write_code(epochs.present_epoch().code)
    stage(2)
    sequencer.sequence_once()
    require_known_database()
    known_heads.write(KnownHeads(sign_head(3, bytes(32), log_key)))
    with pytest.raises(Refused, match="2 leaves, but a head of 3 leaves was signed"):
        require_known_database()
    known_heads.write(
        KnownHeads(
            sign_head(3, bytes(32), SigningKey("vethanam.example/other", Ed25519PrivateKey.generate()))
        )
    )
    require_known_database()
