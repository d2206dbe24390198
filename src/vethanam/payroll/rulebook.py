"""Which rule pack this installation pays by."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from vethanam.rules import load_pack
from vethanam.rules.rulebook import Rulebook


@cache
def _pack(name: str) -> Rulebook:
    return load_pack(name)


def rulebook_in_use() -> Rulebook:
    """The pack named by the setting ``VETHANAM_PACK``, loaded once in a process."""
    return _pack(getattr(settings, "VETHANAM_PACK", "kerala"))
