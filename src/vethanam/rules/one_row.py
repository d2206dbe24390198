"""Single cases as one-row frames: evaluate a component of the month for one row."""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from vethanam.errors import Sentence, Unsound
from vethanam.rules.component import Component
from vethanam.rules.component_values import REASON_UNKNOWN, why_unknown, with_steps, worked_on
from vethanam.rules.parameter_values import InForce, Use
from vethanam.rules.rounding import rounded


def worth(
    on: InForce, component: Component, row: pl.DataFrame, steps: tuple[Component, ...] = ()
) -> Fraction:
    """The exact amount of a component for a row, in paise; records the figures used.

    Raises
    ------
    Unsound
        A required figure is unknown.
    """
    frame = with_steps(row, worked_on(steps, on)) if steps else row
    (line,) = worked_on([component], on)
    numerator = frame.select(line.formula.numerator).item()
    if numerator is None:
        told = why_unknown(frame, line, ["employment"], on).row(0, named=True)
        why = Sentence.of_kept(told["why"])
        if told["reason"] == REASON_UNKNOWN:
            raise Unsound("parameter_unknown", figure=why, parameter=told["missing"])
        raise Unsound(why.code, **why.facts, parameter=told["missing"])
    on.uses.extend(applied(use, frame) for use in line.uses)
    return Fraction(numerator, line.formula.scale)


def applied(use: Use, row: pl.DataFrame) -> Use:
    """A use reduced to the value that applied to the row."""
    if use.applies is not None and not row.select(use.applies).item():
        return Use(use.parameter, {})
    if use.key is None:
        return use
    key = row.select(use.key).item()
    return Use(use.parameter, {key: use.values.get(key)})


def to_rupee(amount: Fraction) -> int:
    """Round to the nearest rupee, half up."""
    whole: int = rounded(amount.numerator, amount.denominator, "rupee")
    return whole


def by_rounding(amount: Fraction, rounding: str) -> int:
    """Round by one of the named roundings."""
    whole: int = rounded(amount.numerator, amount.denominator, rounding)
    return whole
