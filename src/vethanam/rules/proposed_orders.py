"""A proposed order: a small file that changes figures or refixes pay, laid over an unchanged rulebook.

    title: Dearness allowance 35 to 38 %
    with_effect_from: 2026-01-01
    first_drawn: 2027-01
    changes:
      - {parameter: dearness_allowance.rate, key: state_11, add: 3}
      - {parameter: house_rent_allowance.slab, key: 11/B, value: {rate: 10, floor: 2000, ceiling: 9000}}
    fitment: {revision: 11, merge: 35, per_cent: 10, step: 100}

``value`` is written as in the parameter's own file; ``add`` is added to its first field. A fitment merges a
percentage into basic pay, adds another, and rounds up to the next step in rupees. A proposal is never in
force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from vethanam.clauses import Citation
from vethanam.errors import Fault, Unsound, UnsoundInput, typed
from vethanam.money import RUPEE, WHOLE, Paise, Rate
from vethanam.periods import Month
from vethanam.rules.facts import MonthFacts
from vethanam.rules.parameter_file import ParameterFile, fault_at, form_of
from vethanam.rules.parameters import Parameter, Value
from vethanam.rules.rulebook import Rulebook
from vethanam.rules.units import UNITS
from vethanam.rules.yaml_lines import loaded

_KEYS = ("title", "with_effect_from", "first_drawn", "changes", "fitment")
_CHANGE_KEYS = ("parameter", "key", "value", "add")
_FITMENT_KEYS = ("revision", "merge", "per_cent", "step")
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Fitment:
    """Basic pay of a revision refixed: pay × (1 + merge + per_cent), up to the next step."""

    revision: int
    merge: Rate
    per_cent: Rate
    step: Paise

    def fixed(self, facts: MonthFacts) -> MonthFacts:
        """The facts with the pay of that revision refixed."""
        exact = pl.col("basic_pay") * (WHOLE + self.merge + self.per_cent)
        whole = self.step * WHOLE
        anew = (exact + whole - 1) // whole * self.step
        concerned = (pl.col("revision") == self.revision) & (pl.col("pay_basis") == "scale")
        pay = pl.when(concerned).then(anew).otherwise("basic_pay").alias("basic_pay")
        return replace(facts, segments=facts.segments.with_columns(pay))


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed order, read and checked against a rulebook. ``values`` are its figures, by parameter."""

    title: str
    with_effect_from: date
    first_drawn: Month
    values: Mapping[str, tuple[Value, ...]]
    fitment: Fitment | None
    text: str

    def over(self, rulebook: Rulebook) -> Rulebook:
        """The rulebook with these figures laid over; the original is unchanged."""
        changed: dict[str, Parameter] = dict(rulebook.parameters)
        for name, values in self.values.items():
            parameter = changed[name]
            changed[name] = replace(parameter, values=(*parameter.values, *values))
        return Rulebook(rulebook.pack, changed, rulebook.hash)

    def facts(self, facts: MonthFacts) -> MonthFacts:
        """A month's facts under the proposal."""
        return self.fitment.fixed(facts) if self.fitment else facts


def read_proposal(text: str, rulebook: Rulebook, name: str = "proposal") -> Proposal:
    """Read a proposed order.

    Raises
    ------
    UnsoundInput
        Lists every fault: an unknown key, parameter or word, a wrong unit, a missing date.
    """
    reader = _Reader(name, rulebook)
    proposal = reader.read(text)
    if reader.faults or proposal is None:
        first = [fault.sentence for fault in reader.faults[:5]]
        raise UnsoundInput("proposed_order_unsound", reader.faults, listed=first)
    return proposal


class _Reader:
    def __init__(self, name: str, rulebook: Rulebook) -> None:
        self.name, self.rulebook = name, rulebook
        self.faults: list[Fault] = []

    def fault(self, line: int, field: str, code: str, /, **facts: object) -> None:
        self.faults.append(fault_at(self.name, self.name, line, field, code, facts))

    def read(self, text: str) -> Proposal | None:
        content = self._content(text)
        if content is None:
            return None
        self._known(content, _KEYS)
        title = str(content.get("title") or "").strip()
        if not title:
            self.fault(1, "title", "no_title")
        since = content.get("with_effect_from")
        if not isinstance(since, date):
            self.fault(1, "with_effect_from", "no_date")
            return None
        if since.day != 1:
            self.fault(1, "with_effect_from", "not_a_first_day", day=since)
        first = self._month(content.get("first_drawn"), since)
        values = self._values(content, since, title)
        fitment = self._fitment(content.get("fitment"))
        if not content.get("changes") and not content.get("fitment"):
            self.fault(1, "changes", "changes_nothing")
        if first is None:
            return None
        return Proposal(title[:120], since, first, values, fitment, text)

    def _content(self, text: str) -> dict[str, Any] | None:
        if len(text) > LONGEST:
            self.fault(1, "", "proposed_order_too_long", most=LONGEST)
            return None
        try:
            content = loaded(text)
        except (yaml.YAMLError, Unsound, ValueError) as broken:
            self.fault(1, "", "not_readable_yaml", why=str(broken).splitlines()[0])
            return None
        if not isinstance(content, dict):
            self.fault(1, "", "proposed_order_not_a_map", keys=[*_KEYS])
            return None
        return content

    def _known(self, row: Mapping[str, Any], keys: tuple[str, ...]) -> None:
        for unknown in sorted(str(key) for key in set(row) - set(keys) - {"__line__"}):
            self.fault(row["__line__"], unknown, "file_key_unknown", key=unknown, keys=[*keys])

    def _month(self, given: Any, since: date) -> Month | None:
        if given is None:
            return Month.of(since)
        try:
            month = Month.parse(str(given))
        except Unsound as wrong:
            self.fault(1, "first_drawn", wrong.code, **wrong.facts)
            return None
        if month.last < since:
            self.fault(1, "first_drawn", "drawn_before_effect", month=month, day=since)
        return month

    def _values(self, content: Mapping[str, Any], since: date, title: str) -> dict[str, tuple[Value, ...]]:
        rows = content.get("changes") or []
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.fault(1, "changes", "changes_not_a_list", keys=[*_CHANGE_KEYS])
            return {}
        found: dict[str, tuple[Value, ...]] = {}
        seen: set[tuple[str, str | None]] = set()
        for row in rows:
            self._known(row, _CHANGE_KEYS)
            parameter = self._parameter(row)
            if parameter is None:
                continue
            key = None if row.get("key") is None else str(row["key"])
            if (parameter.name, key) in seen:
                self.fault(row["__line__"], "parameter", "changed_twice", parameter=parameter.name)
            seen.add((parameter.name, key))
            fields = self._fields(row, parameter, key, since)
            if fields is not None:
                value = Value(key, since, fields, Citation(title, verified=True))
                found[parameter.name] = (*found.get(parameter.name, ()), value)
        return found

    def _parameter(self, row: Mapping[str, Any]) -> Parameter | None:
        line, name = row["__line__"], str(row.get("parameter"))
        parameter = self.rulebook.parameters.get(name)
        if parameter is None:
            near = ", ".join(
                one for one in self.rulebook.parameters if one.split(".")[0] == name.split(".", maxsplit=1)[0]
            )
            if near:
                self.fault(line, "parameter", "no_such_parameter_but", parameter=typed(name, 60), near=near)
            else:
                self.fault(line, "parameter", "no_such_parameter", parameter=typed(name, 60))
            return None
        key = None if row.get("key") is None else str(row["key"])
        if key not in (parameter.keys or (None,)):
            if parameter.keys:
                self.fault(line, "key", "no_such_key_but", parameter=name, key=key, keys=[*parameter.keys])
            else:
                self.fault(line, "key", "no_such_key", parameter=name, key=key)
            return None
        return parameter

    def _fields(
        self, row: Mapping[str, Any], parameter: Parameter, key: str | None, since: date
    ) -> Mapping[str, Any] | None:
        line = row["__line__"]
        if ("value" in row) == ("add" in row):
            self.fault(line, "value", "value_or_addition")
            return None
        if "value" in row:
            file = ParameterFile(Path(self.name), parameter.name, {})
            fields = file.fields_of(row, form_of(parameter), parameter.units)
            self.faults += file.faults
            return fields
        return self._added(row["add"], line, parameter, key, since)

    def _added(
        self, given: Any, line: int, parameter: Parameter, key: str | None, since: date
    ) -> Mapping[str, Any] | None:
        now = parameter.in_force(since, key, reading="due")
        old = None if now is None else now.fields[parameter.field]
        if now is None or not isinstance(old, int):
            self.fault(line, "add", "nothing_to_add_to", parameter=parameter.name, day=since)
            return None
        try:
            more = UNITS[parameter.units[parameter.field]](given)
        except (ValueError, TypeError, ArithmeticError):
            self.fault(
                line, "add", "addition_not_in_unit", given=given, unit=parameter.units[parameter.field]
            )
            return None
        return {**now.fields, parameter.field: old + more}

    def _fitment(self, given: Any) -> Fitment | None:
        if given is None:
            return None
        if not isinstance(given, dict):
            self.fault(1, "fitment", "fitment_not_a_map", keys=[*_FITMENT_KEYS])
            return None
        self._known(given, _FITMENT_KEYS)
        try:
            found = Fitment(
                UNITS["count"](given["revision"]),
                UNITS["per_cent"](given.get("merge", 0)),
                UNITS["per_cent"](given.get("per_cent", 0)),
                UNITS["rupees"](given.get("step", 100)),
            )
        except (KeyError, ValueError, TypeError, ArithmeticError):
            self.fault(given["__line__"], "fitment", "fitment_incomplete")
            return None
        if found.step < RUPEE or found.merge < 0 or found.per_cent < 0:
            self.fault(given["__line__"], "fitment", "fitment_lowers_pay")
        return found
