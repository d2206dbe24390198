"""The rulebook in use, and its answers on scales and promotions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from vethanam.money import RUPEE, Paise
from vethanam.periods import Month
from vethanam.rules.questions import ask
from vethanam.service_book.models import Pay
from vethanam.service_book.rulebook import pack_in_use, require_agreed_pack, rulebook_in_use

__all__ = [
    "fixed_by_rules",
    "fixed_on_promotion",
    "pack_in_use",
    "require_agreed_pack",
    "rulebook_in_use",
    "scales_on",
    "stages_above_on",
    "stages_on",
]


def stages_on(month: Month) -> Callable[[int, str], Sequence[int] | None]:
    """A function from revision and scale to stages in paise, by the month's parameters; None
    for an unknown scale.
    """
    rulebook = rulebook_in_use()
    return lambda revision, scale: rulebook.stages(revision, scale, month)


def scales_on(month: Month) -> Sequence[str]:
    """The names of the scales by a month's parameters, the latest revision first."""
    return rulebook_in_use().scales(month)


def stages_above_on(month: Month) -> Callable[[int, str], Sequence[int] | None]:
    """Like :func:`stages_on`, for stagnation increments above a scale; None where the order was not read."""
    rulebook = rulebook_in_use()
    return lambda revision, scale: rulebook.stages_above(revision, scale, month)


#: questions of the pack that fix pay on promotion; the first that applies to the scale answers
_ON_PROMOTION = ("fix_pay_28a", "fix_pay_37a")


def fixed_on_promotion(revision: int, basic_pay: Paise, scale: str, higher: str, on: date) -> Paise | None:
    """The pay on promotion from a stage of one scale to a higher scale, on a day; None if the
    rules do not say.
    """
    given = {
        "revision": revision,
        "basic_pay": basic_pay // RUPEE,
        "lower_scale": scale,
        "higher_scale": higher,
    }
    for name in _ON_PROMOTION:
        answer = ask({"ask": name, "on": on.isoformat(), "given": given}, rulebook_in_use().name)
        if "answer" in answer:
            return int(answer["answer"]["basic_pay_paise"])
        if answer["error"]["code"] != "not_under_28a":
            return None
    return None


def fixed_by_rules(before: Pay | None, after: Pay) -> Paise | None:
    """The pay that the rules give on the promotion from one entry of pay to another; None for another
    change, or if the rules do not say.
    """
    if before is None or after.reason != Pay.Reason.PROMOTION or not (before.scale and after.scale):
        return None
    if before.revision is None or before.revision != after.revision or before.basic_pay is None:
        return None
    return fixed_on_promotion(before.revision, before.basic_pay, before.scale, after.scale, after.valid_from)
