"""Building blocks of an explanation: sums for days, reductions to available pay, roundings, figures used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import polars as pl

from vethanam.clauses import Line, UsedParameter
from vethanam.clauses.explanation import Sum, operator, words
from vethanam.money import RUPEE
from vethanam.rules.component import Worked
from vethanam.rules.formula import Formula, text_of
from vethanam.rules.formula_text import Telling
from vethanam.rules.parameter_values import Use
from vethanam.rules.rounding import SAYS

EXACT = "It came out to the rupee, so no rounding was needed."


def for_days(monthly: Sum, amount: int | None, scale: int, days: int, month_days: int, counted: str) -> Sum:
    """``amount / scale`` of a full month, for ``days`` of its days, exactly."""
    share = Sum("given", days, month_days, "days", label="days", reads=counted)
    number = None if amount is None else amount * days
    return Sum("times", number, scale * month_days, parts=(monthly, share))


def stated_sum(addends: list[Sum], amount: int) -> Sum | None:
    """Stated amounts, each for its days, added and rounded to the rupee; None if one is unknown."""
    total = sum((Fraction(one.number, one.scale) for one in addends if one.number is not None), Fraction())
    if any(one.number is None for one in addends):
        return None
    return Sum.rounded(Sum.added(addends, total.numerator, total.denominator), amount, "rupee")


def reached(due: Sum | None, amount: int) -> Sum | None:
    """The amount deducted: the due, limited by the available pay."""
    if due is None:
        return None
    return Sum("least", amount, parts=(due, Sum("given", amount, label="pay_reached_for")))


def grouped(terms: Line) -> Line:
    """The terms in brackets if they contain a sum."""
    if any(term.kind == "operator" and term.text in "+−" for term in terms):
        return (words("("), *terms, words(")"))
    return terms


def added(lines: Iterable[Line]) -> list[Line]:
    """Prefix every line but the first with a plus."""
    first, *rest = lines
    return [first, *((operator("+"), *line) for line in rest)]


def rounding_of(telling: Telling, rounding: str) -> str:
    """A description of the rounding, empty for a count.

    A division ends a formula, so it describes the exact quotient.
    """
    if telling.formula.unit != "paise":
        return ""
    division = next((node for node in telling.nodes() if node.op == "quotient"), None)
    if division is None:
        return rounding_said(telling.number or 0, telling.formula.scale, rounding)
    dividend, divisor = division.parts
    amount, by = (telling.numbers[id(part)] or 0 for part in (dividend, divisor))
    return rounding_said(amount, by * dividend.scale, "rupee")


def rounding_said(numerator: int, scale: int, rounding: str) -> str:
    """A description of how an exact sum of paise was rounded."""
    if numerator % (RUPEE * scale) == 0:
        return EXACT
    return f"{text_of(numerator, scale, 'paise')} was rounded {SAYS[rounding]}."


def worked_out(line: Worked, row: pl.DataFrame) -> tuple[Telling, tuple[UsedParameter, ...]]:
    """A line evaluated in a row, with the parameters of the nodes taken and their applied values.

    All expressions are evaluated in one select.
    """
    asks = [
        expression for use in line.uses for expression in (use.applies, use.key) if expression is not None
    ]
    telling = Telling.of(line.formula, row, *asks)
    answers = iter(telling.asked)
    applied = [
        (use, use.applies is None or next(answers), None if use.key is None else next(answers))
        for use in line.uses
    ]
    return telling, tuple(_used(applied, telling.nodes()))


def _used(
    applied: Iterable[tuple[Use, Any, str | None]], nodes: Sequence[Formula]
) -> Iterator[UsedParameter]:
    names = {node.parameter for node in nodes}
    told_once: set[tuple[str, str | None]] = set()
    for use, applies, key in applied:
        if (use.is_node and use.parameter.name not in names) or not applies:
            continue
        value = use.values.get(key) if use.key is not None else next(iter(use.values.values()))
        if value is not None and (use.parameter.name, value.key) not in told_once:
            told_once.add((use.parameter.name, value.key))
            by = tuple(name for name in use.columns) if use.is_plain else ()
            yield replace(use.parameter.used(value), by=by)
