"""The entry on a log that ended, for any key of that log."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vethanam.errors import Unsound
from vethanam.ledger.canonical import Json
from vethanam.ledger.heads import Head
from vethanam.ledger.leaves import leaf_bytes
from vethanam.ledger.notes import VerifierKey
from vethanam.site.restored import ended_log

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)


def leaf(**public: Json) -> bytes:
    return leaf_bytes("log.began_anew", public=public, commitment=None, at=AT, logged_at=AT, is_sample=True)


def test_a_key_whose_text_looks_like_a_telephone_does_not_stop_a_restore() -> None:
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    keys = (VerifierKey(f"log.example/{number}", public) for number in count())
    key = next(key for key in keys if key.id.hex()[:7].isdigit())
    with pytest.raises(Unsound):
        leaf(log=str(key))
    assert leaf(**ended_log(key, Head(key.name, 512, bytes(32)), 500))
