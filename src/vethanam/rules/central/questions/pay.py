"""Levels of the pay matrix, increments, and pay on promotion."""

from __future__ import annotations

from vethanam.errors import Unsound
from vethanam.rules.central.matrix import REVISION, named_level
from vethanam.rules.parameter_values import InForce
from vethanam.rules.questions import Answer, Given, money, number, optional, question, text

PACK = "central"


def of_revision(given: Given) -> None:
    """Raise Unsound for a revision other than that of the pay matrix."""
    if given["revision"] != REVISION:
        raise Unsound("unknown_revision", revision=REVISION)


@question(PACK, name=text, revision=optional(number, REVISION))
def scale(on: InForce, given: Given) -> Answer:
    """The cells of a level."""
    of_revision(given)
    return {"stages_paise": list(named_level(on, given["name"]).cells)}


@question(PACK, scale=text, basic_pay=money, count=optional(number, 1), revision=optional(number, REVISION))
def increment(on: InForce, given: Given) -> Answer:
    """Pay after increments: the next cells down the level. At the last cell there is none."""
    of_revision(given)
    level, pay = named_level(on, given["scale"]), given["basic_pay"]
    level.must_have(pay)
    for _ in range(given["count"]):
        pay = level.next_above(pay)
    return {"basic_pay_paise": pay}


@question(PACK, basic_pay=money, lower_scale=text, higher_scale=text, revision=optional(number, REVISION))
def fix_pay_on_promotion(on: InForce, given: Given) -> Answer:
    """One increment in the lower level, then the cell of the higher level that equals it or is
    next above; rule 13.
    """
    of_revision(given)
    lower, higher = (named_level(on, given[name]) for name in ("lower_scale", "higher_scale"))
    return {"basic_pay_paise": higher.at_or_above(lower.next_above(given["basic_pay"]))}
