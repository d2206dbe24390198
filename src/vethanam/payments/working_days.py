"""Bank working days: the calendar of India and of the State, with the State's own list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

import holidays

_SATURDAYS_OFF = (2, 4)
_SATURDAY, _SUNDAY = 5, 6


@cache
def _closed_in(year: int, state: str) -> frozenset[date]:
    return frozenset(holidays.country_holidays("IN", subdiv=state or None, years=[year]))


def is_working(day: date, listed: Mapping[date, bool], state: str = "") -> bool:
    """Whether banks work on a day. ``listed`` is the State's own list, which overrides the calendar.

    Otherwise Sundays, the second and fourth Saturday and the public holidays of the ``state``, by
    code, are closed.

    >>> is_working(date(2026, 11, 24), {}), is_working(date(2026, 11, 24), {date(2026, 11, 24): True})
    (False, True)
    >>> [is_working(date(2026, 11, day), {}) for day in (7, 14, 15, 16)]
    [True, False, False, True]
    """
    if day in listed:
        return listed[day]
    which_of_month = (day.day - 1) // 7 + 1
    is_off = day.weekday() == _SUNDAY or (day.weekday() == _SATURDAY and which_of_month in _SATURDAYS_OFF)
    return not is_off and day not in _closed_in(day.year, state)


def working_days_after(day: date, until: date, listed: Mapping[date, bool], state: str = "") -> int:
    """The number of working days after a day, up to and including the last.

    >>> working_days_after(date(2026, 11, 13), date(2026, 11, 17), {})
    2
    """
    days = range(1, (until - day).days + 1)
    return sum(is_working(day + timedelta(days=n), listed, state) for n in days)
