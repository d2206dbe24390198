"""The form of a proposed order: figure, new rate or amount, first month, people, first month drawn.

The form writes the same small file that finance can also upload, so both are costed by one program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import yaml
from django.utils.translation import gettext as _

from vethanam.errors import Unsound
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.periods import Month
from vethanam.rules.parameters import Parameter, Value
from vethanam.rules.rule_text import shown
from vethanam.web.parts.names import component_name, said, titles
from vethanam.web.pay.figures import WORDS, figure_name, figure_said, word_name

#: kinds of lines that count in the cost of a month
COSTED = ("earning", "employer")
#: units that are written in the file as a hundredth of what is kept
_HUNDREDTHS = frozenset({"rupees", "per_cent", "hundredths"})
_WRITABLE = _HUNDREDTHS | {"days", "months", "years", "count", "place", "text", "flag"}
_NUMBER = re.compile(r"\+?\d{1,9}(\.\d{1,2})?", re.ASCII)
#: the people of a figure without keys
EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a field: its code, its name, whether it is chosen."""

    code: str
    name: str
    is_chosen: bool = False


@dataclass(slots=True)
class OrderTyped:
    """The five fields as typed, and the faults by field."""

    what: str = ""
    amount: str = ""
    starts: str = ""
    whom: Sequence[str] = ()
    first_drawn: str = ""
    faults: dict[str, str] = field(default_factory=dict)


def choices_of_figures(chosen: str, on: date) -> list[Choice]:
    """The figures that one number can change, by name."""
    names = sorted((figure_name(name), name) for name in _figures(rulebook_in_use().hash, on))
    return [Choice(name, title, name == chosen) for title, name in names]


def choices_of_people(typed: OrderTyped, on: date) -> list[Choice]:
    """The people that the chosen figure can be changed for, each with the figure in force."""
    parameter = rulebook_in_use().parameters.get(typed.what)
    if parameter is None or typed.what not in _figures(rulebook_in_use().hash, on):
        return []
    return [
        Choice(
            key or EVERYBODY,
            f"{_whom(key)}: {figure_said(parameter, value)}",
            (key or EVERYBODY) in typed.whom,
        )
        for key, value in _changeable(parameter, on)
    ]


def written_order(typed: OrderTyped, on: date) -> str:
    """The order as a small file. Empty if a field has a fault; ``faults`` then names it."""
    people = {one.code for one in choices_of_people(typed, on)}
    if not people:
        typed.faults["what"] = _("Choose what the order changes.")
        return ""
    if not _NUMBER.fullmatch(typed.amount.replace(",", "")):
        typed.faults["amount"] = _("Write a number, such as 38 or +3.")
    if not typed.whom or not people.issuperset(typed.whom):
        typed.faults["whom"] = _("Choose for whom.")
    starts, first = _month(typed, "starts"), _month(typed, "first_drawn")
    if typed.faults or starts is None or first is None:
        return ""
    if first < starts:
        typed.faults["first_drawn"] = _(
            "It is first drawn with the salary of the month in which it begins, or later."
        )
        return ""
    content = {
        "title": f"{figure_name(typed.what)} {typed.amount}"[:120],
        "with_effect_from": starts.first,
        "first_drawn": str(first),
        "changes": list(_changes(typed, on)),
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def _changes(typed: OrderTyped, on: date) -> Iterator[dict[str, Any]]:
    parameter = rulebook_in_use().parameters[typed.what]
    number = _number(typed.amount)
    for key, value in _changeable(parameter, on):
        if (key or EVERYBODY) not in typed.whom:
            continue
        row: dict[str, Any] = {"parameter": parameter.name}
        if key is not None:
            row["key"] = key
        if typed.amount.startswith("+"):
            row["add"] = number
        elif len(parameter.units) == 1:
            row["value"] = number
        else:
            row["value"] = {**_as_written(parameter, value), parameter.field: number}
        yield row


def _as_written(parameter: Parameter, value: Value) -> Mapping[str, Any]:
    """The fields of a value as the file writes them."""
    return {
        name: _plain(content) if parameter.units[name] in _HUNDREDTHS and content is not None else content
        for name, content in value.fields.items()
    }


def _plain(hundredths: int) -> int | float:
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100


def _number(text: str) -> int | float:
    plain = text.replace(",", "").removeprefix("+")
    return float(plain) if "." in plain else int(plain)


def _month(typed: OrderTyped, name: str) -> Month | None:
    try:
        return Month.parse(getattr(typed, name))
    except Unsound as wrong:
        typed.faults[name] = str(said(wrong))
        return None


def _changeable(parameter: Parameter, on: date) -> Iterator[tuple[str | None, Value]]:
    """Each key with the known value that a number can change."""
    for key, value in parameter.all_in_force(on, reading="due"):
        if value is not None and isinstance(value.fields.get(parameter.field), int):
            yield key, value


@lru_cache(maxsize=4)
def _figures(_rules: str, on: date) -> frozenset[str]:
    """The names of the parameters of earnings and employer's shares that a number can change.

    ``_rules``, the hash of the rulebook, is a key of the cache.
    """
    rulebook = rulebook_in_use()
    pack = rulebook.pack
    lines = [component.name for component in pack.components if component.kind in COSTED]
    named = {str(figure["name"]) for line in lines for figure in shown(rulebook, line, on)["figures"]}
    return frozenset(name for name in named if _is_writable(rulebook.parameters[name], on))


def _is_writable(parameter: Parameter, on: date) -> bool:
    units = parameter.units.values()
    is_number = parameter.units[parameter.field] in _WRITABLE - {"text", "flag"}
    return (
        is_number
        and not parameter.is_slabs
        and _WRITABLE.issuperset(units)
        and any(_changeable(parameter, on))
    )


def _whom(key: str | None) -> str:
    if key is None:
        return _("Everybody")
    return component_name(key) if key in titles() else word_name(key) if key in WORDS else key
