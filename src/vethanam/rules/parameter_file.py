"""One file on its way to a parameter: what it must say, and what is wrong with it, line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from vethanam.clauses import Citation
from vethanam.errors import Fault, Unsound
from vethanam.periods import Month
from vethanam.rules.numbered import read_numbered
from vethanam.rules.parameters import Arrear, Parameter, Value
from vethanam.rules.units import UNITS

_FILE_KEYS = {
    "says",
    "unit",
    "fields",
    "key",
    "keys",
    "slabs",
    "order",
    "dated",
    "source",
    "verified",
    "values",
}
_VALUE_KEYS = {
    "key",
    "with_effect_from",
    "first_drawn",
    "until",
    "recorded",
    "superseded",
    "value",
    "order",
    "dated",
    "paragraph",
    "source",
    "verified",
    "arrear",
    "note",
}


def form_of(parameter: Parameter) -> dict[str, Any]:
    """How the file of a parameter says which fields its values have."""
    if list(parameter.units) == ["value"]:
        return {"unit": parameter.units["value"]}
    return {"slabs" if parameter.is_slabs else "fields": dict(parameter.units)}


class ParameterFile:
    """One file on its way to a :class:`Parameter`; what is wrong with it gathers in ``faults``."""

    def __init__(self, path: Path, name: str, sources: Mapping[str, str]) -> None:
        self.path, self.name, self.sources = path, name, sources
        self.faults: list[Fault] = []

    def fault(self, line: int, field: str, says: str, code: str) -> None:
        """Note one thing wrong, where it stands."""
        self.faults.append(
            Fault(f"{self.path.name}:{line}", field, f"{self.name}, line {line}: {says}", code)
        )

    def read(self) -> Parameter | None:
        """The parameter, or None when the file has faults."""
        content = self._content()
        if content is None:
            return None
        units = self._units(content)
        keys = tuple(content.get("keys") or ())
        if units is None:
            return None
        values = [self._value(row, content, units) for row in content.get("values") or ()]
        if not values:
            self.fault(
                content["__line__"],
                "values",
                "it has no value. Give at least one, null when it is not known.",
                "no_value",
            )
            return None
        standing = tuple(value for value in values if value is not None)
        parameter = Parameter(
            self.name,
            str(content.get("says", "")),
            units,
            standing,
            content.get("key"),
            keys,
            "slabs" in content,
        )
        self._check(parameter, content)
        return None if self.faults else parameter

    def value_of(self, row: Mapping[str, Any], parameter: Parameter) -> Value | None:
        """One more value of a parameter that was read before, or None with the faults noted."""
        return self._value(row, form_of(parameter), parameter.units)

    def _content(self) -> dict[str, Any] | None:
        try:
            content = read_numbered(self.path)
        except (yaml.YAMLError, Unsound) as broken:
            self.fault(1, "", f"it is not readable YAML: {str(broken).splitlines()[0]}", "not_yaml")
            return None
        if not isinstance(content, dict):
            self.fault(1, "", "it is not a mapping with says, unit and values.", "not_a_parameter")
            return None
        for unknown in sorted(set(content) - _FILE_KEYS - {"__line__"}):
            self.fault(
                content["__line__"],
                unknown,
                f"{unknown} is not known here. Known are {', '.join(sorted(_FILE_KEYS))}.",
                "unknown_key",
            )
        if not content.get("says"):
            self.fault(
                content["__line__"], "says", "it does not say in a sentence what it is.", "no_sentence"
            )
        return content

    def _units(self, content: Mapping[str, Any]) -> dict[str, str] | None:
        given = content.get("slabs") or content.get("fields") or {"value": content.get("unit")}
        units = {name: unit for name, unit in given.items() if name != "__line__"}
        for name, unit in units.items():
            if unit not in UNITS:
                self.fault(
                    content["__line__"],
                    name,
                    f"the unit {unit} is not known. Known are {', '.join(UNITS)}.",
                    "unknown_unit",
                )
        return None if self.faults else units

    def _value(
        self, row: Mapping[str, Any], content: Mapping[str, Any], units: Mapping[str, str]
    ) -> Value | None:
        line = row["__line__"]
        for unknown in sorted(set(row) - _VALUE_KEYS - {"__line__"}):
            self.fault(
                line,
                unknown,
                f"{unknown} is not known here. Known are {', '.join(sorted(_VALUE_KEYS))}.",
                "unknown_key",
            )
        citation = self._citation(row, content)
        since = row.get("with_effect_from")
        if type(since) is not date:
            self.fault(
                line,
                "with_effect_from",
                "a value has no date of effect. Write with_effect_from: 2026-03-01.",
                "no_date",
            )
        if "value" not in row:
            self.fault(line, "value", "a value is missing. Write null when it is not known.", "no_value")
        fields = self.fields_of(row, content, units)
        if (
            citation is None
            or type(since) is not date
            or fields is None
            or not self._days_are_days(row, since)
        ):
            return None
        try:
            first_drawn = Month.parse(str(row["first_drawn"])) if row.get("first_drawn") else None
        except Unsound as wrong:
            self.fault(line, "first_drawn", wrong.says, "not_a_month")
            return None
        return Value(
            None if row.get("key") is None else str(row["key"]),
            since,
            fields,
            citation,
            first_drawn,
            row.get("until"),
            row.get("recorded"),
            bool(row.get("superseded")),
            self._arrear(row.get("arrear")),
            row.get("note"),
        )

    def _days_are_days(self, row: Mapping[str, Any], since: date) -> bool:
        """Whether the other days of a value are days, and it does not end before it begins."""
        wrong = [
            name for name in ("until", "recorded", "dated") if row.get(name) and type(row[name]) is not date
        ]
        for name in wrong:
            self.fault(row["__line__"], name, f"{row[name]} is not a date such as 2026-03-01.", "no_date")
        if not wrong and row.get("until") and row["until"] < since:
            says = f"it holds until {row['until']}, before it begins on {since}. Correct one of the days."
            self.fault(row["__line__"], "until", says, "until_before")
            return False
        return not wrong

    def _citation(self, row: Mapping[str, Any], content: Mapping[str, Any]) -> Citation | None:
        order = row.get("order", content.get("order"))
        verified = row.get("verified", content.get("verified"))
        source = row.get("source", content.get("source"))
        if not order:
            self.fault(
                row["__line__"],
                "order",
                "a value names no order. Write the order, Act or practice it comes from.",
                "no_order",
            )
        if not isinstance(verified, bool):
            self.fault(
                row["__line__"],
                "verified",
                "verified must be true or false: was the figure read in its source?",
                "not_verified",
            )
        if source is not None and source not in self.sources:
            self.fault(
                row["__line__"], "source", f"the source {source} is not in sources.yaml.", "unknown_source"
            )
        if not order or not isinstance(verified, bool):
            return None
        dated = row.get("dated") if "order" in row else row.get("dated", content.get("dated"))
        return Citation(str(order), dated, row.get("paragraph"), source, verified)

    def fields_of(
        self, row: Mapping[str, Any], content: Mapping[str, Any], units: Mapping[str, str]
    ) -> dict[str, Any] | None:
        """The fields of a row's value in their units, or None with the faults noted."""
        given = row.get("value")
        if given is None:
            return dict.fromkeys(units)
        if "slabs" in content:
            return self._slabs(row, units)
        if "unit" in content:
            given = {"value": given}
        if not isinstance(given, dict) or set(given) - {"__line__"} != set(units):
            self.fault(
                row["__line__"], "value", f"the value should give exactly {', '.join(units)}.", "wrong_type"
            )
            return None
        return self._converted(given, units, row["__line__"])

    def _converted(
        self, given: Mapping[str, Any], units: Mapping[str, str], line: int
    ) -> dict[str, Any] | None:
        converted: dict[str, Any] = {}
        for name, unit in units.items():
            try:
                converted[name] = None if given[name] is None else UNITS[unit](given[name])
            except (ValueError, TypeError, InvalidOperation):
                self.fault(line, name, f"{given[name]} is not {name} in {unit}.", "wrong_type")
                return None
        return converted

    def _slabs(self, row: Mapping[str, Any], units: Mapping[str, str]) -> dict[str, Any] | None:
        """Rows of slabs, turned into one tuple per field; the first field is the lower bound."""
        given = row["value"]
        if not isinstance(given, list) or not all(
            isinstance(slab, dict) and set(slab) - {"__line__"} == set(units) for slab in given
        ):
            self.fault(
                row["__line__"], "value", f"the value should be a list of {', '.join(units)}.", "wrong_type"
            )
            return None
        slabs = [self._converted(slab, units, slab["__line__"]) for slab in given]
        if any(slab is None for slab in slabs):
            return None
        columns = {name: tuple(slab[name] for slab in slabs if slab is not None) for name in units}
        bounds = next(iter(columns.values()))
        if not bounds or bounds[0] != 0:
            self.fault(
                row["__line__"],
                "value",
                "the lowest slab does not begin at nothing: there is a gap below it.",
                "gap",
            )
        if list(bounds) != sorted(set(bounds)):
            self.fault(
                row["__line__"],
                "value",
                "the slabs do not rise, or two begin at the same figure.",
                "slabs_not_rising",
            )
        return columns

    @staticmethod
    def _arrear(given: Mapping[str, Any] | None) -> Arrear | None:
        if given is None:
            return None
        return Arrear(given["mode"], given.get("granted_on"), given.get("withdrawable_from"))

    def _check(self, parameter: Parameter, content: Mapping[str, Any]) -> None:
        lines = [row["__line__"] for row in content.get("values") or () if isinstance(row, dict)]
        if parameter.key and not parameter.keys:
            self.fault(
                content["__line__"],
                "keys",
                f"it is told apart by {parameter.key}, but its keys are not listed.",
                "no_keys",
            )
        if len(lines) != len(parameter.values):
            return
        seen: dict[tuple[Any, ...], int] = {}
        for value, line in zip(parameter.values, lines, strict=True):
            if parameter.keys and value.key not in parameter.keys:
                self.fault(
                    line,
                    "key",
                    f"{value.key} is not among its keys {', '.join(parameter.keys)}.",
                    "unknown_key_word",
                )
            if not parameter.keys and value.key is not None:
                self.fault(line, "key", "it is not told apart by a key.", "unknown_key_word")
            if value.is_superseded:
                continue
            when = (value.key, value.with_effect_from, value.recorded)
            if when in seen:
                says = (
                    f"two values hold from {value.with_effect_from}; the other is on line {seen[when]}. "
                    "Mark one superseded, or give the later one the day it was recorded."
                )
                self.fault(line, "with_effect_from", says, "two_values")
            seen[when] = line
        self._check_gaps(parameter, lines)

    def _check_gaps(self, parameter: Parameter, lines: Sequence[int]) -> None:
        for key in parameter.keys or (None,):
            rows = [
                (v, line)
                for v, line in zip(parameter.values, lines, strict=True)
                if v.key == key and not v.is_superseded
            ]
            if not rows:
                self.fault(
                    lines[0], "key", f"there is no value for {key}. Write null when it is not known.", "gap"
                )
            rows.sort(key=lambda pair: (pair[0].with_effect_from, pair[0].recorded or date.min))
            for (earlier, line), (later, _) in pairwise(rows):
                if earlier.until is not None and (later.with_effect_from - earlier.until).days > 1:
                    says = (
                        f"between {earlier.until} and {later.with_effect_from} nothing holds. "
                        "Close the gap, with null if it is not known."
                    )
                    self.fault(line, "until", says, "gap")
                if (
                    earlier.until is not None
                    and later.with_effect_from <= earlier.until
                    and later.recorded is None
                ):
                    says = f"it holds until {earlier.until}, but another value holds from {later.with_effect_from}."
                    self.fault(line, "until", says, "two_values")
