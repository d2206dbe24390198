"""Scales, increments, fixation on promotion, and the revision of pay."""

from __future__ import annotations

from datetime import date

from vethanam.errors import Gathering, Unsound
from vethanam.rules.kerala import fixation
from vethanam.rules.kerala.questions.single_case import same_day
from vethanam.rules.kerala.scales import named_scale
from vethanam.rules.parameter_values import LATEST, InForce
from vethanam.rules.questions import (
    LONGEST_SERVICE,
    Answer,
    Given,
    day,
    money,
    number,
    optional,
    question,
    text,
    up_to,
)

PACK = "kerala"


@question(PACK, undated=LATEST, revision=number, name=text)
def scale(on: InForce, given: Given) -> Answer:
    """The stages of a scale."""
    return {"stages_paise": list(named_scale(on, given["revision"], given["name"]).stages)}


@question(
    PACK,
    undated=LATEST,
    revision=number,
    basic_pay=money,
    count=optional(up_to(LONGEST_SERVICE), 1),
    scale=optional(text),
    at_maximum_since=optional(day),
)
def increment(on: InForce, given: Given) -> Answer:
    """Pay after increments: along the scale, then the stagnation increments above its maximum."""
    pay, is_stagnation = given["basic_pay"], False
    held = named_scale(on, given["revision"], given["scale"]) if given["scale"] else None
    for _ in range(given["count"]):
        pay, is_stagnation = fixation.next_stage(on, given["revision"], pay, held)
    if held is not None and is_stagnation and given["at_maximum_since"]:
        if on.on == LATEST:
            raise Unsound("increment_needs_date")
        fixation.due_when(on, held, pay, given["at_maximum_since"])
    return {"basic_pay_paise": pay, "is_stagnation": is_stagnation}


@question(PACK, undated=LATEST, revision=number, basic_pay=money, lower_scale=text, higher_scale=text)
def fix_pay_37a(on: InForce, given: Given) -> Answer:
    """Promotion under rule 37(a): the next stage of the higher scale above the pay of the lower post."""
    lower = named_scale(on, given["revision"], given["lower_scale"])
    higher = named_scale(on, given["revision"], given["higher_scale"])
    return {"basic_pay_paise": fixation.under_37a(given["basic_pay"], higher, lower)}


@question(
    PACK, undated=LATEST, revision=number, basic_pay=money, higher_scale=text, lower_scale=optional(text)
)
def fix_pay_28a(on: InForce, given: Given) -> Answer:
    """Promotion under rule 28A: a notional increment below, then the next stage above it
    in the higher scale.
    """
    revision = given["revision"]
    higher = named_scale(on, revision, given["higher_scale"])
    lower = named_scale(on, revision, given["lower_scale"]) if given["lower_scale"] else None
    fixation.must_be_under_28a(on, revision, higher)
    return {"basic_pay_paise": fixation.under_28a(on, revision, given["basic_pay"], higher, lower)}


@question(PACK, revision=number, basic_pay=money, higher_scale=text, lower_scale=optional(text))
def refix_pay_28a(on: InForce, given: Given) -> Answer:
    """Refixation when the pay of the lower post changes; the next increment is a year later."""
    revision = given["revision"]
    higher = named_scale(on, revision, given["higher_scale"])
    lower = named_scale(on, revision, given["lower_scale"]) if given["lower_scale"] else None
    fixation.must_be_under_28a(on, revision, higher)
    fixation.must_be_refixed(on)
    fixed = fixation.under_28a(on, revision, given["basic_pay"], higher, lower)
    following = same_day(1, on.on.replace(day=1))
    return {"basic_pay_paise": fixed, "next_increment": following.isoformat()}


@question(
    PACK, undated=LATEST, basic_pay=money, scale=optional(text), from_revision=number, to_revision=number
)
def revise_pay(on: InForce, given: Given) -> Answer:
    """Pay in the revised scale: the same stage of the new master scale, not below the minimum
    of the revised scale.
    """
    pay, revised = fixation.revised(
        on, given["basic_pay"], given["scale"], given["from_revision"], given["to_revision"]
    )
    return {"basic_pay_paise": pay, "scale": revised.name if revised else None}


@question(
    PACK,
    undated=LATEST,
    basic_pay=money,
    lower_scale=text,
    higher_scale=text,
    promoted_on=day,
    revised_from=day,
)
def revise_backdated_promotion(on: InForce, given: Given) -> Answer:
    """A promotion ordered late, across the revision: fixed at its own date, with the revision redone."""
    pay, old, new = given["basic_pay"], 10, 11
    gathering = Gathering()
    for name, revision in (("promoted_on", old), ("revised_from", new)):
        with gathering.one():
            _not_before_the_scales(on, name, given[name], revision)
    gathering.tell()
    on = on.at(max(on.on, given["promoted_on"], given["revised_from"]))
    lower, higher = (named_scale(on, old, given[name]) for name in ("lower_scale", "higher_scale"))
    unrevised = fixation.on_promotion(on, old, pay, higher, lower)
    revised_higher = fixation.counterpart(on, higher, old, new)
    if given["promoted_on"] < given["revised_from"]:
        fixed, _ = fixation.revised(on, unrevised, higher.name, old, new)
    else:
        revised_lower = fixation.counterpart(on, lower, old, new)
        revised_pay, _ = fixation.revised(on, pay, lower.name, old, new)
        fixed = fixation.on_promotion(on, new, revised_pay, revised_higher, revised_lower)
    return {"unrevised_pay_paise": unrevised, "basic_pay_paise": fixed, "scale": revised_higher.name}


def _not_before_the_scales(on: InForce, name: str, stated: date, revision: int) -> None:
    try:
        fixation.must_hold(on, revision, stated)
    except Unsound as wrong:
        raise wrong.within(name) from None
