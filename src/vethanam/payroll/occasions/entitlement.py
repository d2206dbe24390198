"""Entitlement on an occasion: amount, or the reason for none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vethanam.errors import Sentence
from vethanam.money import Paise
from vethanam.periods import Month

#: a deduction that sends the surrender to the provident fund, beside the surrender itself
SURRENDER_TO_FUND = "surrender_to_provident_fund"
SURRENDER, TERMINAL, BONUS, FESTIVAL = "leave_surrender", "terminal_surrender", "bonus", "festival_allowance"


@dataclass(frozen=True, slots=True)
class Entitled:
    """One person's earning of an occasion. ``answer`` has the other values of the rules."""

    employment: int
    number: str
    component: str
    amount: Paise
    is_unconfirmed: bool
    on: date
    answer: Mapping[str, Any]
    days: int | None = None

    @property
    def month(self) -> Month:
        """The month it belongs to: that of the application, or of the festival."""
        named = self.answer.get("festival_month")
        return Month.parse(named) if named else Month.of(self.on)

    @property
    def to_fund(self) -> bool:
        """True if the amount goes into the provident fund and not into the account."""
        return self.answer.get("mode") == "provident_fund"


@dataclass(frozen=True, slots=True)
class Left:
    """A person without entitlement, or with unknown entitlement. ``sentence`` is the reason."""

    employment: int
    number: str
    sentence: Sentence

    @property
    def code(self) -> str:
        """The code of the reason."""
        return self.sentence.code

    @property
    def says(self) -> str:
        """The reason in English."""
        return self.sentence.says
