"""Amounts drawn wrongly: the principal to repay, payments that stand, and interest in each form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from vethanam.money import Paise, Rate
from vethanam.periods import Month
from vethanam.rules.interest import FORMS, to_paisa

type Standing = Literal["to_repay", "held", "stands"]


@dataclass(frozen=True, slots=True)
class WrongPayment:
    """One payment of a month, and whether it is to be repaid."""

    month: Month
    paid_on: date
    amount: Paise
    standing: Standing = "to_repay"


def after_death(
    month: Month, paid_on: date, amount: Paise, died_on: date, *, is_month_due: bool | None
) -> WrongPayment:
    """A payment judged by a death: months before it stand, months after it are repaid.

    The month of death stands, is repaid or is held by the rule; where it is not due, a payment made up to the
    day of death stands.
    """
    death = Month.of(died_on)
    standing: Standing = "to_repay"
    if month < death:
        standing = "stands"
    elif month == death:
        standing = (
            "held" if is_month_due is None else "stands" if is_month_due or paid_on <= died_on else "to_repay"
        )
    return WrongPayment(month, paid_on, amount, standing)


def total(payments: Sequence[WrongPayment], standing: Standing) -> Paise:
    """The sum of the payments of one standing."""
    return sum(one.amount for one in payments if one.standing == standing)


def principal_first(principal: Paise, amounts: Sequence[Paise]) -> list[tuple[Paise, Paise]]:
    """Each amount that settles a debt as principal and interest: principal first, in the given order.

    >>> principal_first(300, [200, 150, 20])
    [(200, 0), (100, 50), (0, 20)]
    """
    found = []
    for amount in amounts:
        part = min(amount, principal)
        principal -= part
        found.append((part, amount - part))
    return found


def interest(payments: Sequence[WrongPayment], demanded_on: date, rate: Rate, form: str) -> Paise:
    """Interest from the day of each payment to the day of the demand, rounded once to the paisa."""
    reckon = FORMS[form]
    owed = (one for one in payments if one.standing == "to_repay")
    return to_paisa(
        sum((reckon(one.amount, rate, (demanded_on - one.paid_on).days) for one in owed), Fraction(0))
    )
