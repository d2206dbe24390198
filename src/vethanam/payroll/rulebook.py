"""Which rule pack pay is worked out by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from vethanam.periods import Month
from vethanam.rules import load_pack
from vethanam.rules.rulebook import Rulebook

#: the State whose pay this is; another one needs its folder in ``rules`` and its name here
PACK = "kerala"


@cache
def rulebook_in_use() -> Rulebook:
    """The State's pack, loaded once in a process."""
    return load_pack(PACK)


def stages_on(month: Month) -> Callable[[int, str], Sequence[int] | None]:
    """What gives the stages in paise of a revision's scale, by the parameters of a month; None for an unknown scale."""
    rulebook = rulebook_in_use()
    return lambda revision, scale: rulebook.stages(revision, scale, month)


def stages_above_on(month: Month) -> Callable[[int, str], Sequence[int] | None]:
    """What gives the stages in paise that stagnation increments reach above a scale; None where no order was read."""
    rulebook = rulebook_in_use()
    return lambda revision, scale: rulebook.stages_above(revision, scale, month)
