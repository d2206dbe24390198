"""Amounts of money as whole numbers of paise.

The arithmetic works on one amount (``int``) and on a column (a Polars integer expression) alike, because both
have ``+``, ``*`` and flooring ``//``. A rate is a whole number of hundredths of one per cent: 35 % is 3500.
Each line of a bill is rounded once, by :func:`to_rupee` (half up) unless its order names another rule.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from vethanam.errors import Unsound, typed

type Paise = int
type Rate = int

RUPEE: Paise = 100
PER_CENT: Rate = 100
WHOLE: Rate = 100 * PER_CENT

NARROW_SPACE = "\u202f"
MINUS = "\u2212"
CRORE: Paise = 1_00_00_000 * RUPEE

#: upper limit in rupees: fits the database's paise integers, and exceeds a State's budget a thousand times
_BEYOND = Decimal(10**15)
_RUPEES = re.compile(r"[+-]?\d+(\.\d{1,2})?")


def to_rupee[T: Any](amount: T) -> T:
    """Round to a whole rupee, half up (towards plus infinity). Amounts are paise.

    >>> to_rupee(1575050), to_rupee(1575049)
    (1575100, 1575000)
    """
    return (amount + 50) // RUPEE * RUPEE  # type: ignore[no-any-return]


def divide_to_rupee[T: Any](numerator: T, divisor: T | int) -> T:
    """``numerator / divisor`` paise rounded to a whole rupee, half up, with no rounding between.

    >>> divide_to_rupee(4560000 * 14, 31)
    2059400
    """
    return (2 * numerator + RUPEE * divisor) // (2 * RUPEE * divisor) * RUPEE  # type: ignore[return-value]


def per_cent[T: Any](amount: T, rate: Rate) -> T:
    """A percentage of an amount, floored to the paisa. ``rate`` is in hundredths of one per cent.

    >>> per_cent(4560000, 3500)
    1596000
    """
    return amount * rate // WHOLE  # type: ignore[no-any-return]


def rupees(text: str | int | Decimal) -> Paise:
    """Parse rupees, with at most two decimals, into paise.

    Raises
    ------
    Unsound
        The text is not a plain number of rupees (no signs of currency, no exponent, no third decimal), or one
        of more than fifteen digits.

    >>> rupees("45600.50"), rupees(23000)
    (4560050, 2300000)
    """
    plain = str(text).strip().replace(",", "")
    if not _RUPEES.fullmatch(plain):
        raise Unsound("not_money", amount=typed(text, 20))
    amount = Decimal(plain)
    if abs(amount) >= _BEYOND:
        raise Unsound("money_too_large", text=typed(text, 20))
    return int(amount * RUPEE)


def grouped(whole: int) -> str:
    """Indian digit grouping of a whole number: 1234567 is 12,34,567.

    >>> grouped(187454), grouped(999), grouped(12345678)
    ('1,87,454', '999', '1,23,45,678')
    """
    digits = str(abs(whole))
    head, tail = digits[:-3], digits[-3:]
    pairs: list[str] = []
    while head:
        pairs.insert(0, head[-2:])
        head = head[:-2]
    sign = MINUS if whole < 0 else ""
    return sign + ",".join([*pairs, tail])


def shown(amount: Paise, *, symbol: bool = True, paise: bool | None = None, signed: bool = False) -> str:
    """Format an amount for display: ``₹ 1,87,454``, with paise only if not zero, or as ``paise`` says.

    >>> shown(18745400).replace(NARROW_SPACE, " "), shown(-242700, signed=True).replace(NARROW_SPACE, " ")
    ('₹ 1,87,454', '−₹ 2,427')
    """
    whole, rest = divmod(abs(amount), RUPEE)
    with_paise = bool(rest) if paise is None else paise
    digits = grouped(whole) + (f".{rest:02d}" if with_paise else "")
    sign = MINUS if amount < 0 else ("+" if signed and amount > 0 else "")
    return f"{sign}₹{NARROW_SPACE}{digits}" if symbol else f"{sign}{digits}"
