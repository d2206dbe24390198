"""Whether a basic pay is one that its scale has: a stage of it, or above the last one a stagnation increment."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from vethanam.money import Paise, shown
from vethanam.payroll.rulebook import stages_above_on, stages_on
from vethanam.periods import Month


def faults_of_stage(values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the pay of a scale, by column; the sentence names what would be near."""
    basic, scale, revision = values["basic_pay"], values["scale"], values["revision"] or 0
    if not scale:
        return {}
    month = Month.of(values["valid_from"])
    stages = stages_on(month)(revision, scale)
    if stages is None:
        return {
            "scale": _(
                "This revision has no such scale. Write its first and last stage, such as 37400-79000."
            )
        }
    if basic is None or basic in stages:
        return {}
    if basic > stages[-1]:
        return _above(basic, stages[-1], stages_above_on(month)(revision, scale))
    if basic < stages[0]:
        return {
            "basic_pay": _("This is below the scale, which begins at %(first)s.")
            % {"first": shown(stages[0])}
        }
    above = bisect(stages, basic)
    near = {"below": shown(stages[above - 1]), "above": shown(stages[above])}
    return {"basic_pay": _("This is no stage of the scale. The nearest are %(below)s and %(above)s.") % near}


def _above(basic: Paise, last: Paise, stagnation: Sequence[Paise] | None) -> dict[str, str]:
    """Above the last stage the order on stagnation gives the stages; where nobody read one, the entry's own order holds."""
    if stagnation is None or basic in stagnation:
        return {}
    if not stagnation:
        return {"basic_pay": _("This is above the scale, which ends at %(last)s.") % {"last": shown(last)}}
    return {
        "basic_pay": _(
            "This is above the scale, which ends at %(last)s, and no stagnation increment: those go to %(stages)s."
        )
        % {"last": shown(last), "stages": ", ".join(map(shown, stagnation))}
    }
