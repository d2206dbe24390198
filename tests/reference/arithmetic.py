"""Rounding as the orders say it, on exact Decimals and fractions of rupees."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, setcontext
from fractions import Fraction

#: wide enough that a division by 29, 30 or 31 days is decided correctly at the half rupee
EXACT = Context(prec=60)
setcontext(EXACT)

ONE = Decimal(1)
HUNDRED = Decimal(100)


def exact(amount: Fraction) -> Decimal:
    """A fraction of rupees as a Decimal of sixty digits."""
    return EXACT.divide(Decimal(amount.numerator), Decimal(amount.denominator))


def to_rupee(amount: Decimal) -> Decimal:
    """To the nearest whole rupee, half a rupee upwards."""
    return amount.quantize(ONE, rounding=ROUND_HALF_UP, context=EXACT)


def to_multiple(amount: Decimal, step: int) -> Decimal:
    """To the nearest multiple of ``step`` rupees, half a step upwards (sections 288A and 288B)."""
    return to_rupee(EXACT.divide(amount, Decimal(step))) * step


def up_to_multiple(amount: Decimal, step: int) -> Decimal:
    """Up to the next multiple of ``step`` rupees; a multiple stays."""
    return EXACT.divide(amount, Decimal(step)).quantize(ONE, rounding=ROUND_CEILING, context=EXACT) * step


def down_to_rupee(amount: Decimal) -> Decimal:
    """Down to the whole rupee."""
    return amount.quantize(ONE, rounding=ROUND_FLOOR, context=EXACT)


def part(amount: Decimal, per_cent: Decimal) -> Decimal:
    """So many per cent of an amount, unrounded."""
    return amount * per_cent / HUNDRED
