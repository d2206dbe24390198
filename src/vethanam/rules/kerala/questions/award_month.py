"""One award in one month, for the questions: decision, amount, payers, and the figures used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from vethanam.errors import Sentence
from vethanam.periods import Month
from vethanam.rules.benefit_dues import dues_in_force
from vethanam.rules.benefit_explanation import Answer as Answered
from vethanam.rules.benefit_explanation import Decision, decision_on, taken_uses
from vethanam.rules.kerala.questions.award_facts import OWN, PACK, awards_of
from vethanam.rules.parameter_values import InForce
from vethanam.rules.questions import Given
from vethanam.rules.rulebook import load_pack
from vethanam.rules.scheme import RULE_NOT_READ, STATE, Used

CENTRE = "centre"
#: months that one question spans
MOST_MONTHS = 600


def decision_of(on: InForce, given: Given) -> Decision:
    """The decision on the award of a question; its figures are not recorded yet."""
    schemes = load_pack(PACK).pack.schemes
    return decision_on(awards_of(on, given), OWN, schemes, on.noting())


def once(codes: Iterable[str | None]) -> list[str]:
    """Each code or sentence once, in order."""
    return [*dict.fromkeys(code for code in codes if code)]


@dataclass(frozen=True, slots=True)
class AwardMonth:
    """One month of one person: the conditions against it, those that wait for an order, amount and payers."""

    row: pl.DataFrame
    against: Sequence[Answered]
    waits: Sequence[Answered]
    amount: int | None
    paid: Mapping[str, int | None]
    rest: int | None
    missing: Sequence[str]

    @property
    def state(self) -> str:
        """Due, not due or held."""
        if self.against:
            return "not_due"
        return "held" if self.waits or self.amount is None else "due"

    @property
    def due(self) -> int | None:
        """The amount; None while it is held."""
        return {"not_due": 0, "held": None}.get(self.state, self.amount)

    @property
    def held(self) -> list[str]:
        """The codes that hold it."""
        return [RULE_NOT_READ] if self.state == "held" else []

    @property
    def says(self) -> list[str]:
        """The sentences of a month that is not due or held."""
        if self.state == "due":
            return []
        said = [one.sentence.says for one in self.against or self.waits if one.sentence]
        return once([*said, *([] if self.against else self.missing)])

    def share(self, payer: str) -> int | None:
        """The part of a payer; None while the month is held."""
        return {"not_due": 0, "held": None}.get(self.state, self.paid.get(payer, 0))


def month_of(on: InForce, given: Given, *, by_payer: bool = False) -> AwardMonth:
    """The month by the facts that are given: a circumstance that is not stated is no reason against it."""
    decision = decision_of(on, given)
    against = [] if _stands(given, on, decision.against) else decision.against
    waits = [
        one
        for one in decision.unknown
        if one.code == RULE_NOT_READ and one.condition.reason != "INCOME_ABOVE"
    ]
    others = [one for one in decision.answers if one.condition.reason == "ONE_PENSION"]
    on.uses.extend(used.use for one in (*others, *(against or waits)) for used in one.used)
    noting = on.noting()
    split = dues_in_force(decision.row, [decision.scheme], noting)
    amount, missing, rest = split.dues.select("due", "missing", "held").row(0)
    benefit = decision.benefit
    shares = benefit.shares.values() if by_payer else ()
    parts = [part for share in shares for part in (share.least, share.most)]
    on.uses.extend(one.use for share in shares for one in share.used if one.concerns(decision.row))
    used = taken_uses([benefit.amount, *parts], decision.row, noting.uses)
    on.uses.extend(used)
    lacking = [
        Used(on.figure(missing), key).missing
        for use in used
        if use.parameter.name == missing
        for key in use.values
    ]
    said = [one.says for one in lacking if one]
    paid = dict(split.shares.select("payer", "amount").iter_rows())
    return AwardMonth(decision.row, against, waits, amount, paid, rest, said)


def amount_in(on: InForce, given: Given) -> int | None:
    """The amount due in a month by the facts that are given; None while it is held."""
    return month_of(on, given).due


def _stands(given: Given, on: InForce, against: Sequence[Answered]) -> bool:
    """True if only the death stands against a month that was credited before it."""
    credited, died = given.get("credited_on"), given["died_on"]
    only_death = [one.code for one in against] == ["DIED"]
    return bool(only_death and credited and died and credited <= died and Month.of(died) == on.month)


def sum_known(amounts: Iterable[int | None]) -> int | None:
    """The sum of amounts; None if one is not known."""
    found = [*amounts]
    known = [one for one in found if one is not None]
    return sum(known) if len(known) == len(found) else None


def split_of(on: InForce, given: Given) -> dict[str, Any]:
    """One month of one person by payer."""
    month = month_of(on, given, by_payer=True)
    rest = {"not_due": 0, "held": None}.get(month.state, month.rest)
    unread = [Sentence("share_not_read", {"month": str(on.month)}).says] if rest else []
    return {
        "month": str(on.month),
        "due_paise": month.due,
        "state_paise": month.share(STATE),
        "centre_paise": month.share(CENTRE),
        "held_paise": rest,
        "says": [*month.says, *unread],
    }
