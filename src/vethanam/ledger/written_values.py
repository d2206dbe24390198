"""Values as files write them: hashes, paths and salts in hexadecimal digits, whole numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from vethanam.errors import Unsound
from vethanam.ledger.commitments import SALT_BYTES
from vethanam.ledger.hashing import HASH_BYTES

_HEX = re.compile(r"([0-9a-f]{2})*")


def is_object(value: Any) -> bool:
    """Whether a parsed value is an object."""
    return isinstance(value, Mapping)


def is_text(value: Any) -> bool:
    """Whether a parsed value is text."""
    return isinstance(value, str)


def is_whole(value: Any) -> bool:
    """Whether a parsed value is a whole number of zero or more; booleans are not."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def bytes_of(value: Any, length: int = HASH_BYTES) -> bytes:
    """So many bytes from lower-case hexadecimal digits; :class:`~vethanam.errors.Unsound` for others."""
    if not is_text(value) or len(value) != 2 * length or not _HEX.fullmatch(value):
        raise Unsound("hash_form")
    return bytes.fromhex(value)


def path_of(values: Any) -> list[bytes]:
    """The hashes of a path from their written form.

    Raises
    ------
    Unsound
        It is no list of hashes.
    """
    if not isinstance(values, list):
        raise Unsound("path_form")
    return [bytes_of(value) for value in values]


def salt_of(value: Any) -> bytes:
    """A salt of 16 to 255 bytes."""
    if not is_text(value) or not _HEX.fullmatch(value) or not SALT_BYTES <= len(value) // 2 <= 255:
        raise Unsound("salt_form")
    return bytes.fromhex(value)
