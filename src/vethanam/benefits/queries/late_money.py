"""Interest on money that a society gave back after the last day of delivery, in each form an order may name.

It is held while no order that names the form is known. Then the society pays it by a transfer of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from vethanam.benefits.models import Advance, Check
from vethanam.benefits.queries.checks import is_agreed
from vethanam.benefits.queries.deliveries import AdvanceMoney, returns_of
from vethanam.money import Paise, Rate
from vethanam.periods import Month
from vethanam.rules.interest import FORMS, to_paisa
from vethanam.service_book.rulebook import rulebook_in_use


@dataclass(frozen=True, slots=True)
class LateMoney:
    """Money given back late: its sum, the most days, and the interest in each form.

    ``form`` is named by the order; empty: no form was read, and the interest is held. ``order`` cites
    the figure of the rate. ``paid`` of it came and is confirmed, ``paying`` waits for a confirmation.
    """

    amount: Paise
    days: int
    forms: Mapping[str, Paise]
    form: str
    order: str
    paid: Paise = 0
    paying: Paise = 0

    @property
    def rest(self) -> Paise:
        """The interest that no transfer pays yet; nothing while it is held."""
        return max((self.interest or 0) - self.paid - self.paying, 0)

    @property
    def interest(self) -> Paise | None:
        """The interest; None where it is held."""
        return self.forms[self.form] if self.form else None


def late_money(advance: Advance, money: AdvanceMoney) -> LateMoney | None:
    """What came back late of an advance, by confirmed transfers; None where nothing did, or no rate was read.

    The figure is the one in force on the day on which the society got the money, as known now. The interest
    of all transfers is rounded once, to the paisa.
    """
    if money.paid_on is None or money.last_day is None or not money.returned:
        return None
    agreed = returns_of(advance).filter(
        is_agreed(Check.Kind.MONEY_RETURN), on__gt=money.last_day, is_interest=False
    )
    late = [(one.amount, (one.on - money.last_day).days) for one in agreed]
    if not late:
        return None
    rules = rulebook_in_use().in_force(Month.of(money.paid_on), on=money.paid_on)
    value = rules.benefits.folder("delivery").money_back.value()
    rate: Rate | None = None if value is None else value.fields["rate"]
    if value is None or rate is None:
        return None
    forms = {form: _interest(late, rate, form) for form in FORMS}
    return LateMoney(
        sum(amount for amount, _ in late), max(days for _, days in late), forms,
        value.fields["form"] or "", str(value.citation), money.interest_paid, money.interest_paying,
    )  # fmt: skip


def _interest(late: Sequence[tuple[Paise, int]], rate: Rate, form: str) -> Paise:
    return to_paisa(sum((FORMS[form](amount, rate, days) for amount, days in late), Fraction(0)))
