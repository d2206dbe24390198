"""Which rule pack pay is worked out by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache

from vethanam.money import RUPEE, Paise
from vethanam.periods import Month
from vethanam.rules import load_pack
from vethanam.rules.asking import ask
from vethanam.rules.rulebook import Pack, Rulebook
from vethanam.service_book.figures import rulebook_known

#: the State whose pay this is; another one needs its folder in ``rules`` and its name here
PACK = "kerala"


@cache
def pack_in_use() -> Pack:
    """The State's pack: its components and words, without the figures of an instant."""
    return load_pack(PACK).pack


def rulebook_in_use(known_at: datetime | None = None) -> Rulebook:
    """The State's pack with the figures entered here, as known at an instant; now, where none is given."""
    return rulebook_known(PACK, known_at)


def stages_on(month: Month) -> Callable[[int, str], Sequence[int] | None]:
    """What gives the stages in paise of a revision's scale, by the parameters of a month; None for an unknown scale."""
    rulebook = rulebook_in_use()
    return lambda revision, scale: rulebook.stages(revision, scale, month)


def stages_above_on(month: Month) -> Callable[[int, str], Sequence[int] | None]:
    """What gives the stages in paise that stagnation increments reach above a scale; None where no order was read."""
    rulebook = rulebook_in_use()
    return lambda revision, scale: rulebook.stages_above(revision, scale, month)


#: the questions of the pack that fix pay on promotion; the first that is of the scale answers
_ON_PROMOTION = ("fix_pay_28a", "fix_pay_37a")


def fixed_on_promotion(revision: int, basic_pay: Paise, scale: str, higher: str, on: date) -> Paise | None:
    """The pay that the rules give whoever holds a stage of a scale in a higher one, on a day; None where they do not say."""
    given = {
        "revision": revision,
        "basic_pay": basic_pay // RUPEE,
        "lower_scale": scale,
        "higher_scale": higher,
    }
    for name in _ON_PROMOTION:
        answer = ask({"ask": name, "on": on.isoformat(), "given": given}, PACK)
        if "answer" in answer:
            return int(answer["answer"]["basic_pay_paise"])
        if answer["error"]["code"] != "not_under_28a":
            return None
    return None
