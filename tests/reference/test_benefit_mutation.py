"""Each figure of the schemes is changed by a hair: an answer of the examples or of the office must differ.

An ordinary run tries the pensions from elsewhere, `make agreement` (VETHANAM_REFERENCE_MUTANTS=all) all.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from vethanam.rules import load_pack, questions
from vethanam.rules.parameters import Parameter, Value
from vethanam.rules.question_files import compared, questions_in
from vethanam.rules.questions import ask
from vethanam.rules.rulebook import Rulebook
from vethanam.rules.worked_examples import examples_of

RULES = load_pack("kerala")
OFFICE = Path(__file__).parents[1] / "rules" / "benefit_questions.yaml"
IS_ALL = os.environ.get("VETHANAM_REFERENCE_MUTANTS") == "all"
#: the figures of an ordinary run
SOME = ("benefits.exceptions", "benefits.reduced")
#: fields that no amount reads, with the reason
UNREAD = {
    "benefits.mustering.certificate_instead",  # a band of the kind; no amount depends on it yet
    "benefits.schemes",  # names
}
#: fields that decide nothing yet
UNREAD_FIELDS = ("late_from",)


def changed(value: Value) -> Iterator[Value]:
    """The value with each of its known fields a hair wrong."""
    for field, content in value.fields.items():
        if field in UNREAD_FIELDS:
            continue
        if isinstance(content, bool):
            yield replace(value, fields={**value.fields, field: not content})
        elif isinstance(content, int):
            yield replace(value, fields={**value.fields, field: content + 1})
        elif isinstance(content, date):
            yield replace(value, fields={**value.fields, field: content + timedelta(days=1)})
        elif isinstance(content, tuple):
            yield replace(value, fields={**value.fields, field: content[1:] or ("nothing",)})


def mutants() -> Iterator[tuple[str, str, Rulebook]]:
    """Each wrong rulebook with the parameter and key that it changes."""
    for name, parameter in RULES.parameters.items():
        is_tried = name.startswith("benefits.") if IS_ALL else name in SOME
        if not is_tried or name in UNREAD:
            continue
        for place, value in enumerate(parameter.values):
            for wrong in () if value.is_superseded else changed(value):
                book = laid(parameter, place, wrong)
                yield name, f"{value.key or ''} {value.with_effect_from} {dict(wrong.fields)}", book


def laid(parameter: Parameter, place: int, wrong: Value) -> Rulebook:
    values = (*parameter.values[:place], wrong, *parameter.values[place + 1 :])
    parameters = {**RULES.parameters, parameter.name: replace(parameter, values=values)}
    return Rulebook(RULES.pack, parameters, "wrong")


def by_figure() -> Mapping[str, list[dict[str, Any]]]:
    """The questions by the figures that they read; the most specific first."""
    if not IS_ALL:
        other = ("epf_pension", "nps_pension", "ex_gratia_pension")
        some = [item for item in questions_in(OFFICE) if set(other) & set(item["given"])]
        return dict.fromkeys(SOME, some)
    items = [*questions_in(OFFICE), *(one.item for one in examples_of("kerala") if "benefit" in one.file)]
    found: dict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for item in items:
        reads = {entry["rule"] for entry in ask(item, "kerala").get("because", ())}
        for rule in reads:
            found[rule].append((len(reads), item))
    return {rule: [item for _, item in sorted(some, key=lambda one: one[0])] for rule, some in found.items()}


def test_a_figure_changed_by_a_hair_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    readers, missed, count = by_figure(), [], 0
    for name, which, book in mutants():
        monkeypatch.setattr(questions, "load_pack", lambda _, book=book: book)
        count += 1
        if not any(compared(item, "kerala").differences for item in readers.get(name, ())):
            missed.append(f"{name} {which}")
    assert missed == [], "\n".join(missed)
    assert count > (40 if IS_ALL else 4)
