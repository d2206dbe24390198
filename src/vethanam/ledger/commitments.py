"""Salted commitments: they bind a record and reveal nothing once the salt is gone.

    commitment = SHA-256("vethanam/commitment/1\\n" || length of salt, 1 byte || salt || canonical JSON of record)

The salt has at least 128 bits: an unsalted hash of a phone or employee number is broken in a second. Without the salt
the commitment in the log is noise, while a holder of salt and record can still prove them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from hashlib import sha256

from vethanam.errors import Broken
from vethanam.ledger.canonical import Json, canonical

SALT_BYTES = 16
LABEL = b"vethanam/commitment/1\n"


def commitment(salt: bytes, record: Json) -> bytes:
    """The commitment to a record under a salt of 16 to 255 bytes.

    >>> commitment(bytes(16), {"paid": 1}).hex()[:16]
    '74d41b81146f6360'
    """
    return _committed(salt, canonical(record))


def commitments(salts: Iterable[bytes], texts: Iterable[str]) -> list[bytes]:
    """The commitments to many records in canonical text, each under its own salt."""
    return [_committed(salt, text.encode()) for salt, text in zip(salts, texts, strict=True)]


def _committed(salt: bytes, text: bytes) -> bytes:
    if not SALT_BYTES <= len(salt) <= 255:
        raise Broken("short_salt", length=len(salt), least=SALT_BYTES)
    return sha256(b"%b%c%b%b" % (LABEL, len(salt), salt, text)).digest()


def fresh_salts(count: int) -> list[bytes]:
    """``count`` new salts from the system's random source."""
    pool = secrets.token_bytes(SALT_BYTES * count)
    return [pool[start : start + SALT_BYTES] for start in range(0, len(pool), SALT_BYTES)]
