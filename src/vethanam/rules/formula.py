"""A formula: exact integer arithmetic that is both a column expression and its own explanation.

Its value is ``numerator / scale``: the numerator is a Polars integer expression over a closed frame, the
scale a whole number known when the rule is built. Products multiply scales, sums use a common scale, and
nothing is rounded before the line: pay × days × rate is carried exactly. The same tree gives the expression
and, for one row, the arithmetic in words and numbers, so the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import polars as pl

from vethanam.errors import Broken
from vethanam.money import WHOLE, divide_to_rupee, shown

type Op = Literal[
    "column", "figure", "times", "plus", "minus", "least", "greatest", "choice", "quotient", "made", "slabs"
]
type SlabKind = Literal["flat", "graded"]
type Slabs = tuple[tuple[int, ...], tuple[int, ...]]

#: larger monthly amounts are refused as a finding, to keep exact products within 64 bits
LARGEST_AMOUNT = 1_00_00_000 * 100
#: largest scale: two percentages and the days of a month
LARGEST_SCALE = WHOLE * WHOLE * 31


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """One node of a formula. Build it with :func:`column`, :func:`money`, parameter figures, operators."""

    numerator: pl.Expr
    scale: int
    unit: str
    op: Op
    parts: tuple[Formula, ...] = ()
    label: str | None = None
    parameter: str | None = None
    says: str | None = None
    #: for ``slabs``: the rows each table applies to
    tables: tuple[tuple[pl.Expr, SlabKind, Slabs | None], ...] = ()

    def __post_init__(self) -> None:
        if self.scale > LARGEST_SCALE:
            raise Broken("scale_too_large", scale=self.scale)

    def __mul__(self, other: Formula) -> Formula:
        unit = other.unit if self.unit in {"rate", "count"} else self.unit
        return Formula(
            self.numerator * other.numerator, self.scale * other.scale, unit, "times", (self, other)
        )

    def __add__(self, other: Formula) -> Formula:
        left, right, scale = _together(self, other)
        return Formula(left + right, scale, self.unit, "plus", (self, other))

    def __sub__(self, other: Formula) -> Formula:
        left, right, scale = _together(self, other)
        return Formula(left - right, scale, self.unit, "minus", (self, other))

    def named(self, label: str) -> Formula:
        """The formula under another name in explanations."""
        return replace(self, label=label)

    def walk(self) -> Iterator[Formula]:
        """This node and all its descendants."""
        yield self
        for part in self.parts:
            yield from part.walk()

    @property
    def reads(self) -> frozenset[str]:
        """The columns it reads."""
        return frozenset(self.numerator.meta.root_names())


def column(name: str, unit: str = "paise", *, scale: int | None = None) -> Formula:
    """A column of the frame."""
    return Formula(pl.col(name), scale or _scale_of(unit), unit, "column", label=name)


def money(paise: int, label: str | None = None) -> Formula:
    """A fixed amount."""
    return Formula(pl.lit(paise, dtype=pl.Int64), 1, "paise", "figure", label=label)


NOTHING = money(0)


def number(count: int) -> Formula:
    """A fixed number."""
    return Formula(pl.lit(count, dtype=pl.Int64), 1, "count", "figure")


def share(rate: int, label: str | None = None) -> Formula:
    """A fixed percentage, in hundredths of one per cent."""
    return Formula(pl.lit(rate, dtype=pl.Int64), WHOLE, "rate", "figure", label=label)


def figure(
    expression: pl.Expr, unit: str, *, parameter: str, label: str | None = None, scale: int | None = None
) -> Formula:
    """A figure of a parameter, constant or looked up by a column."""
    return Formula(expression, scale or _scale_of(unit), unit, "figure", label=label, parameter=parameter)


def computed(
    expression: pl.Expr,
    unit: str,
    label: str,
    says: str,
    *,
    scale: int | None = None,
    made_of: Formula | None = None,
) -> Formula:
    """A value computed by a plain expression, described by a sentence instead of arithmetic.

    ``made_of`` is a formula of the same value, for recomputation of an explanation.
    """
    op: Op = "column" if made_of is None else "made"
    parts = () if made_of is None else (made_of,)
    return Formula(expression, scale or _scale_of(unit), unit, op, parts, label=label, says=says)


def by_slabs(
    expression: pl.Expr,
    amount: Formula,
    tables: Sequence[tuple[pl.Expr, SlabKind, Slabs | None]],
    *,
    label: str,
    says: str,
    scale: int = 1,
) -> Formula:
    """The result of slabs for an amount; ``expression`` computes it, ``tables`` give the slabs
    per set of rows.
    """
    return Formula(
        expression, scale, "paise", "slabs", (amount,), label=label, says=says, tables=tuple(tables)
    )


def least(one: Formula, other: Formula) -> Formula:
    """The smaller of two formulas."""
    left, right, scale = _together(one, other)
    return Formula(_lesser(left, right), scale, one.unit, "least", (one, other))


def greatest(one: Formula, other: Formula) -> Formula:
    """The larger of two formulas."""
    left, right, scale = _together(one, other)
    return Formula(_lesser(left, right, larger=True), scale, one.unit, "greatest", (one, other))


def choose(
    condition: pl.Expr, then: Formula, otherwise: Formula = NOTHING, says: str | None = None
) -> Formula:
    """``then`` if the condition holds, else ``otherwise``; unknown if the condition is.

    ``says`` explains the choice.
    """
    left, right, scale = _together(then, otherwise)
    chosen = pl.when(condition).then(left).when(condition.not_()).then(right)
    tested = Formula(condition.cast(pl.Int64), 1, "flag", "column")
    return Formula(chosen, scale, then.unit, "choice", (tested, then, otherwise), says=says)


def quotient(dividend: Formula, divisor: Formula) -> Formula:
    """One amount divided by a whole number of the row, rounded half up to the rupee at once;
    it ends a formula.
    """
    divided = divide_to_rupee(dividend.numerator, divisor.numerator * dividend.scale)
    return Formula(divided, 1, "paise", "quotient", (dividend, divisor))


def _scale_of(unit: str) -> int:
    return WHOLE if unit == "rate" else 1


def _lesser(left: pl.Expr, right: pl.Expr, *, larger: bool = False) -> pl.Expr:
    """Minimum or maximum that is null if either side is (``min_horizontal`` skips nulls)."""
    takes_left = left >= right if larger else left <= right
    return pl.when(takes_left).then(left).when(takes_left.not_()).then(right)


def _together(one: Formula, other: Formula) -> tuple[pl.Expr, pl.Expr, int]:
    if one.scale == other.scale:
        return one.numerator, other.numerator, one.scale
    if one.scale % other.scale == 0:
        return one.numerator, other.numerator * (one.scale // other.scale), one.scale
    if other.scale % one.scale == 0:
        return one.numerator * (other.scale // one.scale), other.numerator, other.scale
    return one.numerator * other.scale, other.numerator * one.scale, one.scale * other.scale


def values_of(
    formula: Formula, row: pl.DataFrame, asked: Sequence[pl.Expr] = ()
) -> tuple[Mapping[int, int | None], tuple[Any, ...]]:
    """The numerator of every node in a one-row frame, by node ID; and the values of ``asked``."""
    nodes = list(formula.walk())
    every = [*(node.numerator for node in nodes), *asked]
    worked = row.select(one.alias(str(i)) for i, one in enumerate(every)).row(0)
    return dict(zip(map(id, nodes), worked[: len(nodes)], strict=True)), worked[len(nodes) :]


def text_of(number: int | None, scale: int, unit: str) -> str:
    """A value in display form: 45,600 · 35 % · 11 days.

    >>> text_of(4560000, 1, "paise"), text_of(3500, 10000, "rate"), text_of(150, 10000, "rate")
    ('45,600', '35 %', '1.5 %')
    """
    if number is None:
        return "not known"
    if unit == "rate":
        hundredths = number * WHOLE // scale
        whole, rest = divmod(hundredths, 100)
        return f"{whole}{f'.{rest:02d}'.rstrip('0') if rest else ''} %"
    if unit == "paise":
        return _exact_rupees(number, scale)
    if scale == WHOLE:
        whole, rest = divmod(number, WHOLE)
        return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")
    return str(number) if scale == 1 else f"{number}/{scale}"


def _exact_rupees(number: int, scale: int) -> str:
    """Rupees with up to four decimals (then cut, with dots)."""
    if number % scale == 0:
        return shown(number // scale, symbol=False)
    ten_thousandths, rest = divmod(number * 100, scale)
    whole, part = divmod(abs(ten_thousandths), 10000)
    sign = "−" if number < 0 else ""
    digits = shown(whole * 100, symbol=False)
    return f"{sign}{digits}.{part:04d}{'…' if rest else ''}"
