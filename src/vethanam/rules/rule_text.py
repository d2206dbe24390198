"""Show a rule: its text, and its figures on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from vethanam.errors import Unsound
from vethanam.periods import Month
from vethanam.rules.component_values import inheriting, worked_on
from vethanam.rules.earnings import carried_on
from vethanam.rules.parameter_values import Use
from vethanam.rules.parameters import Parameter, Value
from vethanam.rules.rulebook import Rulebook


def shown(rulebook: Rulebook, name: str, on: date) -> dict[str, Any]:
    """A component, scheme or parameter on a day, as plain values: text, figures with orders, missing figures.

    Raises
    ------
    Unsound
        The pack has none of that name.
    """
    in_force = rulebook.in_force(Month.of(on), on=on)
    if name in rulebook.parameters:
        parameter = rulebook.parameters[name]
        values = dict(parameter.all_in_force(on))
        return _told(name, parameter.says, parameter.says, on, [Use(parameter, values)])
    if name in rulebook.pack.stated or name in rulebook.pack.obligations or name == rulebook.pack.wages[0]:
        text = "It is not worked out: an order or record states the amount."
        place = rulebook.parameters[rulebook.pack.precedence]
        uses = [Use(place, {name: place.in_force(on, name)})] if name in rulebook.pack.obligations else []
        return _told(name, rulebook.label_of(name), text, on, uses)
    for scheme in rulebook.pack.schemes:
        if name in (scheme.name, scheme.code):
            noting = in_force.noting()
            scheme.on(noting)
            return _told(scheme.name, scheme.label, scheme.text, on, noting.uses)
    component = _component(rulebook, name)
    carried_on(rulebook, in_force)
    steps = worked_on([c for c in rulebook.pack.components if c.kind == "step"], in_force)
    (line,) = inheriting(worked_on([component], in_force), steps)
    place = rulebook.parameters[rulebook.pack.precedence]
    uses = list(line.uses)
    if name in place.keys:
        uses.append(Use(place, {name: place.in_force(on, name)}))
    return _told(name, component.label, component.text, on, uses)


def _component(rulebook: Rulebook, name: str) -> Any:
    try:
        return rulebook.component(name)
    except Unsound as unknown:
        parameters = ", ".join(
            p for p in rulebook.parameters if p.startswith(f"{name.split('.', maxsplit=1)[0]}.")
        )
        if not parameters:
            raise
        raise Unsound("parameters_meant", unknown=unknown.sentence, parameters=parameters) from None


def _told(name: str, label: str, text: str, on: date, uses: list[Use]) -> dict[str, Any]:
    figures: dict[tuple[str, str | None], dict[str, Any]] = {}
    missing: dict[str, None] = {}
    for parameter, key, value in _each(uses):
        if value is None:
            missing[f"{parameter.name}{f' {key}' if key else ''}"] = None
        else:
            figures[parameter.name, key] = _figure(parameter, value)
    return {
        "name": name, "label": label, "on": on.isoformat(), "text": text,
        "figures": _own_first(figures.values(), name), "missing": list(missing),
    }  # fmt: skip


def _own_first(figures: Iterable[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The component's or scheme's own figures first, then shared ones."""
    return sorted(figures, key=lambda figure: f".{name}." not in f".{figure['name']}")


def _each(uses: list[Use]) -> Iterator[tuple[Parameter, str | None, Value | None]]:
    for use in uses:
        for key, value in use.values.items():
            yield use.parameter, key, value


def _figure(parameter: Parameter, value: Value) -> dict[str, Any]:
    used = parameter.used(value)
    return {
        "name": parameter.name, "key": value.key, "says": parameter.says, "text": used.text,
        "order": str(value.citation), "with_effect_from": used.with_effect_from,
        "first_drawn": used.first_drawn, "verified": used.verified, "source": value.citation.source,
        "note": used.note,
    }  # fmt: skip
