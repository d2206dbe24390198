"""Check that a basic pay is a stage of its scale, or a stagnation increment above it."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vethanam.errors import Sentence
from vethanam.money import Paise, shown
from vethanam.payroll.rulebook import stages_above_on, stages_on
from vethanam.periods import Month


@dataclass(frozen=True, slots=True)
class NoStage:
    """The fault of a pay in a scale, and the column to correct."""

    sentence: Sentence

    @property
    def column(self) -> str:
        """The column to correct."""
        return "scale" if self.sentence.code == "no_such_scale" else "basic_pay"


type Stages = Callable[[int, str], Sequence[int] | None]


def no_stage(
    revision: int, scale: str, basic: Paise | None, month: Month, stages_of: Stages | None = None
) -> NoStage | None:
    """What is wrong with a pay in a scale of a revision, in a month; None where it is a stage, or
    nobody read the order.

    Above the last stage the order on stagnation gives the stages; where that was not read, the entry's own
    order holds. ``stages_of`` is :func:`~vethanam.payroll.rulebook.stages_on` of the month, for a caller that
    asks many times.
    """
    stages = (stages_of or stages_on(month))(revision, scale)
    if stages is None:
        return NoStage(Sentence("no_such_scale"))
    if basic is None:
        return NoStage(Sentence("no_basic_pay"))
    if basic in stages:
        return None
    if basic < stages[0]:
        return NoStage(Sentence("below_scale", {"first": shown(stages[0])}))
    if basic < stages[-1]:
        above = bisect(stages, basic)
        return NoStage(
            Sentence("no_stage", {"below": shown(stages[above - 1]), "above": shown(stages[above])})
        )
    stagnation, last = stages_above_on(month)(revision, scale), shown(stages[-1])
    if stagnation is None or basic in stagnation:
        return None
    if not stagnation:
        return NoStage(Sentence("above_scale", {"last": last}))
    return NoStage(Sentence("no_stagnation", {"last": last, "stages": [*map(shown, stagnation)]}))
