"""The arithmetic of a formula in words and numbers for one row, from the same tree that computes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from vethanam.clauses.explanation import Line, Sum, Term, operator, value, words
from vethanam.rules.formula import Formula, text_of, values_of

type Numbers = Mapping[int, int | None]

_SIGNS = {"times": "×", "plus": "+", "minus": "−"}
_LOOSE = ("plus", "minus")


@dataclass(frozen=True, slots=True)
class Telling:
    """A formula evaluated in a one-row frame: the number of every node, and further expressions."""

    formula: Formula
    row: pl.DataFrame
    numbers: Numbers
    asked: tuple[Any, ...]

    @classmethod
    def of(cls, formula: Formula, row: pl.DataFrame, *asked: pl.Expr) -> Telling:
        """Evaluate the formula; ``asked`` has the values of the further expressions for the row."""
        numbers, found = values_of(formula, row, asked)
        return cls(formula, row, numbers, found)

    @property
    def number(self) -> int | None:
        """The numerator of the whole formula."""
        return self.numbers[id(self.formula)]

    def terms(self) -> Line:
        """The terms of the formula for the row."""
        return tuple(_terms(self.formula, self.numbers))

    def nodes(self) -> tuple[Formula, ...]:
        """The nodes taken; other branches are left out."""
        return tuple(_taken(self.formula, self.numbers))

    def sum(self) -> Sum:
        """The exact arithmetic: every node taken with its number."""
        return _exact(self.formula, self.numbers, self.row)


def _exact(node: Formula, numbers: Numbers, row: pl.DataFrame) -> Sum:
    number = numbers[id(node)]
    match node.op:
        case "choice":
            return _exact(_branch(node, numbers), numbers, row)
        case "times" | "plus" | "minus" | "least" | "greatest" | "quotient":
            parts = tuple(_exact(part, numbers, row) for part in node.parts)
            return Sum(node.op, number, node.scale, node.unit, parts, node.label)
        case "made":
            parts = (_exact(node.parts[0], numbers, row),)
            return Sum("same", number, node.scale, node.unit, parts, node.label)
        case "slabs":
            return _by_slabs(node, numbers, row)
        case _:
            return _given(node, number)


def _given(node: Formula, number: int | None) -> Sum:
    """A fact or a figure. ``reads`` is its column, if it is a single one."""
    reads = node.numerator.meta.root_names() if node.op == "column" and node.says is None else []
    name = reads[0] if len(reads) == 1 else None
    return Sum("given", number, node.scale, node.unit, label=node.label, reads=name, parameter=node.parameter)


def _by_slabs(node: Formula, numbers: Numbers, row: pl.DataFrame) -> Sum:
    for applies, kind, slabs in node.tables:
        if slabs is not None and row.select(applies).item():
            amount = _exact(node.parts[0], numbers, row)
            pairs = tuple(zip(*slabs, strict=True))
            return Sum(kind, numbers[id(node)], node.scale, node.unit, (amount,), node.label, slabs=pairs)
    return _given(node, numbers[id(node)])


def _value(node: Formula, numbers: Numbers) -> Term:
    number = numbers[id(node)]
    text = text_of(number, node.scale, node.unit)
    return value(text, node.label, number, node.unit, node.parameter, scale=node.scale)


def _terms(node: Formula, numbers: Numbers) -> Iterator[Term]:
    match node.op:
        case "times" | "plus" | "minus":
            yield from _binary(node, numbers)
        case "choice":
            yield from _terms(_branch(node, numbers), numbers)
        case "least" | "greatest":
            yield from _bounded(node, numbers)
        case "quotient":
            dividend, divisor = node.parts
            yield from _bracketed(dividend, numbers)
            yield operator("÷")
            yield from _terms(divisor, numbers)
        case _:
            yield _value(node, numbers)


def _binary(node: Formula, numbers: Numbers) -> Iterator[Term]:
    left, right = node.parts
    if node.op == "times":
        for one, other in ((left, right), (right, left)):
            if _is_whole(other, numbers):
                yield from _terms(one, numbers)
                return
        yield from _bracketed(left, numbers)
        yield operator(_SIGNS[node.op])
        yield from _bracketed(right, numbers)
        return
    if numbers[id(right)] == 0:
        yield from _terms(left, numbers)
        return
    yield from _terms(left, numbers)
    yield operator(_SIGNS[node.op])
    yield from _bracketed(right, numbers) if node.op == "minus" else _terms(right, numbers)


def _bracketed(node: Formula, numbers: Numbers) -> Iterator[Term]:
    inner = _chosen(node, numbers)
    if inner.op in _LOOSE and numbers[id(inner.parts[1])] != 0:
        yield words("(")
        yield from _terms(node, numbers)
        yield words(")")
    else:
        yield from _terms(node, numbers)


def _bounded(node: Formula, numbers: Numbers) -> Iterator[Term]:
    winner, loser = _winner(node, numbers)
    yield from _terms(winner, numbers)
    is_plain = loser.op == "figure" and loser.label is None
    if winner is node.parts[1] and not is_plain and winner.op == "figure":
        yield words("because")
        yield from _terms(loser, numbers)
        if loser.parts:
            yield operator("=")
            yield value(text_of(numbers[id(loser)], loser.scale, loser.unit), None, None, None)
        yield words("is less" if node.op == "greatest" else "is more")


def _winner(node: Formula, numbers: Numbers) -> tuple[Formula, Formula]:
    one, other = node.parts
    left, right = numbers[id(one)], numbers[id(other)]
    if left is None or right is None:
        return one, other
    first = (
        left * other.scale >= right * one.scale
        if node.op == "greatest"
        else left * other.scale <= right * one.scale
    )
    return (one, other) if first else (other, one)


def _branch(node: Formula, numbers: Numbers) -> Formula:
    condition, then, otherwise = node.parts
    return then if numbers[id(condition)] != 0 else otherwise


def _chosen(node: Formula, numbers: Numbers) -> Formula:
    """The node that gives the value, through choices and bounds."""
    while node.op in {"choice", "least", "greatest"}:
        node = _branch(node, numbers) if node.op == "choice" else _winner(node, numbers)[0]
    return node


def _is_whole(node: Formula, numbers: Numbers) -> bool:
    return node.unit == "rate" and numbers[id(node)] == node.scale


def _taken(node: Formula, numbers: Numbers) -> Iterator[Formula]:
    yield node
    if node.op == "choice":
        condition, _, _ = node.parts
        yield condition
        yield from _taken(_branch(node, numbers), numbers)
        return
    for part in node.parts:
        yield from _taken(part, numbers)
