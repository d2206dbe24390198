"""The parameters as they stand on a day: what a component's function is given.

``on.dearness_allowance.rate.by("da_series")`` reads as the order does. Each figure a function takes is noted, so that
a line knows its orders, and an unknown figure holds the line with a sentence that names what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from vethanam.errors import Broken, Unsound
from vethanam.periods import Month
from vethanam.rules.formula import Formula, figure
from vethanam.rules.parameters import Parameter, Reading, Value

_FORMULA_UNITS: Mapping[str, str] = {"rupees": "paise", "per_cent": "rate", "paise": "paise"}


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """One figure a rule takes: fixed (a key known beforehand) or looked up by columns of the row."""

    parameter: Parameter
    values: Mapping[str | None, Value | None]
    columns: tuple[str, ...] = ()
    key: pl.Expr | None = None
    known: pl.Expr | None = None
    #: which rows it concerns, where not all
    applies: pl.Expr | None = None
    #: whether a node of the formula stands for it; else the rule only read it
    is_node: bool = True


@dataclass(slots=True, eq=False)
class InForce:
    """Parameters on a day, as known on another; ``month`` is the month of work that is assessed."""

    parameters: Mapping[str, Parameter]
    month: Month
    known_at: date | None = None
    reading: Reading = "drawn"
    day: date | None = None
    uses: list[Use] = field(default_factory=list)

    @property
    def on(self) -> date:
        """The day that selects the parameters: the month's first, unless :meth:`at` moved it."""
        return self.day or self.month.first

    def at(self, day: date) -> InForce:
        """The same on another day; what it takes is noted here too."""
        return InForce(self.parameters, self.month, self.known_at, self.reading, day, self.uses)

    def noting(self) -> InForce:
        """The same with a list of uses of its own."""
        return InForce(self.parameters, self.month, self.known_at, self.reading, self.day)

    def __getattr__(self, group: str) -> Group:
        if group.startswith("_"):
            raise AttributeError(group)
        return Group(self, group)

    def figure(self, name: str) -> Figure:
        """The figure of a parameter by its full name."""
        parameter = self.parameters.get(name)
        if parameter is None:
            raise Broken(
                "no_parameter", f"A rule asks for the parameter {name}, which this pack does not have."
            )
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


@dataclass(frozen=True, slots=True)
class Figure:
    """One parameter as it stands."""

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
            No value is in force, or it is not known. Nothing is guessed.
        """
        value = self.noted(key)
        name = field or self.parameter.field
        if value is None or value.fields[name] is None:
            raise Unsound(
                "parameter_unknown", self.missing_sentence(key, value), parameter=self.parameter.name
            )
        return value.fields[name]

    def fixed(self, field: str | None = None, *, key: str | None = None, label: str | None = None) -> Formula:
        """The figure as a formula, the same in every row; unknown makes every row unknown."""
        value = self.noted(key, is_node=True)
        name = field or self.parameter.field
        content = None if value is None else value.fields[name]
        return self._formula(pl.lit(content, dtype=pl.Int64), name, label)

    def by(
        self, *columns: str, field: str | None = None, key: pl.Expr | None = None, label: str | None = None
    ) -> Formula:
        """The figure looked up by columns of the row, joined with ``/`` when there are several.

        ``key`` gives the text to look up by when it is not simply the columns; then ``columns`` say what it reads.
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
        chosen = pl.lit(None, dtype=pl.Int64)
        for word, value in values.items():
            if value is not None and value.fields[name] is not None:
                chosen = (
                    pl.when(looked_up == word)
                    .then(pl.lit(value.fields[name], dtype=pl.Int64))
                    .otherwise(chosen)
                )
        self._note(Use(self.parameter, values, columns, looked_up, chosen))
        return self._formula(chosen, name, label)

    def is_fully_unknown(self) -> bool:
        """Whether no key has a figure on the day."""
        return all(
            v is None or v.is_unknown
            for _, v in self.parameter.all_in_force(self.on.on, known_at=self.on.known_at)
        )

    def missing_sentence(self, key: str | None, value: Value | None) -> str:
        """What is missing, and what to do."""
        return missing_sentence(self.parameter, key, value, self.on.on)

    def noted(
        self, key: str | None = None, *, applies: pl.Expr | None = None, is_node: bool = False
    ) -> Value | None:
        """The value in force, noted as used; ``applies`` tells which rows it concerns."""
        value = self.value(key)
        known = pl.lit(None if value is None or value.is_unknown else 1, dtype=pl.Int64)
        if applies is not None:
            known = pl.when(applies).then(known).otherwise(1)
        self._note(Use(self.parameter, {key: value}, known=known, applies=applies, is_node=is_node))
        return value

    def take(self, value: Value) -> None:
        """Note a value that the caller chose by another rule."""
        self._note(Use(self.parameter, {value.key: value}, is_node=False))

    def _note(self, use: Use) -> None:
        self.on.uses.append(use)

    def _formula(self, expression: pl.Expr, field: str, label: str | None) -> Formula:
        unit = _FORMULA_UNITS.get(self.parameter.units[field], self.parameter.units[field])
        return figure(expression, unit, parameter=self.parameter.name, label=label)


def missing_sentence(parameter: Parameter, key: str | None, value: Value | None, on: date) -> str:
    """The sentence of an unknown figure: what, for which key, on which day, and which order would tell."""
    about = parameter.says.rstrip(".")
    which = f" for {key}" if key else ""
    if value is not None:
        since = f" from {value.with_effect_from:%-d %b %Y}"
        return (
            f"{about}: not known{which}{since}. Missing: {value.citation}. Add that order to the parameters."
        )
    first = parameter.first_known(key)
    since = f" The first figure holds from {first:%-d %b %Y}." if first and first > on else ""
    return f"{about}: no order in the pack gives it{which} on {on:%-d %b %Y}.{since} Add the order to the parameters."
