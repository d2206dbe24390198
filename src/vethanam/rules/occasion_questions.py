"""Questions the product asks a pack about payments outside a month's pay, with the figures used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vethanam.clauses import UsedParameter
from vethanam.errors import Unsound
from vethanam.periods import Month
from vethanam.rules.questions import questions_of
from vethanam.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a question (amounts in paise), and the figures used, each once."""

    answer: Mapping[str, Any]
    used: tuple[UsedParameter, ...]

    @property
    def is_unconfirmed(self) -> bool:
        """True if one of its figures is unverified."""
        return not all(one.verified for one in self.used)


def answered(rulebook: Rulebook, name: str, on: date, known_at: date, given: Mapping[str, Any]) -> Answered:
    """A pack's answer to one of its questions; money in ``given`` is in paise.

    Raises
    ------
    Unsound
        The pack has no such question, or refuses the given values.
    """
    asked = questions_of(rulebook.name).get(name)
    if asked is None:
        raise Unsound("rule_apart_unknown", name=name.replace("_", " "))
    in_force = rulebook.in_force(Month.of(on), known_at=known_at, on=on)
    whole = {key: given.get(key, asked.keys[key].default) for key in asked.keys}
    answer = asked.answer(in_force, whole)
    used: dict[tuple[str, str | None, str], UsedParameter] = {}
    for use in in_force.uses:
        for value in use.values.values():
            if value is not None and not value.is_unknown_at_all:
                one = use.parameter.used(value)
                used[one.name, one.key, value.with_effect_from.isoformat()] = one
    return Answered(answer, tuple(used.values()))
