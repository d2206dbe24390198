"""Figures entered on an installation with their order, laid over a pack.

A figure is a plain JSON mapping. Its ``value`` has the form of the parameter's file (``38``, or ``{rate: 10,
floor: 2000}``) and the same reader. Two persons have read it in its order, so it counts as verified. It is
known from the day it was recorded.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from vethanam.errors import Fault, Unsound, UnsoundInput
from vethanam.rules.parameter_file import ParameterFile
from vethanam.rules.parameters import Parameter, Value
from vethanam.rules.rulebook import Rulebook
from vethanam.rules.yaml_lines import loaded

LONGEST = 20_000

type Figure = Mapping[str, Any]


def read_figure(figure: Figure, rulebook: Rulebook) -> tuple[Value | None, Sequence[Fault]]:
    """The value of a figure, or None with its faults: unknown parameter or key, wrong unit, wrong date."""
    name = str(figure["parameter"])
    parameter = rulebook.parameters.get(name)
    if parameter is None:
        near = difflib.get_close_matches(name, rulebook.parameters, n=3)
        code = "figure_of_no_parameter_but" if near else "figure_of_no_parameter"
        return None, [Fault(name, "parameter", code, {"near": near} if near else {})]
    file = ParameterFile(Path(name), name, {})
    key = str(figure.get("key") or "") or None
    if key not in (parameter.keys or (None,)):
        if parameter.keys:
            file.fault(1, "key", "key_not_of_parameter", parameter=name, keys=[*parameter.keys])
        else:
            file.fault(1, "key", "key_of_keyless_parameter", parameter=name)
    row = _row(figure, key, file)
    value = None if row is None else file.value_of(row, parameter)
    if value is not None and value.first_drawn and value.first_drawn.last < value.with_effect_from:
        file.fault(1, "first_drawn", "drawn_before_it_takes_effect")
    return (None if file.faults else value), file.faults


def _row(figure: Figure, key: str | None, file: ParameterFile) -> dict[str, Any] | None:
    """The figure as a row of the parameter's file."""
    text = str(figure["value"])
    if len(text) > LONGEST:
        file.fault(1, "value", "figure_too_long", most=LONGEST)
        return None
    try:
        value = loaded(text)
    except (yaml.YAMLError, Unsound, ValueError, RecursionError):
        file.fault(1, "value", "figure_unreadable")
        return None
    row: dict[str, Any] = {
        "__line__": 1, "key": key, "value": value, "order": figure["order_number"],
        "dated": figure["order_dated"],
        "verified": True,
        **{name: figure.get(name) or None for name in ("with_effect_from", "until", "recorded")},
        "first_drawn": figure.get("first_drawn") or None, "paragraph": figure.get("paragraph") or None,
        "note": figure.get("note") or None,
    }  # fmt: skip
    for name in ("with_effect_from", "until", "recorded", "dated"):
        row[name] = date.fromisoformat(row[name]) if isinstance(row[name], str) else row[name]
    if mode := figure.get("arrear_mode"):
        days = {name: figure.get(f"arrear_{name}") for name in ("granted_on", "withdrawable_from")}
        row["arrear"] = {
            "mode": mode, **{name: date.fromisoformat(day) for name, day in days.items() if day},
        }  # fmt: skip
    return row


def laid_over(rulebook: Rulebook, figures: Sequence[Figure]) -> Rulebook:
    """The rulebook with these figures added; its hash covers the pack's text and every figure.

    Of two figures for one day, recorded on the same day, the later one counts.
    """
    if not figures:
        return rulebook
    added: dict[str, dict[tuple[Any, ...], Value]] = {}
    for figure in figures:
        value, faults = read_figure(figure, rulebook)
        if value is None:
            raise UnsoundInput("several_faults", faults, faults=[fault.sentence for fault in faults])
        of = added.setdefault(str(figure["parameter"]), {})
        of[value.key, value.with_effect_from, value.recorded] = value
    changed: dict[str, Parameter] = {
        name: replace(rulebook.parameters[name], values=(*rulebook.parameters[name].values, *values.values()))
        for name, values in added.items()
    }
    text = json.dumps([dict(figure) for figure in figures], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(f"{rulebook.hash}\0{text}".encode()).hexdigest()
    return Rulebook(rulebook.pack, {**rulebook.parameters, **changed}, digest)
