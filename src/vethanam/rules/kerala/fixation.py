"""Fixing pay: increments, promotion under rules 28A and 37(a), and the stage-to-stage revision.

Kerala Service Rules Part I, rules 28, 28A, 31 and 37(a); G.O.(P) No.27/2021/Fin, Annexures II and III.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

from vethanam.errors import Unsound
from vethanam.money import shown
from vethanam.rules.kerala.scales import Scale, master_of, named_scale, part_time_scales, state_scales
from vethanam.rules.parameter_values import InForce


def must_be_a_stage(pay: int, scale: Scale) -> None:
    """Refuse a pay that is no stage of the scale or stagnation above it; the sentence
    names the nearest stages.
    """
    if pay in scale.stages or pay in scale.stagnation:
        return
    near = " and ".join(shown(stage, symbol=False) for stage in scale.nearest(pay))
    raise Unsound("pay_not_a_stage", pay=shown(pay, symbol=False), scale=scale.name, near=near)


def next_stage(on: InForce, revision: int, pay: int, scale: Scale | None) -> tuple[int, bool]:
    """The pay after one increment, and whether it is a stagnation increment.

    Without a scale the step is that of the master scale.
    """
    master = master_of(on, revision) if scale is None else scale.master
    if scale is not None:
        must_be_a_stage(pay, scale)
    elif pay not in master:
        raise _not_on_master(pay, revision, master)
    if pay == master[-1]:
        raise Unsound("at_master_maximum", pay=shown(pay, symbol=False))
    following = master[master.index(pay) + 1]
    is_stagnation = scale is not None and following > scale.stages[-1]
    if is_stagnation:
        on.pay.stagnation.content("increments")
    if is_stagnation and scale is not None and following not in scale.stagnation:
        raise Unsound(
            "no_more_stagnation",
            increments_above=scale.increments_above,
            scale=scale.name,
            pay=shown(pay, symbol=False),
        )
    return following, is_stagnation


def due_when(on: InForce, scale: Scale, pay: int, since: date) -> None:
    """Refuse a stagnation increment before it is due: four after one year each, the last after two years."""
    rule = on.pay.stagnation
    yearly, last_years = rule.content("yearly"), rule.content("years_for_last")
    count = scale.stagnation.index(pay) + 1
    years = count if count <= yearly else yearly + (count - yearly) * last_years
    due = since.replace(year=since.year + years, day=1)
    if on.on < due:
        if years > 1:
            raise Unsound("increment_not_due_for_years", count=count, day=due, years=years)
        raise Unsound("increment_not_due", count=count, day=due)


def next_above(scale: Scale, pay: int) -> int:
    """The stage of a scale next above a pay; its minimum if the pay is below it."""
    place = bisect_right(scale.stages, pay)
    if place == len(scale.stages):
        raise Unsound("no_stage_above", scale=scale.name, pay=shown(pay, symbol=False))
    return scale.stages[place]


def must_be_higher(higher: Scale, lower: Scale) -> None:
    """Refuse a promotion to a scale that does not begin above the lower post's scale."""
    if higher.stages[0] <= lower.stages[0]:
        raise Unsound("not_a_promotion", higher=higher.name, lower=lower.name)


def under_28a(on: InForce, revision: int, pay: int, higher: Scale, lower: Scale | None) -> int:
    """Rule 28A: a notional increment in the lower scale, then the next stage above in the higher scale."""
    if lower is not None:
        must_be_higher(higher, lower)
        must_be_a_stage(pay, lower)
    notional, _ = next_stage(on, revision, pay, None)
    return next_above(higher, notional)


def is_under_28a(on: InForce, revision: int, higher: Scale) -> bool:
    """True if rule 28A fixes promotion to this scale: its minimum is not above the bound."""
    bound: int = on.promotion.bound.content(key=str(revision))
    return higher.stages[0] <= bound


def must_be_under_28a(on: InForce, revision: int, higher: Scale) -> None:
    """Refuse rule 28A for a scale that begins above its bound, where there is no notional increment."""
    if is_under_28a(on, revision, higher):
        return
    raise Unsound("not_under_28a", stages=shown(higher.stages[0], symbol=False))


def must_be_refixed(on: InForce) -> None:
    """Refuse a refixation in the years without one under rule 28A."""
    rule = on.promotion.refixation
    if rule.content():
        return
    value = rule.value()
    if value is None:
        raise Unsound("no_refixation")
    if value.until is None:
        raise Unsound("no_refixation_from", day=value.with_effect_from)
    raise Unsound("no_refixation_between", day=value.with_effect_from, day_last=value.until)


def on_promotion(on: InForce, revision: int, pay: int, higher: Scale, lower: Scale) -> int:
    """Pay on promotion: rule 28A, or above its bound without the notional increment."""
    if is_under_28a(on, revision, higher):
        return under_28a(on, revision, pay, higher, lower)
    return under_37a(pay, higher, lower)


def under_37a(pay: int, higher: Scale, lower: Scale) -> int:
    """Rules 28 and 37(a): the next stage of the higher scale above the pay of the lower post."""
    must_be_higher(higher, lower)
    must_be_a_stage(pay, lower)
    return next_above(higher, pay)


def counterpart(on: InForce, scale: Scale, old: int, new: int) -> Scale:
    """The scale of the same row in another revision."""
    master_of(on, new)  # names the missing figure if the other revision is unknown
    names, others = state_scales(on, old), state_scales(on, new)
    if scale.name in names:
        return named_scale(on, new, others[list(names).index(scale.name)])
    of_old, of_new = part_time_scales(on, old), part_time_scales(on, new)
    return of_new[[s.name for s in of_old].index(scale.name)]


def revised(on: InForce, pay: int, scale: str | None, old: int, new: int) -> tuple[int, Scale | None]:
    """Pay in the revised scale: the same stage number of the new master scale, or the scale's minimum."""
    if (old, new) != (10, 11):
        raise Unsound("revision_not_known", old=old, new=new)
    on.revision.method.content()
    must_hold(on, new)
    held = named_scale(on, old, scale) if scale else None
    if held is not None:
        if pay >= held.stages[0] or pay not in held.master:
            must_be_a_stage(pay, held)
        target = counterpart(on, held, old, new)
        return max(target.master[held.master.index(pay)], target.stages[0]), target
    before, after = master_of(on, old), master_of(on, new)
    if pay not in before:
        raise _not_on_master(pay, old, before)
    return after[before.index(pay)], None


def must_hold(on: InForce, revision: int, stated: date | None = None) -> None:
    """Refuse a day (default: the question's) before the scales of a revision are in force."""
    day = stated or on.on
    begins = on.pay.master_scale.parameter.first_known(str(revision))
    if begins is not None and day < begins:
        code = "scale_not_yet_on_day" if stated is None else "scale_not_yet_on_stated_day"
        raise Unsound(code, revision=revision, begins=begins, day=day)


def _not_on_master(pay: int, revision: int, master: tuple[int, ...]) -> Unsound:
    near = " and ".join(
        shown(stage, symbol=False)
        for stage in (
            max((s for s in master if s < pay), default=master[0]),
            min((s for s in master if s > pay), default=master[-1]),
        )
    )
    return Unsound("not_a_master_stage", pay=shown(pay, symbol=False), revision=revision, near=near)
