"""A salted commitment: it binds a record and tells nothing about it once the salt is gone.

    commitment = SHA-256("vethanam/commitment/1\\n" || length of salt, 1 byte || salt || canonical JSON of record)

The salt is at least 128 bit: an unsalted hash of a phone or employee number is found in a second. With the
salt destroyed the commitment in the log is noise, while whoever kept salt and record can still prove them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
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
    if not SALT_BYTES <= len(salt) <= 255:
        raise Broken(
            "short_salt", f"A salt of {len(salt)} bytes hides nothing; it must have {SALT_BYTES} to 255."
        )
    return _committed(salt, canonical(record))


def commitments(records: Iterable[Json]) -> Iterator[tuple[bytes, bytes, bytes]]:
    """For each record its own fresh salt, its canonical bytes, and the commitment to it."""
    texts = [canonical(record) for record in records]
    for salt, text in zip(fresh_salts(len(texts)), texts, strict=True):
        yield salt, text, _committed(salt, text)


def _committed(salt: bytes, text: bytes) -> bytes:
    return sha256(b"%b%c%b%b" % (LABEL, len(salt), salt, text)).digest()


def fresh_salts(count: int) -> list[bytes]:
    """So many new salts from the system's random source."""
    pool = secrets.token_bytes(SALT_BYTES * count)
    return [pool[start : start + SALT_BYTES] for start in range(0, len(pool), SALT_BYTES)]
