"""Months, spells, forenoon and afternoon."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vethanam.errors import Unsound
from vethanam.periods import Month, Session, Spell, first_day, last_day

MONTHS = st.builds(Month, st.integers(1950, 2090), st.integers(1, 12))
DAYS = st.dates(date(1990, 1, 1), date(2050, 12, 31))


def test_a_month_is_read_and_written() -> None:
    month = Month.parse("2026-10")
    assert (str(month), int(month), month.days, month.last) == ("2026-10", 202610, 31, date(2026, 10, 31))
    assert Month.from_key(202610) == month == Month.of(date(2026, 10, 17))


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "26-10", "October", "2026-10-01", ""])
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(Unsound, match="Write year and month"):
        Month.parse(text)


@given(MONTHS, st.integers(-300, 300))
def test_adding_months_is_undone_by_counting_them(month: Month, count: int) -> None:
    assert month.plus(count).minus(month) == count


def test_february_of_a_leap_year_has_its_day() -> None:
    assert (Month(2028, 2).days, Month(2027, 2).days) == (29, 28)


def test_months_until_a_last_one_cross_the_year() -> None:
    assert [str(m) for m in Month(2026, 11).until(Month(2027, 2))] == [
        "2026-11",
        "2026-12",
        "2027-01",
        "2027-02",
    ]


def test_pay_of_march_is_of_one_account_year_and_taxed_in_the_next() -> None:
    assert (Month(2026, 3).account_year, Month(2026, 3).tax_year) == ("2025-26", "2026-27")
    assert (Month(2026, 2).account_year, Month(2026, 2).tax_year) == ("2025-26", "2025-26")
    assert Month(2099, 4).account_year == "2099-00"


@given(DAYS, DAYS, DAYS, DAYS)
def test_the_days_two_spells_share_lie_in_both(a: date, b: date, c: date, d: date) -> None:
    one, two = Spell(min(a, b), max(a, b)), Spell(min(c, d), max(c, d))
    shared = one.within(two)
    assert shared == two.within(one)
    if shared is None:
        assert max(one.start, two.start) > min(max(a, b), max(c, d))
    else:
        assert all(
            one.covers(day) and two.covers(day) for day in (shared.start, shared.until or shared.start)
        )


def test_an_open_spell_lasts_and_has_no_count() -> None:
    spell = Spell(date(2026, 10, 1))
    assert spell.covers(date(2090, 1, 1)) and not spell.covers(date(2026, 9, 30))
    assert spell.within(Spell(date(2026, 1, 1), date(2026, 10, 9))) == Spell(
        date(2026, 10, 1), date(2026, 10, 9)
    )
    with pytest.raises(Unsound, match="Enter its last day"):
        _ = spell.days


def test_a_spell_of_one_day_has_one() -> None:
    assert Spell(date(2026, 10, 6), date(2026, 10, 6)).days == 1
    assert Spell(date(2026, 10, 6), date(2026, 10, 14)).days == 9


@given(DAYS)
def test_what_begins_in_the_afternoon_counts_from_the_next_day(day: date) -> None:
    assert first_day(day) == day == last_day(day)
    assert first_day(day, Session.AFTERNOON) == day + timedelta(days=1)
    assert last_day(day, Session.FORENOON) == day - timedelta(days=1)
