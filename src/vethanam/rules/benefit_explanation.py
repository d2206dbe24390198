"""Why an award is decided as it is, and its amount: a tree of conditions with facts, figures and orders.

It takes one award with the other awards of the same person, as :mod:`.benefit_assessment` does, and evaluates
the same expressions for one row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from vethanam.clauses import Explanation, Given
from vethanam.errors import Sentence
from vethanam.periods import Month
from vethanam.rules.benefit_assessment import by_scheme, prepared
from vethanam.rules.benefit_columns import AWARDS
from vethanam.rules.benefit_dues import dues_in_force
from vethanam.rules.formula import Formula, text_of
from vethanam.rules.formula_text import Telling
from vethanam.rules.parameter_values import InForce, Use
from vethanam.rules.rulebook import Rulebook
from vethanam.rules.scheme import HOLDS, NOT_VERIFIED, REASONS, Benefit, Condition, Scheme, Used

_UNITS = {"paise a month": "paise", "paise a year": "paise"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of one condition for one award: True, False, or None with the code that holds it."""

    condition: Condition
    holds: bool | None
    code: str | None
    facts: dict[str, Any]
    #: the figures of the condition that concern the award
    used: tuple[Used, ...]

    @property
    def sentence(self) -> Sentence | None:
        """The sentence about a condition that fails or is not known."""
        if self.code is None:
            return None
        if self.holds is False:
            return Sentence(REASONS[self.code], self.condition.told)
        if self.code == NOT_VERIFIED:
            lacking = [name.replace("_", " ") for name, value in self.facts.items() if value is None]
            return Sentence(HOLDS[self.code], {"facts": ", ".join(lacking)})
        missing = [one.missing for one in self.used if one.missing]
        facts: dict[str, Any] = {"about": self.condition.says, "missing": missing[0] if missing else ""}
        return Sentence(HOLDS[self.code], facts if self.code == "RULE_NOT_READ" else {})


@dataclass(frozen=True, slots=True)
class Decision:
    """One award decided: its scheme on the day, its row with the kind, and every answer in order."""

    scheme: Scheme
    benefit: Benefit
    row: pl.DataFrame
    answers: tuple[Answer, ...]

    @property
    def against(self) -> list[Answer]:
        """The conditions that fail."""
        return [one for one in self.answers if one.holds is False]

    @property
    def unknown(self) -> list[Answer]:
        """The conditions that are not known."""
        return [one for one in self.answers if one.holds is None]

    @property
    def state(self) -> str:
        """Eligible, not eligible or held."""
        return "not_eligible" if self.against else "held" if self.unknown else "eligible"

    @property
    def reason(self) -> str | None:
        """The code that is told first."""
        first = next(iter(self.against or self.unknown), None)
        return first.code if first else None


def decision_on(awards: pl.DataFrame, award: int, schemes: Sequence[Scheme], on: InForce) -> Decision:
    """Decide one of the awards in a frame; raises as :func:`assess_awards`."""
    frame = prepared(awards, schemes)
    one = frame.filter(pl.col("award") == award)
    scheme, benefit, row = next(by_scheme(one, schemes, on))
    return Decision(scheme, benefit, row, tuple(_answers(benefit, row)))


def _answers(benefit: Benefit, row: pl.DataFrame) -> Iterator[Answer]:
    ordered = benefit.ordered
    asked: dict[str, pl.Expr] = {}
    for place, one in enumerate(ordered):
        asked |= {f"holds {place}": one.holds, f"hold {place}": one.held_by}
        asked |= {f"{place} {at}": used.applied for at, used in enumerate(one.used)}
    found = row.select(**asked).row(0, named=True)
    for place, one in enumerate(ordered):
        holds = found[f"holds {place}"]
        code = {False: one.reason, None: found[f"hold {place}"]}.get(holds)
        facts = {name: row[name][0] for name in one.facts}
        used_ = tuple(used for at, used in enumerate(one.used) if found[f"{place} {at}"])
        yield Answer(one, holds, code, facts, used_)


def explain_award(awards: pl.DataFrame, award: int, rulebook: Rulebook, month: Month) -> Explanation:
    """Explain one award in a month: its conditions, the amount of its kind, and the payers.

    The value is the due in paise: nothing where she is not eligible, None where it is held.

    Raises
    ------
    UnsoundInput, Unsound
        As :func:`~vethanam.rules.benefit_assessment.assess_awards`.
    """
    on = rulebook.in_force(month)
    decision = decision_on(awards, award, rulebook.pack.schemes, on)
    due = _due(decision, rulebook, on)
    value = 0 if decision.against else due.value if decision.state == "eligible" else None
    children = (*(_condition(one) for one in decision.answers), due)
    scheme = decision.scheme
    return Explanation(scheme.name, value, "paise", scheme.says, reason=decision.reason, children=children)


def _condition(answer: Answer) -> Explanation:
    one = answer.condition
    told = [used.told for used in answer.used]
    return Explanation(
        one.reason,
        None if answer.holds is None else int(answer.holds),
        "flag",
        one.says,
        parameters=tuple(used for used in told if used),
        reason=answer.code,
        givens=tuple(_given(name, value) for name, value in answer.facts.items()),
    )


def _given(name: str, value: Any) -> Given:
    unit = _UNITS.get(AWARDS[name].unit)
    if unit and value is not None:
        return Given(name, text_of(value, 1, unit), value, unit=unit)
    return Given(name, "not known" if value is None else str(value))


def taken_uses(formulas: Iterable[Formula], row: pl.DataFrame, uses: Iterable[Use]) -> list[Use]:
    """The uses of figures that formulas took for a row."""
    taken = {node.parameter for one in formulas for node in Telling.of(one, row).nodes()}
    return [use for use in uses if use.is_node and use.parameter.name in taken]


def _due(decision: Decision, rulebook: Rulebook, on: InForce) -> Explanation:
    noting = on.noting()
    amount = decision.scheme.on(noting).amount
    telling = Telling.of(amount, decision.row)
    split = dues_in_force(decision.row, rulebook.pack.schemes, on)
    shares = tuple(
        Explanation(payer, paid, "paise", "The part of one payer.")
        for payer, paid in split.shares.select("payer", "amount").iter_rows()
    )
    used = taken_uses([amount], decision.row, noting.uses)
    told = [use.parameter.used(value) for use in used for value in use.values.values() if value]
    return Explanation(
        "due",
        split.dues["due"][0],
        "paise",
        "The amount of the month by the kind of the award.",
        (telling.terms(),) if telling.number is not None else (),
        parameters=tuple(told),
        children=shares,
    )
