"""Signed heads (c2sp.org/tlog-checkpoint): the holder of the log key states the root at a size.

    <origin>\\n
    <number of leaves, decimal>\\n
    <base64 of the root>\\n

in a signed note with the origin as key name. No extension lines.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

from vethanam.errors import Unsound
from vethanam.ledger.hashing import HASH_BYTES
from vethanam.ledger.notes import SigningKey, VerifierKey, open_note

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Head:
    """The root of a log at one size."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three signed lines."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def sign_head(size: int, root: bytes, key: SigningKey) -> str:
    """The signed note of a head."""
    return key.sign(Head(key.name, size, root).text)


def open_head(note: str, key: VerifierKey) -> Head:
    """The head in a note signed by ``key``.

    Raises
    ------
    Unsound
        The note is not signed by the key (:class:`~vethanam.ledger.notes.NotSigned`) or is no head
        of its log.
    """
    lines = open_note(note, key).split("\n")
    if len(lines) != 4 or lines[0] != key.name or not _SIZE.fullmatch(lines[1]):
        raise _not_a_head()
    try:
        root = b64decode(lines[2], validate=True)
    except (binascii.Error, ValueError):
        raise _not_a_head() from None
    head = Head(lines[0], int(lines[1]), root)
    if len(root) != HASH_BYTES or head.text != "\n".join(lines):
        raise _not_a_head()
    return head


def _not_a_head() -> Unsound:
    return Unsound("not_a_head")
