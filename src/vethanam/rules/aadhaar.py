"""Recognise a number that looks like an Aadhaar number, which is kept nowhere here."""

from __future__ import annotations

import re
from typing import Any

from vethanam.errors import Unsound
from vethanam.rules.questions import Reader

_LENGTH = 12
#: the dihedral group of order ten, and the permutation of the scheme by Verhoeff (1969)
_TIMES = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_MOVED = (
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def is_aadhaar_like(content: Any) -> bool:
    """True for twelve digits, with or without spaces or hyphens, that pass the check.

    >>> is_aadhaar_like("2341 2341 2346"), is_aadhaar_like("2341 2341 2345"), is_aadhaar_like(45600)
    (True, False, False)
    """
    digits = re.sub(r"[\s-]", "", str(content))
    if not re.fullmatch(rf"\d{{{_LENGTH}}}", digits, re.ASCII):
        return False
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = int(_TIMES[check][int(_MOVED[place % len(_MOVED)][int(digit)])])
    return check == 0


def private(read: Reader) -> Reader:
    """A reader that refuses a number like an Aadhaar number before it reads, without repeating the number."""

    def checked(content: Any) -> Any:
        for one in content if isinstance(content, list | tuple) else [content]:
            if isinstance(one, str | int) and is_aadhaar_like(one):
                raise Unsound("aadhaar_like")
        return read(content)

    return checked
