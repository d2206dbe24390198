"""The public rulebook: each rule's text, its parameters over time with their
orders, and recomputed examples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vethanam.errors import Unsound
from vethanam.payroll.rulebook import pack_in_use, rulebook_in_use
from vethanam.periods import Month
from vethanam.rules.parameters import Parameter, Value
from vethanam.rules.question_files import compared, plain
from vethanam.rules.questions import ask
from vethanam.rules.rule_text import shown
from vethanam.rules.worked_examples import examples_of
from vethanam.web.parts import words
from vethanam.web.parts.access import now_of, public
from vethanam.web.parts.names import component_name, rule_said, titles
from vethanam.web.pay.figures import WORDS, example_said, figure_name, figure_said, word_name
from vethanam.web.pay.line_explanation import History, rate_history

#: examples per page; the pack's files have them all
MOST_EXAMPLES = 12
#: charted rates per parameter; the table has them all
MOST_CHARTS = 3


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in the list."""

    name: str
    says: str
    address: str
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One value of a parameter: its start, its order."""

    name: str
    text: str
    order: str
    start: date
    drawn: Month | None
    note: str
    is_unconfirmed: bool
    is_unknown: bool
    is_superseded: bool


@dataclass(frozen=True, slots=True)
class FigureShown:
    """A parameter over time, newest value first."""

    name: str
    code: str
    says: str
    rows: Sequence[FigureRow]
    histories: Sequence[History]


@dataclass(frozen=True, slots=True)
class ExampleShown:
    """A worked example, computed for the page: input, answer, and whether it matches the expected one."""

    name: str
    on: str
    given: str
    answer: str
    agrees: bool


@public
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every line of a bill, and the parameters of the rules."""
    pack = pack_in_use()
    today = _day(request)
    groups = (
        (_("Earnings"), [*(c.name for c in pack.components if c.kind == "earning"), *pack.stated]),
        (_("Deductions"), [*(c.name for c in pack.components if c.kind == "deduction"), *pack.obligations]),
        (_("Beside the pay"), [c.name for c in pack.components if c.kind == "employer"]),
        (_("Steps between"), [c.name for c in pack.components if c.kind in {"step", "carried"}]),
        (_("Benefits"), [scheme.name for scheme in pack.schemes]),
    )
    lines = [
        (title, [_row(name, today) for name in dict.fromkeys(names)]) for title, names in groups if names
    ]
    figures = [_figure_row(parameter, today) for parameter in rulebook_in_use().parameters.values()]
    return render(request, "public/rules.html", {"groups": lines, "figures": figures, "pack": pack.title})


@public
@require_GET
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """One rule or parameter: text, history, orders, examples."""
    today = _day(request)
    try:
        told = shown(rulebook_in_use(), name, today)
    except Unsound:
        raise Http404 from None
    parameters = rulebook_in_use().parameters
    own = [one for one in parameters if f".{name}." in f".{one}."]
    taken = [] if name in parameters else [row["name"] for row in told["figures"]]
    missing = sorted(text.split(" ")[0] for text in told["missing"])
    figures = [_figure(parameters[one], name, today) for one in dict.fromkeys([*own, *taken, *missing])]
    text = [" ".join(part.split()) for part in str(told["text"]).split("\n\n")]
    return render(
        request,
        "public/rule.html",
        {
            "name": figure_name(name) if name in parameters else component_name(name),
            "code": name,
            "lead": rule_said(text[0]),
            "rest": [rule_said(part) for part in text[1:]],
            "figures": figures,
            "examples": _examples(name, words.language()),
            "pack": pack_in_use().title,
        },
    )


def _day(request: HttpRequest) -> date:
    return timezone.localtime(now_of(request)[0]).date()


def _row(name: str, on: date) -> RuleRow:
    told = shown(rulebook_in_use(), name, on)
    first, _sep, _rest = str(told["text"]).partition("\n\n")
    first = " ".join(first.split())
    unconfirmed = sum(not figure["verified"] for figure in told["figures"])
    address = reverse("public:rule", kwargs={"name": name})
    return RuleRow(component_name(name), rule_said(first), address, unconfirmed)


def _figure_row(parameter: Parameter, on: date) -> RuleRow:
    standing = [value for _key, value in parameter.all_in_force(on) if value is not None]
    unconfirmed = sum(not value.citation.verified for value in standing)
    address = reverse("public:rule", kwargs={"name": parameter.name})
    return RuleRow(figure_name(parameter.name), rule_said(parameter.says), address, unconfirmed)


def _figure(parameter: Parameter, rule: str, on: date) -> FigureShown:
    """All values of a parameter; for the order of recoveries, those of the shown rule."""
    kept = [value for value in parameter.values if value.key == rule] or parameter.values
    rows = sorted(kept, key=lambda value: value.key or "")
    rows.sort(key=lambda value: value.with_effect_from, reverse=True)
    return FigureShown(
        figure_name(parameter.name),
        parameter.name,
        rule_said(parameter.says),
        [_value(parameter, value) for value in rows],
        list(_histories(parameter, on)),
    )


def _value(parameter: Parameter, value: Value) -> FigureRow:
    return FigureRow(
        _key_name(value.key or ""),
        figure_said(parameter, value),
        str(value.citation),
        value.with_effect_from,
        value.first_drawn,
        rule_said(value.note) if value.note else "",
        is_unconfirmed=not value.citation.verified,
        is_unknown=value.is_unknown,
        is_superseded=value.is_superseded,
    )


def _key_name(key: str) -> str:
    return component_name(key) if key in titles() else word_name(key) if key in WORDS else key


def _histories(parameter: Parameter, on: date) -> Iterator[History]:
    """The rates that changed most, as step charts."""
    found = []
    for key in parameter.keys or (None,):
        history = rate_history(parameter, key, Month.of(on), years=10)
        if history is not None:
            found.append(replace(history, title=f"{key}: {history.title}" if key else history.title))
    yield from sorted(found, key=lambda history: -len(history.steps))[:MOST_CHARTS]


@lru_cache(maxsize=256)
def _examples(name: str, language: str) -> Sequence[ExampleShown]:
    """Worked examples of a question with that name, computed now by the code that pays, in the
    language of the page.
    """
    pack = pack_in_use().name
    items = [one.item for one in examples_of(pack) if one.item.get("ask") == name]
    return [_example(item, pack) for item in items[:MOST_EXAMPLES]]


def _example(item: Any, pack: str) -> ExampleShown:
    answered = ask(item, pack)
    came = answered.get("answer") or {"refused": answered["error"]["message"]}
    return ExampleShown(
        str(item.get("id", "")).replace("_", " ").replace("-", " "),
        words.day(date.fromisoformat(str(item["on"]))) if item.get("on") else "",
        example_said(plain(item.get("given", {}))),
        example_said(plain(came)),
        compared(item, pack).agrees,
    )
