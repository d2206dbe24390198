"""Salted commitments: they bind a record and reveal nothing once the salt is gone.

    commitment = SHA-256("vethanam/commitment/1\\n" || length of salt, 1 byte || salt || canonical
    JSON of record)

The salt has at least 128 bits: an unsalted hash of a phone or employee number is broken in a second. Without
the salt the commitment in the log is noise, while a holder of salt and record can still prove them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from hashlib import sha256

from vethanam.errors import Broken
from vethanam.ledger.canonical import Json, canonical

SALT_BYTES = 16
LABEL = b"vethanam/commitment/1\n"
_BLOCK = 64
#: the two pads of HMAC (RFC 2104) as tables of bytes
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


def commitment(salt: bytes, record: Json) -> bytes:
    """The commitment to a record under a salt of 16 to 255 bytes.

    >>> commitment(bytes(16), {"paid": 1}).hex()[:16]
    '74d41b81146f6360'
    """
    return _committed(salt, canonical(record))


def commitments(salts: Iterable[bytes], texts: Iterable[str]) -> list[bytes]:
    """The commitments to many records in canonical text, each under its own salt."""
    return [_committed(salt, text.encode()) for salt, text in zip(salts, texts, strict=True)]


def is_salt(salt: bytes) -> bool:
    """Whether a salt has 16 to 255 bytes."""
    return SALT_BYTES <= len(salt) <= 255


def _committed(salt: bytes, text: bytes) -> bytes:
    if not is_salt(salt):
        raise Broken("short_salt", length=len(salt), least=SALT_BYTES)
    return sha256(b"%b%c%b%b" % (LABEL, len(salt), salt, text)).digest()


def salts_of(secret: bytes, texts: Iterable[str]) -> list[bytes]:
    """A salt for each text, made from a secret and the text: HMAC-SHA-256, cut to 16 bytes.

    The two padded keys of HMAC are made once: of each text the library would make them again.

    >>> import hmac
    >>> salts_of(bytes(32), ["a"])[0] == hmac.digest(bytes(32), b"a", "sha256")[:16]
    True
    """
    digest = sha256
    key = (secret if len(secret) <= _BLOCK else digest(secret).digest()).ljust(_BLOCK, b"\0")
    inner, outer = key.translate(_INNER), key.translate(_OUTER)
    return [digest(outer + digest(inner + text.encode()).digest()).digest()[:SALT_BYTES] for text in texts]


def fresh_salts(count: int) -> list[bytes]:
    """``count`` new salts from the system's random source."""
    pool = secrets.token_bytes(SALT_BYTES * count)
    return [pool[start : start + SALT_BYTES] for start in range(0, len(pool), SALT_BYTES)]
