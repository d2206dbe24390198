"""Which provision is in force on a day, as a duty or as a permission."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from vethanam.shipped import shipped_yaml

type As = Literal["duty", "permission"]

_SECTION = re.compile(r"(?:ss?\.)?\s*(\d+)([A-Z]?)((?:\([0-9a-z]+\))*)")


@cache
def _entries() -> tuple[Mapping[str, Any], ...]:
    return tuple(shipped_yaml(files("vethanam.privacy.law") / "commencement.yaml"))


def entries() -> tuple[Mapping[str, Any], ...]:
    """Every shipped date of law as in its file: ``name``, ``act``, sections, starting day as a duty and as a
    permission."""
    return _entries()


def starts(provision: str, use: As, act: str = "DPDP") -> date | None:
    """The day a provision such as ``s.7(b)(i)`` begins as a duty or as a permission; None if no day is known.

    The most exact entry wins: ``6(9)`` has begun while the rest of section 6 has not.
    """
    match = _SECTION.fullmatch(provision.strip())
    if match is None:
        return None
    number, letter, parts = int(match[1]), match[2], match[3]
    found: tuple[int, date | None] = (-1, None)
    for entry in _entries():
        if entry["act"] != act:
            continue
        for section in entry.get("sections", ()):
            exactness = _covers(section, number, letter, parts)
            if exactness > found[0]:
                found = (exactness, entry.get(f"{use}_from") or entry.get("duty_from"))
    return found[1]


def in_force(provision: str, day: date, use: As = "permission", act: str = "DPDP") -> bool:
    """Whether a provision may be relied on (or must be obeyed) on a day. An unknown provision may not."""
    first = starts(provision, use, act)
    return first is not None and first <= day


def _covers(section: str, number: int, letter: str, parts: str) -> int:
    """How exactly an entry names a section: -1 if it does not, else the length of the matching part."""
    if "-" in section:
        first, last = section.split("-")
        return 0 if not letter and int(first) <= number <= int(last) else -1
    match = _SECTION.fullmatch(section)
    if match is None or int(match[1]) != number or match[2] != letter or not parts.startswith(match[3]):
        return -1
    return len(match[3])


def fingerprint() -> str:
    """SHA-256 of the shipped dates of law."""
    return hashlib.sha256((files("vethanam.privacy.law") / "commencement.yaml").read_bytes()).hexdigest()
