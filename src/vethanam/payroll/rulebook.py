"""Which rule pack this installation pays by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from django.conf import settings

from vethanam.periods import Month
from vethanam.rules import load_pack
from vethanam.rules.rulebook import Rulebook


@cache
def _pack(name: str) -> Rulebook:
    return load_pack(name)


def rulebook_in_use() -> Rulebook:
    """The pack named by the setting ``VETHANAM_PACK``, loaded once in a process."""
    return _pack(getattr(settings, "VETHANAM_PACK", "kerala"))


def stages_on(month: Month) -> Callable[[int, str], Sequence[int] | None]:
    """What gives the stages in paise of a revision's scale, by the parameters of a month; None for an unknown scale."""
    rulebook = rulebook_in_use()
    return lambda revision, scale: rulebook.stages(revision, scale, month)
