"""Parse one parameter file, and report its faults line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from vethanam.clauses import Citation
from vethanam.errors import Fault, Sentence, Unsound
from vethanam.periods import Month
from vethanam.rules.parameters import Arrear, Parameter, Value
from vethanam.rules.units import UNITS
from vethanam.rules.yaml_lines import read_numbered

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


def fault_at(file: str, name: str, line: int, field: str, code: str, facts: Mapping[str, object]) -> Fault:
    """A fault at a line of a file; its sentence begins with the name and the line."""
    at = Sentence("file_line", {"file": name, "line": line})
    return Fault(f"{file}:{line}", field, code, {**facts, "within": [at]})


def form_of(parameter: Parameter) -> dict[str, Any]:
    """The declaration of a parameter's fields, as in its file."""
    if list(parameter.units) == ["value"]:
        return {"unit": parameter.units["value"]}
    return {"slabs" if parameter.is_slabs else "fields": dict(parameter.units)}


class ParameterFile:
    """Parses one file to a :class:`Parameter`; ``faults`` collects its faults."""

    def __init__(self, path: Path, name: str, sources: Mapping[str, str]) -> None:
        self.path, self.name, self.sources = path, name, sources
        self.faults: list[Fault] = []

    def fault(self, line: int, field: str, code: str, /, **facts: object) -> None:
        """Add a fault at its place."""
        self.faults.append(fault_at(self.path.name, self.name, line, field, code, facts))

    def read(self) -> Parameter | None:
        """The parameter, or None if the file has faults."""
        content = self._content()
        if content is None:
            return None
        units = self._units(content)
        keys = tuple(content.get("keys") or ())
        if units is None:
            return None
        values = [self._value(row, content, units) for row in content.get("values") or ()]
        if not values:
            self.fault(content["__line__"], "values", "no_value_given")
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
        """One more value of a parameter already read, or None with its faults added."""
        return self._value(row, form_of(parameter), parameter.units)

    def _content(self) -> dict[str, Any] | None:
        try:
            content = read_numbered(self.path)
        except (yaml.YAMLError, Unsound) as broken:
            self.fault(1, "", "not_readable_yaml", why=str(broken).splitlines()[0])
            return None
        if not isinstance(content, dict):
            self.fault(1, "", "not_a_parameter")
            return None
        for unknown in sorted(set(content) - _FILE_KEYS - {"__line__"}):
            self.fault(content["__line__"], unknown, "file_key_unknown", key=unknown, keys=sorted(_FILE_KEYS))
        if not content.get("says"):
            self.fault(content["__line__"], "says", "no_sentence")
        return content

    def _units(self, content: Mapping[str, Any]) -> dict[str, str] | None:
        given = content.get("slabs") or content.get("fields") or {"value": content.get("unit")}
        units = {name: unit for name, unit in given.items() if name != "__line__"}
        for name, unit in units.items():
            if unit not in UNITS:
                self.fault(content["__line__"], name, "unknown_unit", unit=unit, units=[*UNITS])
        return None if self.faults else units

    def _value(
        self, row: Mapping[str, Any], content: Mapping[str, Any], units: Mapping[str, str]
    ) -> Value | None:
        line = row["__line__"]
        for unknown in sorted(set(row) - _VALUE_KEYS - {"__line__"}):
            self.fault(line, unknown, "file_key_unknown", key=unknown, keys=sorted(_VALUE_KEYS))
        citation = self._citation(row, content)
        since = row.get("with_effect_from")
        if type(since) is not date:
            self.fault(line, "with_effect_from", "value_without_date")
        if "value" not in row:
            self.fault(line, "value", "value_missing")
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
            self.fault(line, "first_drawn", wrong.code, **wrong.facts)
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
        """True if the other dates of a value are dates, and it does not end before it begins."""
        wrong = [
            name for name in ("until", "recorded", "dated") if row.get(name) and type(row[name]) is not date
        ]
        for name in wrong:
            self.fault(row["__line__"], name, "not_a_value_date", given=row[name])
        if not wrong and row.get("until") and row["until"] < since:
            self.fault(row["__line__"], "until", "until_before", day=row["until"], day_then=since)
            return False
        return not wrong

    def _citation(self, row: Mapping[str, Any], content: Mapping[str, Any]) -> Citation | None:
        order = row.get("order", content.get("order"))
        verified = row.get("verified", content.get("verified"))
        source = row.get("source", content.get("source"))
        if not order:
            self.fault(row["__line__"], "order", "value_without_order")
        if not isinstance(verified, bool):
            self.fault(row["__line__"], "verified", "value_not_verified")
        if source is not None and source not in self.sources:
            self.fault(row["__line__"], "source", "source_not_listed", source=source)
        if not order or not isinstance(verified, bool):
            return None
        dated = row.get("dated") if "order" in row else row.get("dated", content.get("dated"))
        return Citation(str(order), dated, row.get("paragraph"), source, verified)

    def fields_of(
        self, row: Mapping[str, Any], content: Mapping[str, Any], units: Mapping[str, str]
    ) -> dict[str, Any] | None:
        """The fields of a row's value in their units, or None with faults added."""
        given = row.get("value")
        if given is None:
            return dict.fromkeys(units)
        if "slabs" in content:
            return self._slabs(row, units)
        if "unit" in content:
            given = {"value": given}
        if not isinstance(given, dict) or set(given) - {"__line__"} != set(units):
            self.fault(row["__line__"], "value", "value_fields_differ", names=[*units])
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
                self.fault(line, name, "figure_not_in_unit", given=given[name], name=name, unit=unit)
                return None
        return converted

    def _slabs(self, row: Mapping[str, Any], units: Mapping[str, str]) -> dict[str, Any] | None:
        """Rows of slabs as one tuple per field; the first field is the lower bound."""
        given = row["value"]
        if not isinstance(given, list) or not all(
            isinstance(slab, dict) and set(slab) - {"__line__"} == set(units) for slab in given
        ):
            self.fault(row["__line__"], "value", "value_not_a_list", names=[*units])
            return None
        slabs = [self._converted(slab, units, slab["__line__"]) for slab in given]
        if any(slab is None for slab in slabs):
            return None
        columns = {name: tuple(slab[name] for slab in slabs if slab is not None) for name in units}
        bounds = next(iter(columns.values()))
        if not bounds or bounds[0] != 0:
            self.fault(row["__line__"], "value", "slab_gap")
        if list(bounds) != sorted(set(bounds)):
            self.fault(row["__line__"], "value", "slabs_not_rising")
        return columns

    @staticmethod
    def _arrear(given: Mapping[str, Any] | None) -> Arrear | None:
        if given is None:
            return None
        return Arrear(given["mode"], given.get("granted_on"), given.get("withdrawable_from"))

    def _check(self, parameter: Parameter, content: Mapping[str, Any]) -> None:
        lines = [row["__line__"] for row in content.get("values") or () if isinstance(row, dict)]
        if parameter.key and not parameter.keys:
            self.fault(content["__line__"], "keys", "no_keys", key=parameter.key)
        if len(lines) != len(parameter.values):
            return
        seen: dict[tuple[Any, ...], int] = {}
        for value, line in zip(parameter.values, lines, strict=True):
            if parameter.keys and value.key not in parameter.keys:
                self.fault(line, "key", "unknown_key_word", key=value.key, keys=[*parameter.keys])
            if not parameter.keys and value.key is not None:
                self.fault(line, "key", "no_key_here")
            if value.is_superseded:
                continue
            when = (value.key, value.with_effect_from, value.recorded)
            if when in seen:
                self.fault(
                    line, "with_effect_from", "two_values", day=value.with_effect_from, line=seen[when]
                )
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
                self.fault(lines[0], "key", "key_without_value", key=key)
            rows.sort(key=lambda pair: (pair[0].with_effect_from, pair[0].recorded or date.min))
            for (earlier, line), (later, _) in pairwise(rows):
                if earlier.until is not None and (later.with_effect_from - earlier.until).days > 1:
                    self.fault(line, "until", "gap", day=earlier.until, day_then=later.with_effect_from)
                if (
                    earlier.until is not None
                    and later.with_effect_from <= earlier.until
                    and later.recorded is None
                ):
                    self.fault(
                        line, "until", "value_overlaps", day=earlier.until, day_then=later.with_effect_from
                    )
