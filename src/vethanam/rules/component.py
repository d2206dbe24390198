"""A component: one bill line, or a step towards one, as a function from parameters to a formula.

The decorators declare the kind. The docstring of the function is its text: the first sentence is shown on the
payslip as the rule, the rest names the recipients, the rounding and the orders.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from vethanam.errors import Broken
from vethanam.rules.formula import Formula
from vethanam.rules.parameter_values import InForce, Use

type Kind = Literal["earning", "deduction", "employer", "step", "carried"]
#: segment: a range of days, spread over them; part: one bill; month: one employment
type Grain = Literal["segment", "part", "month"]
type Rule = Callable[[InForce], Formula]


@dataclass(frozen=True, slots=True, eq=False)
class Component:
    """One rule of a pack. ``days`` names the day column over which a segment's earning is spread."""

    name: str
    label: str
    kind: Kind
    grain: Grain
    rounding: str
    rule: Rule
    text: str
    days: str = "days"

    @property
    def says(self) -> str:
        """The rule in one sentence."""
        first, _, _ = self.text.partition("\n\n")
        return " ".join(first.split())

    def worked(self, on: InForce) -> Worked:
        """The component's formula on a day, with the figures it used."""
        noting = on.noting()
        formula = self.rule(noting)
        return Worked(self, formula, tuple(noting.uses))


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """A component on a day: its formula and the figures used."""

    component: Component
    formula: Formula
    uses: tuple[Use, ...]

    @property
    def is_unconfirmed(self) -> bool:
        """True if any of its figures, for any key, has an unread source."""
        values = [value for use in self.uses for value in use.values.values()]
        return any(
            value is not None and not value.is_unknown and not value.citation.verified for value in values
        )


def _component(
    kind: Kind, label: str, grain: Grain, rounding: str, days: str = "days"
) -> Callable[[Rule], Component]:
    def made(rule: Rule) -> Component:
        name = getattr(rule, "__name__", "")
        text = inspect.cleandoc(rule.__doc__ or "")
        if not text:
            raise Broken("no_text", name=name)
        return Component(name, label, kind, grain, rounding, rule, text, days)

    return made


def earning(
    label: str, *, grain: Grain = "segment", rounding: str = "rupee", days: str = "days"
) -> Callable[[Rule], Component]:
    """An earning.

    For a segment, its formula gives the amount of a full month, which the engine spreads over days.
    """
    return _component("earning", label, grain, rounding, days)


def deduction(label: str, *, grain: Grain = "month", rounding: str = "rupee") -> Callable[[Rule], Component]:
    """A deduction: the amount due. The cascade decides how much of it is deducted."""
    return _component("deduction", label, grain, rounding)


def employer(label: str, *, grain: Grain = "part", rounding: str = "rupee") -> Callable[[Rule], Component]:
    """An amount the employer pays in addition to pay."""
    return _component("employer", label, grain, rounding)


def step(label: str, *, grain: Grain = "month", rounding: str = "paisa") -> Callable[[Rule], Component]:
    """A named step that other components read as a column."""
    return _component("step", label, grain, rounding)


def carried(label: str) -> Callable[[Rule], Component]:
    """A sum over a part's segments, carried exactly and without a line; a part reads it with ``on.exact``."""
    return _component("carried", label, "segment", "paisa")
