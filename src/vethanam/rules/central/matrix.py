"""The pay matrix: levels, and the cells of each."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from vethanam.errors import Unsound, typed
from vethanam.money import RUPEE, shown
from vethanam.rules.parameter_values import InForce

REVISION = 7


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the matrix with its cells in paise, lowest first."""

    name: str
    cells: tuple[int, ...]

    def near(self, pay: int) -> list[int]:
        """The cells next below and next above a pay."""
        place = bisect_left(self.cells, pay)
        return [self.cells[i] for i in (place - 1, place) if 0 <= i < len(self.cells)]

    def must_have(self, pay: int) -> None:
        """Refuse a pay that is not a cell of the level; the sentence names the nearest cells."""
        if pay in self.cells:
            return
        near = " and ".join(shown(cell, symbol=False) for cell in self.near(pay))
        raise Unsound("pay_not_a_cell", pay=shown(pay, symbol=False), name=self.name, near=near)

    def at_or_above(self, pay: int) -> int:
        """The lowest cell at or above a pay.

        Raises
        ------
        Unsound
            Every cell of the level is below it.
        """
        place = bisect_left(self.cells, pay)
        if place == len(self.cells):
            raise Unsound("above_level", pay=shown(pay, symbol=False), name=self.name)
        return self.cells[place]

    def next_above(self, pay: int) -> int:
        """The cell above a cell.

        Raises
        ------
        Unsound
            It is the last cell of the level.
        """
        self.must_have(pay)
        place = bisect_right(self.cells, pay)
        if place == len(self.cells):
            raise Unsound("at_maximum", pay=shown(pay, symbol=False), name=self.name)
        return self.cells[place]


def level_named(on: InForce, name: str) -> Level | None:
    """A level by its name (6, level 6, L-6) or by its first and last cell; None if the matrix has none."""
    matrix = on.pay.matrix
    plain = re.sub(r"^\s*(?:level|l)?[\s-]*", "", name.strip(), flags=re.IGNORECASE).upper()
    for key in matrix.parameter.keys:
        value = matrix.value(key)
        if value is None or value.is_unknown:
            continue
        cells: tuple[int, ...] = value.fields["value"]
        if plain == key or plain == f"{cells[0] // RUPEE}-{cells[-1] // RUPEE}":
            matrix.take(value)
            return Level(key, cells)
    return None


def named_level(on: InForce, name: str) -> Level:
    """Like :func:`level_named`, but refuses an unknown level with a sentence."""
    level = level_named(on, name)
    if level is None:
        known = ", ".join(on.pay.matrix.parameter.keys)
        raise Unsound("unknown_level", name=typed(name, 30), on=on.on, known=known)
    return level


def levels_known(on: InForce) -> Sequence[str]:
    """The keys of all levels."""
    return on.pay.matrix.parameter.keys


def stages_of(on: InForce, revision: int, name: str) -> Sequence[int] | None:
    """The cells in paise of a level of the revision, or None when there is no such level."""
    level = level_named(on, name) if revision == REVISION else None
    return None if level is None else level.cells
