"""The parameters in force on a day, as given to a component's function.

``on.dearness_allowance.rate.by("da_series")`` reads like the order. Each figure used is recorded, so a line
knows its orders, and an unknown figure holds the line with a sentence that names the missing order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from vethanam.errors import Broken, Sentence, Unsound
from vethanam.money import WHOLE
from vethanam.periods import Month
from vethanam.rules.formula import Formula, figure
from vethanam.rules.parameters import Parameter, Reading, Value

_FORMULA_UNITS: Mapping[str, str] = {"rupees": "paise", "per_cent": "rate", "paise": "paise"}

#: the date of a question that selects its figures by a revision or a span of months: all orders are known
LATEST = date(2200, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """One figure used by a rule: fixed (known key) or looked up by columns of the row."""

    parameter: Parameter
    values: Mapping[str | None, Value | None]
    columns: tuple[str, ...] = ()
    key: pl.Expr | None = None
    known: pl.Expr | None = None
    #: the rows it concerns, if not all
    applies: pl.Expr | None = None
    #: True if a node of the formula represents it; else the rule only read it
    is_node: bool = True
    #: True if the key is the joined words of ``columns``
    is_plain: bool = False


@dataclass(slots=True, eq=False)
class InForce:
    """Parameters on a day, as known on another; ``month`` is the month of work assessed."""

    parameters: Mapping[str, Parameter]
    month: Month
    known_at: date | None = None
    reading: Reading = "drawn"
    day: date | None = None
    uses: list[Use] = field(default_factory=list)
    #: scales of sums carried exactly from segments to parts
    scales: dict[str, int] = field(default_factory=dict)
    #: components already built for this day, by name; their formulas do not depend on rows
    worked: dict[str, Any] = field(default_factory=dict)

    @property
    def on(self) -> date:
        """The day that selects the parameters: the month's first, unless changed by :meth:`at`."""
        return self.day or self.month.first

    def at(self, day: date) -> InForce:
        """The parameters in force on another day. Figures used there are recorded here too."""
        return InForce(self.parameters, self.month, self.known_at, self.reading, day, self.uses, self.scales)

    def noting(self) -> InForce:
        """A copy with a list of used figures of its own."""
        return InForce(self.parameters, self.month, self.known_at, self.reading, self.day, [], self.scales)

    def exact(self, name: str) -> Formula:
        """A line's exact sum over a part's segments, before rounding."""
        return Formula(pl.col(f"{name}_exact"), self.scales[name], "paise", "column", label=name)

    def __getattr__(self, group: str) -> Group:
        if group.startswith("_"):
            raise AttributeError(group)
        return Group(self, group)

    def figure(self, name: str) -> Figure:
        """The figure of a parameter by its full name."""
        parameter = self.parameters.get(name)
        if parameter is None:
            raise Broken("no_parameter", name=name)
        return Figure(self, parameter)


@dataclass(frozen=True, slots=True)
class Group:
    """The parameters of one folder."""

    on: InForce
    name: str

    def __getattr__(self, name: str) -> Figure:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.on.figure(f"{self.name}.{name}")

    def folder(self, name: str) -> Group:
        """The parameters of a folder inside this one."""
        return Group(self.on, f"{self.name}.{name}")


@dataclass(frozen=True, slots=True)
class Figure:
    """One parameter, as in force."""

    on: InForce
    parameter: Parameter

    def value(self, key: str | None = None) -> Value | None:
        """The value in force, or None."""
        return self.parameter.in_force(self.on.on, key, known_at=self.on.known_at, reading=self.on.reading)

    def content(self, field: str | None = None, *, key: str | None = None) -> Any:
        """The plain content of a field.

        Raises
        ------
        Unsound
            No value is in force, or it is unknown.
        """
        value = self.noted(key)
        name = field or self.parameter.field
        if value is None or value.fields[name] is None:
            raise self.unknown(key, value)
        return value.fields[name]

    def fixed(self, field: str | None = None, *, key: str | None = None, label: str | None = None) -> Formula:
        """The figure as a formula, equal in every row; an unknown figure makes every row unknown."""
        value = self.noted(key, is_node=True)
        name = field or self.parameter.field
        return self._formula({key: None if value is None else value.fields[name]}, None, name, label)

    def by(
        self,
        *columns: str,
        field: str | None = None,
        key: pl.Expr | None = None,
        label: str | None = None,
        is_node: bool = True,
        applies: pl.Expr | None = None,
    ) -> Formula:
        """The figure looked up by columns of the row, joined with ``/`` if several.

        ``key`` overrides the lookup text; ``columns`` then names the columns it reads. A figure used only in
        a condition is no node (``is_node``); explanations still list it. ``applies`` limits it to some rows.
        """
        name = field or self.parameter.field
        values = dict(
            self.parameter.all_in_force(self.on.on, known_at=self.on.known_at, reading=self.on.reading)
        )
        looked_up = (
            key
            if key is not None
            else pl.concat_str([pl.col(c).cast(pl.String) for c in columns], separator="/")
        )
        contents = {word: None if value is None else value.fields[name] for word, value in values.items()}
        formula = self._formula(contents, looked_up, name, label)
        self._note(
            Use(
                self.parameter,
                values,
                columns,
                looked_up,
                formula.numerator,
                applies,
                is_node=is_node,
                is_plain=key is None,
            )
        )
        return formula

    def unknown(self, key: str | None, value: Value | None) -> Unsound:
        """The error of an unknown figure, which names the missing order."""
        figure = missing_figure(self.parameter, key, value, self.on.on)
        return Unsound("parameter_unknown", figure=figure, parameter=self.parameter.name)

    def noted(
        self, key: str | None = None, *, applies: pl.Expr | None = None, is_node: bool = False
    ) -> Value | None:
        """The value in force, recorded as used; ``applies`` limits it to some rows."""
        value = self.value(key)
        known = pl.lit(None if value is None or value.is_unknown else 1, dtype=pl.Int64)
        if applies is not None:
            known = pl.when(applies).then(known).otherwise(1)
        self._note(Use(self.parameter, {key: value}, known=known, applies=applies, is_node=is_node))
        return value

    def take(self, value: Value) -> None:
        """Record a value the caller chose by another rule."""
        self._note(Use(self.parameter, {value.key: value}, is_node=False))

    def _note(self, use: Use) -> None:
        self.on.uses.append(use)

    def _formula(
        self, contents: Mapping[str | None, int | None], key: pl.Expr | None, field: str, label: str | None
    ) -> Formula:
        """The figure as a formula; a percentage is reduced to the smallest exact whole numbers."""
        unit = _FORMULA_UNITS.get(self.parameter.units[field], self.parameter.units[field])
        shared = math.gcd(WHOLE, *(c for c in contents.values() if c)) if unit == "rate" else 1
        known = {word: content // shared for word, content in contents.items() if content is not None}
        chosen = (
            pl.lit(None, dtype=pl.Int64)
            if key is not None
            else pl.lit(known.get(_only(known)), dtype=pl.Int64)
        )
        if key is not None:
            for word, content in known.items():
                chosen = pl.when(key == word).then(pl.lit(content, dtype=pl.Int64)).otherwise(chosen)
        scale = WHOLE // shared if unit == "rate" else None
        return figure(chosen, unit, parameter=self.parameter.name, label=label, scale=scale)


def _only(known: Mapping[str | None, int]) -> str | None:
    return next(iter(known), None)


def missing_figure(parameter: Parameter, key: str | None, value: Value | None, on: date) -> Sentence:
    """The sentence about an unknown figure: its name, key and date, and the order that would state it."""
    facts: dict[str, Any] = {"about": parameter.says.rstrip(".")}
    if value is not None:
        code = "for_key_from" if key else "from_day"
        facts |= {
            "which": Sentence(code, {"key": key, "day": value.with_effect_from}),
            "order": str(value.citation),
        }
        return Sentence("figure_unknown", facts)
    facts["which"] = ""
    if on != LATEST:
        facts["which"] = Sentence("for_key_on" if key else "on_day", {"key": key, "day": on})
    elif key:
        facts["which"] = Sentence("for_key", {"key": key})
    first = parameter.first_known(key)
    if first and first > on:
        return Sentence("figure_not_given_yet", facts | {"day": first})
    return Sentence("figure_not_given", facts)
