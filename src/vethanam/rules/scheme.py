"""A scheme of benefits: who is eligible, how much is due, who pays; a function from parameters to clauses.

The decorator declares code, name and funding. The docstring of the function is its text: the first sentence
says who gets the benefit, the rest names the orders. A scheme reads the columns of
``benefit_columns.AWARDS``; its amount and shares read the kind alone.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from vethanam.clauses import UsedParameter
from vethanam.errors import Broken, Sentence
from vethanam.rules.formula import Formula
from vethanam.rules.parameter_values import Figure, InForce, Use, missing_figure

#: reasons against an award, in the order of the law: the first that holds is told first
REASONS: Mapping[str, str] = {
    "DIED": "benefit_died",
    "NOT_RESIDENT": "benefit_not_resident",
    "NOT_A_WOMAN": "benefit_not_a_woman",
    "NOT_OF_AGE": "benefit_not_of_age",
    "ABOVE_AGE": "benefit_above_age",
    "ONE_PENSION": "benefit_one_pension",
    "GOVERNMENT_SERVICE": "benefit_government_service",
    "SERVICE_PENSION": "benefit_service_pension",
    "INCOME_TAX_PAYER": "benefit_income_tax_payer",
    "INCOME_ABOVE": "benefit_income_above",
    "NOT_WIDOWED": "benefit_not_widowed",
    "REMARRIED": "benefit_remarried",
    "NOT_UNMARRIED": "benefit_not_unmarried",
    "NOT_DISABLED": "benefit_not_disabled",
    "NOT_A_LABOURER": "benefit_not_a_labourer",
    "CARD_NOT_PRIORITY": "benefit_card_not_priority",
    "IN_CARE_HOME": "benefit_in_care_home",
    "IN_PRISON": "benefit_in_prison",
    "LIFE_NOT_PROVEN": "benefit_life_not_proven",
}
INCOME_NOT_KNOWN, RULE_NOT_READ, NOT_VERIFIED = (
    "INCOME_NOT_KNOWN",
    "RULE_NOT_READ",
    "CIRCUMSTANCE_NOT_VERIFIED",
)
#: reasons that hold an award
HOLDS: Mapping[str, str] = {
    INCOME_NOT_KNOWN: "benefit_income_not_known",
    RULE_NOT_READ: "benefit_rule_not_read",
    NOT_VERIFIED: "benefit_not_verified",
}
#: the payer that pays the rest, in every scheme
STATE = "state"


@dataclass(frozen=True, slots=True)
class Used:
    """A figure of a condition with the value in force, for its explanation."""

    figure: Figure
    key: str | None = None
    #: the awards it concerns, if not all
    applies: pl.Expr | None = None

    @property
    def applied(self) -> pl.Expr:
        """True in the rows that the figure concerns."""
        return pl.lit(True) if self.applies is None else self.applies.fill_null(False)

    def concerns(self, row: pl.DataFrame) -> bool:
        """True if the figure concerns a row."""
        return bool(row.select(self.applied).item())

    @property
    def use(self) -> Use:
        """The figure as a use to record."""
        return Use(self.figure.parameter, {self.key: self.figure.value(self.key)}, is_node=False)

    @property
    def missing(self) -> Sentence | None:
        """The sentence about a figure that is not known; None if it is."""
        value = self.figure.value(self.key)
        if value is not None and not value.is_unknown:
            return None
        return missing_figure(self.figure.parameter, self.key, value, self.figure.on.on)

    @property
    def told(self) -> UsedParameter | None:
        """The figure as applied."""
        value = self.figure.value(self.key)
        return None if value is None else self.figure.parameter.used(value)


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """One condition of a scheme: true, false or not known for each award.

    ``reason`` is its code in :data:`REASONS` where it is false. ``facts`` are the columns it needs: where one
    is null the award waits for the fact, otherwise for an order. ``hold`` overrides that code.
    """

    reason: str
    says: str
    holds: pl.Expr
    facts: tuple[str, ...]
    used: tuple[Used, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)
    hold: pl.Expr | None = None

    @property
    def held_by(self) -> pl.Expr:
        """The code of the reason that holds an award where the condition is null."""
        if self.hold is not None:
            return self.hold
        lacking = pl.any_horizontal([pl.col(name).is_null() for name in self.facts] or [pl.lit(False)])
        return pl.when(lacking).then(pl.lit(NOT_VERIFIED)).otherwise(pl.lit(RULE_NOT_READ))


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """The part of one payer beside the State: its least and its most in all readings of the orders."""

    least: Formula
    most: Formula
    used: tuple[Used, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Benefit:
    """A scheme on a day. ``bands`` gives the columns of its kind from the columns of an award."""

    conditions: Sequence[Condition]
    amount: Formula
    shares: Mapping[str, Share] = field(default_factory=dict)
    bands: Mapping[str, pl.Expr] = field(default_factory=dict)

    @property
    def ordered(self) -> list[Condition]:
        """The conditions in the order of their reasons."""
        places = {reason: place for place, reason in enumerate(REASONS)}
        return sorted(self.conditions, key=lambda one: places[one.reason])


type SchemeRule = Callable[[InForce], Benefit]


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """One scheme of a pack. ``aliases`` are other names under which it is asked for."""

    code: str
    name: str
    label: str
    funding: tuple[str, ...]
    rule: SchemeRule
    text: str
    aliases: tuple[str, ...] = ()
    #: the key of its figures where several schemes share one
    family: str = ""
    #: schemes of one group exclude each other: a person has one award of it
    group: str = ""

    @property
    def says(self) -> str:
        """The scheme in one sentence."""
        return " ".join(self.text.partition("\n\n")[0].split())

    def on(self, on: InForce) -> Benefit:
        """The scheme's conditions, amount and shares on a day."""
        return self.rule(on)


def scheme(
    code: str,
    label: str,
    *,
    funding: tuple[str, ...] = (STATE,),
    aliases: tuple[str, ...] = (),
    family: str = "",
    group: str = "",
) -> Callable[[SchemeRule], Scheme]:
    """Declare a function as the scheme of a code. ``label`` names no office-holder."""

    def made(rule: SchemeRule) -> Scheme:
        name = getattr(rule, "__name__", "")
        text = inspect.cleandoc(rule.__doc__ or "")
        if not text:
            raise Broken("no_text", name=name)
        return Scheme(code, name, label, funding, rule, text, aliases, family or name, group)

    return made
