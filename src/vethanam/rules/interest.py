"""Interest on amounts that come back late, in each form an order may name, exact until it is rounded once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from vethanam.money import WHOLE, Paise, Rate

DAYS_OF_A_YEAR = 365


def once(amount: Paise, rate: Rate, days: int) -> Fraction:
    """The rate taken once, for however many days."""
    return Fraction(amount * rate, WHOLE) if days > 0 else Fraction(0)


def simple(amount: Paise, rate: Rate, days: int) -> Fraction:
    """Simple interest a year, by days."""
    return Fraction(amount * rate * max(days, 0), WHOLE * DAYS_OF_A_YEAR)


def compound(amount: Paise, rate: Rate, days: int) -> Fraction:
    """Interest with yearly rests; simple within the last, broken year."""
    years, rest = divmod(max(days, 0), DAYS_OF_A_YEAR)
    grown = Fraction(amount) * (1 + Fraction(rate, WHOLE)) ** years
    return grown * (1 + Fraction(rate * rest, WHOLE * DAYS_OF_A_YEAR)) - amount


FORMS: Mapping[str, Callable[[Paise, Rate, int], Fraction]] = {
    "once": once,
    "simple": simple,
    "compound": compound,
}


def to_paisa(amount: Fraction) -> Paise:
    """To the paisa, half a paisa upwards.

    >>> to_paisa(Fraction(1120000 * 750 * 20, 10000 * 365)), to_paisa(Fraction(5, 2))
    (4603, 3)
    """
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)
