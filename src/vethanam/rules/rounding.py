"""The roundings an order can name, on exact ``numerator / scale`` paise, for numbers and columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from vethanam.money import RUPEE, divide_to_rupee

type Rounding = Literal["rupee", "ten_rupees", "rupee_down", "rupee_up", "paisa"]


def _ten_rupees(numerator: Any, scale: int) -> Any:
    step = 10 * RUPEE
    return (2 * numerator + step * scale) // (2 * step * scale) * step


def _rupee_down(numerator: Any, scale: int) -> Any:
    return numerator // (RUPEE * scale) * RUPEE


def _rupee_up(numerator: Any, scale: int) -> Any:
    return -(-numerator // (RUPEE * scale)) * RUPEE


def _paisa(numerator: Any, scale: int) -> Any:
    return numerator if scale == 1 else numerator // scale


ROUND: dict[str, Callable[[Any, int], Any]] = {
    "rupee": divide_to_rupee,
    "ten_rupees": _ten_rupees,
    "rupee_down": _rupee_down,
    "rupee_up": _rupee_up,
    "paisa": _paisa,
}
SAYS: dict[str, str] = {
    "rupee": "to the nearest rupee, half a rupee upwards",
    "ten_rupees": "to the nearest ten rupees, five upwards",
    "rupee_down": "down to a whole rupee",
    "rupee_up": "up to a whole rupee",
    "paisa": "to the paisa, cut",
}


def rounded(numerator: Any, scale: int, rounding: str) -> Any:
    """``numerator / scale`` paise, rounded as named.

    >>> rounded(4560050, 1, "rupee"), rounded(4560049, 1, "rupee"), rounded(100450, 1, "ten_rupees"), rounded(7, 2, "paisa")
    (4560100, 4560000, 100000, 3)
    """
    return ROUND[rounding](numerator, scale)
