"""Whether a basic pay is one that its scale has: a stage of it, or above the last one a stagnation increment."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass

from vethanam.money import Paise, shown
from vethanam.payroll.rulebook import stages_above_on, stages_on
from vethanam.periods import Month

#: code -> what is wrong, filled with the stages that are near
SAYS: dict[str, str] = {
    "no_such_scale": "This revision has no such scale. Write its first and last stage, such as 37400-79000.",
    "no_basic_pay": "This is empty. Enter it.",
    "below_scale": "This is below the scale, which begins at {0}.",
    "no_stage": "This is no stage of the scale. The nearest are {0} and {1}.",
    "above_scale": "This is above the scale, which ends at {0}.",
    "no_stagnation": "This is above the scale, which ends at {0}, and no stagnation increment: those go to {1}.",
}


@dataclass(frozen=True, slots=True)
class NoStage:
    """What is wrong with the pay of a scale: a code of :data:`SAYS`, and the sums that fill it, as they are shown."""

    code: str
    near: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """Which column is to be mended."""
        return "scale" if self.code == "no_such_scale" else "basic_pay"

    @property
    def says(self) -> str:
        """The sentence in English."""
        return SAYS[self.code].format(*self.near)


def no_stage(revision: int, scale: str, basic: Paise | None, month: Month) -> NoStage | None:
    """What is wrong with a pay in a scale of a revision, in a month; None where it is a stage, or nobody read the order.

    Above the last stage the order on stagnation gives the stages; where that was not read, the entry's own order holds.
    """
    stages = stages_on(month)(revision, scale)
    if stages is None:
        return NoStage("no_such_scale")
    if basic is None:
        return NoStage("no_basic_pay")
    if basic in stages:
        return None
    if basic < stages[0]:
        return NoStage("below_scale", (shown(stages[0]),))
    if basic < stages[-1]:
        above = bisect(stages, basic)
        return NoStage("no_stage", (shown(stages[above - 1]), shown(stages[above])))
    stagnation, last = stages_above_on(month)(revision, scale), shown(stages[-1])
    if stagnation is None or basic in stagnation:
        return None
    if not stagnation:
        return NoStage("above_scale", (last,))
    return NoStage("no_stagnation", (last, ", ".join(map(shown, stagnation))))
