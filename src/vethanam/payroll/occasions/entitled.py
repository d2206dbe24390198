"""Who is entitled to what on an occasion, and who is not and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vethanam.errors import Sentence
from vethanam.money import Paise
from vethanam.periods import Month

#: a deduction that sends what is surrendered to the provident fund, beside it
SURRENDER_TO_FUND = "surrender_to_provident_fund"
SURRENDER, TERMINAL, BONUS, FESTIVAL = "leave_surrender", "terminal_surrender", "bonus", "festival_allowance"


@dataclass(frozen=True, slots=True)
class Entitled:
    """One person's earning of an occasion. ``answer`` is what the rules said beside the amount."""

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
        """The month it is of: that of the application, or of the festival."""
        named = self.answer.get("festival_month")
        return Month.parse(named) if named else Month.of(self.on)

    @property
    def to_fund(self) -> bool:
        """Whether it goes to the provident fund in place of the account."""
        return self.answer.get("mode") == "provident_fund"


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who is not entitled, or of whom it is not known; ``sentence`` is the reason."""

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
