"""Dated parameters: figures with their orders, read from YAML and checked before any computation.

One file is one parameter, named after its folder and file. Each value has its effective date, the first month
drawn, its order, and whether it was read. Nothing is overwritten: a corrected figure is a further value with
a later ``recorded``, so the knowledge of any day can be queried for ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from vethanam.clauses import Citation
from vethanam.clauses.explanation import UsedParameter
from vethanam.periods import Month
from vethanam.rules.formula import text_of

#: drawn: amounts of the month's own bill; due: amounts by all known orders, arrears granted included
type Reading = Literal["drawn", "due"]


@dataclass(frozen=True, slots=True)
class Arrear:
    """An order's terms for the months between its effective date and the first month drawn."""

    mode: str
    granted_on: date | None = None
    withdrawable_from: date | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """One dated value.

    ``fields`` maps the parameter's fields to whole numbers, texts, lists or None (unknown).
    """

    key: str | None
    with_effect_from: date
    fields: Mapping[str, Any]
    citation: Citation
    first_drawn: Month | None = None
    until: date | None = None
    recorded: date | None = None
    is_superseded: bool = False
    arrear: Arrear | None = None
    note: str | None = None

    @property
    def known_from(self) -> date | None:
        """The day it became known: when it was recorded, else the date of its order, else always."""
        return self.recorded or self.citation.dated

    @property
    def is_unknown(self) -> bool:
        """True if a field is null."""
        return any(content is None for content in self.fields.values())

    @property
    def is_unknown_at_all(self) -> bool:
        """True if every field is null."""
        return all(content is None for content in self.fields.values())

    def holds(self, on: date, known_at: date | None, reading: Reading) -> bool:
        """True if the value may apply on a day, as known on another day."""
        if self.is_superseded or (self.until is not None and on > self.until):
            return False
        if known_at is not None and self.known_from is not None and self.known_from > known_at:
            return False
        if self.first_drawn is None or on >= self.first_drawn.first:
            return self.with_effect_from <= on or self.first_drawn is not None
        return reading == "due" and self.with_effect_from <= on and self._is_arrear_granted(known_at)

    def _is_arrear_granted(self, known_at: date | None) -> bool:
        if self.arrear is None or self.arrear.granted_on is None:
            return False
        return known_at is None or self.arrear.granted_on <= known_at


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named figure through time. ``units`` maps field to unit; ``keys`` distinguish its values."""

    name: str
    says: str
    units: Mapping[str, str]
    values: tuple[Value, ...]
    key: str | None = None
    keys: tuple[str, ...] = ()
    is_slabs: bool = False

    @property
    def field(self) -> str:
        """The only field of the parameter, or its first."""
        return next(iter(self.units))

    def in_force(
        self, on: date, key: str | None = None, *, known_at: date | None = None, reading: Reading = "drawn"
    ) -> Value | None:
        """The value in force on a day: the latest effective one; corrections precede corrected values."""
        standing = [v for v in self.values if v.key == key and v.holds(on, known_at, reading)]
        return max(standing, key=lambda v: (v.with_effect_from, v.recorded or date.min), default=None)

    def all_in_force(
        self, on: date, *, known_at: date | None = None, reading: Reading = "drawn"
    ) -> Iterator[tuple[str | None, Value | None]]:
        """Each key with the value in force on the day."""
        for key in self.keys or (None,):
            yield key, self.in_force(on, key, known_at=known_at, reading=reading)

    def first_known(self, key: str | None = None) -> date | None:
        """The first day it has a figure for."""
        known = [
            v.with_effect_from
            for v in self.values
            if v.key == key and not v.is_unknown_at_all and not v.is_superseded
        ]
        return min(known, default=None)

    def shown(self, value: Value) -> str:
        """A value in display form."""
        if self.is_slabs:
            return f"{len(next(iter(value.fields.values())) or ())} slabs"
        said = [f"{name} {shown_in(value.fields[name], unit)}" for name, unit in self.units.items()]
        return (
            shown_in(value.fields[self.field], self.units[self.field]) if len(said) == 1 else ", ".join(said)
        )

    def used(self, value: Value) -> UsedParameter:
        """A value for an explanation."""
        drawn = str(value.first_drawn) if value.first_drawn else None
        return UsedParameter(
            self.name,
            value.key,
            self.shown(value),
            value.citation,
            value.with_effect_from.isoformat(),
            drawn,
            value.is_unknown,
            value.note,
            figures=_plain(value.fields),
            rates=tuple(name for name, unit in self.units.items() if unit in _RATES),
        )


_RATES = {"per_cent"}


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are numbers, or lists of numbers."""
    plain = {name: list(held) if isinstance(held, tuple) else held for name, held in fields.items()}
    return {name: held for name, held in plain.items() if _is_number(held)}


def _is_number(held: Any) -> bool:
    if isinstance(held, list):
        return all(_is_number(one) for one in held)
    return isinstance(held, int) and not isinstance(held, bool)


def shown_in(content: Any, unit: str) -> str:
    """A field of a value in display form."""
    if content is None:
        return "not known"
    match unit:
        case "rupees":
            return text_of(content, 1, "paise")
        case "per_cent":
            return text_of(content, 10000, "rate")
        case "hundredths":
            return f"{content // 100}.{content % 100:02d}"
        case "stages" | "amounts":
            return (
                f"{len(content)} stages, {text_of(content[0], 1, 'paise')} to "
                f"{text_of(content[-1], 1, 'paise')}"
            )
        case "texts":
            return ", ".join(content)
        case _:
            return str(content)
