"""Months, days and spells.

A :class:`Month` is a month of work. A :class:`Spell` is a range of days, both ends included. A fact that
begins or ends in the afternoon (``AN``) takes effect on the next day for pay; see :func:`first_day` and
:func:`last_day`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from vethanam.errors import Unsound, typed

_MONTH = re.compile(r"(\d{4})-(\d{2})")
ONE_DAY = timedelta(days=1)
#: years in which somebody can have served
_YEARS = range(1900, 2200)


class Session(StrEnum):
    """Half of a day: forenoon or afternoon."""

    FORENOON = "FN"
    AFTERNOON = "AN"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month. ``int(month)`` is 202610, the key of the month's partition."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month of a day."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Parse ``2026-10``; raises :class:`~vethanam.errors.Unsound` for anything else.

        A month outside the years of a service book has no month before or after it that a page could show.
        """
        match = _MONTH.fullmatch(str(text).strip())
        if not match or int(match[1]) not in _YEARS or not 1 <= int(match[2]) <= 12:
            raise Unsound("not_a_month", month=typed(text, 20))
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def from_key(cls, key: int) -> Month:
        """The month of a key such as 202610."""
        return cls(key // 100, key % 100)

    def __int__(self) -> int:
        return self.year * 100 + self.number

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def says(self) -> str:
        """The month in words: ``October 2026``."""
        return f"{self.first:%B %Y}"

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, self.number, self.days)

    @property
    def days(self) -> int:
        """The number of days."""
        return calendar.monthrange(self.year, self.number)[1]

    def plus(self, months: int) -> Month:
        """The month that many months later, or earlier if negative."""
        count = self.year * 12 + self.number - 1 + months
        return Month(count // 12, count % 12 + 1)

    def minus(self, earlier: Month) -> int:
        """The number of months from ``earlier`` to this one."""
        return (self.year - earlier.year) * 12 + self.number - earlier.number

    def until(self, last: Month) -> Iterator[Month]:
        """This month and each following one up to ``last``."""
        month = self
        while month <= last:
            yield month
            month = month.plus(1)

    @property
    def account_year(self) -> str:
        """The financial year, April to March: ``2026-27``."""
        start = self.year if self.number >= 4 else self.year - 1
        return f"{start:04d}-{(start + 1) % 100:02d}"

    @property
    def tax_year(self) -> str:
        """The tax year of this month's pay, which is paid in the following month."""
        return self.plus(1).account_year


@dataclass(frozen=True, slots=True, order=True)
class Spell:
    """A range of days, both ends included; ``until`` is None while it is open."""

    start: date
    until: date | None = None

    def within(self, other: Spell) -> Spell | None:
        """The days in both spells, or None."""
        start = max(self.start, other.start)
        ends = [end for end in (self.until, other.until) if end is not None]
        until = min(ends) if ends else None
        return None if until is not None and until < start else Spell(start, until)

    def covers(self, day: date) -> bool:
        """True if a day is in the spell."""
        return self.start <= day and (self.until is None or day <= self.until)

    @property
    def days(self) -> int:
        """The number of days; raises Unsound for an open spell."""
        if self.until is None:
            raise Unsound("open_spell")
        return (self.until - self.start).days + 1


def first_day(day: date, session: str = Session.FORENOON) -> date:
    """The first paid day of a fact that begins on ``day`` in this session."""
    return day + ONE_DAY if session == Session.AFTERNOON else day


def last_day(day: date, session: str = Session.AFTERNOON) -> date:
    """The last paid day of a fact that ends on ``day``; for a forenoon end, the day before."""
    return day - ONE_DAY if session == Session.FORENOON else day
