"""Dates of law as data: a duty starts on the earlier day, a permission on the later."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from vethanam.privacy.law.commencement import in_force, starts
from vethanam.privacy.law.windows import IST, Window, instant, open_at, recorded_windows


@pytest.mark.parametrize(
    ("provision", "permission"),
    [
        ("s.7(i)", date(2027, 5, 14)),
        ("s.7(b)(i)", date(2027, 5, 14)),
        ("s.6", date(2027, 5, 14)),
        ("s.6(9)", date(2026, 11, 14)),
        ("s.2", date(2025, 11, 14)),
        ("s.44(3)", date(2025, 11, 14)),
        ("s.27(1)(d)", date(2026, 11, 14)),
        ("s.17(2)(b)", date(2027, 5, 14)),
        ("s.99", None),
        ("good governance", None),
    ],
)
def test_each_provision_has_its_day(provision: str, permission: date | None) -> None:
    assert starts(provision, "permission") == permission


def test_a_duty_is_obeyed_a_day_before_a_permission_is_relied_on() -> None:
    day = date(2027, 5, 13)
    assert in_force("s.7(i)", day, "duty") and not in_force("s.7(i)", day)
    assert in_force("s.7(i)", date(2027, 5, 14))


def test_a_window_runs_from_its_instant_until_it_is_said_to_have_ended() -> None:
    start = datetime(2026, 3, 15, 16, tzinfo=IST)
    (window,) = open_at(recorded_windows().election, start)
    assert window.id == "KL-LA-2026"
    assert not open_at(recorded_windows().election, start.replace(minute=0, hour=15))
    assert window.is_open(datetime(2026, 5, 7, 23, 59, tzinfo=IST)) and not window.is_open(
        datetime(2026, 5, 8, tzinfo=IST)
    )


def test_a_window_without_an_end_stays_open() -> None:
    assert Window("X", ("state",), datetime(2026, 1, 1, tzinfo=IST)).is_open(datetime(2030, 1, 1, tzinfo=IST))


def test_the_months_before_that_election_were_a_caution_window() -> None:
    assert open_at(recorded_windows().caution, datetime(2026, 2, 21, 10, tzinfo=IST))
    assert not open_at(recorded_windows().caution, datetime(2026, 11, 24, tzinfo=IST))


def test_an_instant_without_a_zone_is_indian_time() -> None:
    assert instant("2026-11-30T18:05") == datetime(2026, 11, 30, 18, 5, tzinfo=IST)
    assert instant(date(2026, 11, 30), end_of_day=True) == datetime(2026, 12, 1, tzinfo=IST)
    assert instant("2026-11-30T18:05+00:00").utcoffset() is not None
