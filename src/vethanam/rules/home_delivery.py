"""A list of home deliveries settled: delivered, given back, in hand, late days, and the incentive.

A list has lines of one amount; each line is delivered or goes back. Money in is delivered, returned and in
hand, to the paisa.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from vethanam.money import Paise, Rate
from vethanam.rules.interest import FORMS, to_paisa


@dataclass(frozen=True, slots=True)
class DeliveryList:
    """A list as handed out, its delivered lines, and the money given back by day.

    ``each`` is the amount of a line. ``paid_until`` is the last day of payment.
    """

    lines: int
    each: Paise
    delivered: int
    paid_until: date
    returned: Mapping[date, Paise] = field(default_factory=dict)

    @property
    def given(self) -> Paise:
        """The money handed out."""
        return self.lines * self.each

    @property
    def paid(self) -> Paise:
        """The money delivered."""
        return self.delivered * self.each

    @property
    def undelivered(self) -> Paise:
        """The money that goes back."""
        return self.given - self.paid

    @property
    def given_back(self) -> Paise:
        """The money given back so far."""
        return sum(self.returned.values())

    @property
    def in_hand(self) -> Paise:
        """The money that is neither delivered nor given back; below zero: more came back than was left."""
        return self.undelivered - self.given_back

    def late_days(self, days: int) -> dict[date, int]:
        """The days of each return after the days allowed."""
        last = self.paid_until + timedelta(days=days)
        return {day: max((day - last).days, 0) for day in sorted(self.returned)}

    def interest(self, days: int, rate: Rate, form: str) -> Paise:
        """The interest on all returns in a form, rounded once to the paisa."""
        late = self.late_days(days)
        reckon = FORMS[form]
        parts = (reckon(self.returned[day], rate, late[day]) for day in late)
        return to_paisa(sum(parts, Fraction(0)))
