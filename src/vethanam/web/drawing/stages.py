"""Whether a basic pay is one that its scale has: a stage of it, or above the last one a stagnation increment."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from vethanam.money import Paise, shown
from vethanam.payroll.rulebook import fixed_on_promotion, stages_above_on, stages_on
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.models import Pay
from vethanam.service_book.queries import standing


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
    if basic is None:
        return {"basic_pay": _("This is empty. Enter it.")}
    if basic in stages:
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


def promotion_said(found: Employment, values: Mapping[str, Any]) -> str:
    """What the rules fix a promotion to from the pay that stands, where that is not what was typed; empty where it is."""
    if values["reason"] != Pay.Reason.PROMOTION or not values["scale"]:
        return ""
    rows = standing(Pay).filter(employment=found)
    before = (
        rows.filter(valid_from__lt=values["valid_from"])
        .order_by("-valid_from", "-recorded_at", "-pk")
        .first()
    )
    if before is None or not before.scale or before.basic_pay is None or before.scale == values["scale"]:
        return ""
    fixed = fixed_on_promotion(
        before.revision or 0, before.basic_pay, before.scale, values["scale"], values["valid_from"]
    )
    if fixed is None or fixed == values["basic_pay"]:
        return ""
    return _("From %(before)s in %(scale)s the rules of promotion give %(fixed)s; the order decides.") % {
        "before": shown(before.basic_pay),
        "scale": before.scale,
        "fixed": shown(fixed),
    }
