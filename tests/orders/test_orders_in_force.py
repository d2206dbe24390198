"""Orders not in force: people and first day, as known at an instant."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.payroll.office import SmallOffice, at, small_office
from vethanam.orders.actions import record_order_effect
from vethanam.orders.orders_in_force import became_of, not_in_force_since, orders_not_in_force

TENTH = date(2026, 10, 10)


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    return small_office()


def tell(
    office: SmallOffice, state: str, valid_from: date, known: datetime, employment: int | None = None
) -> None:
    record_order_effect(
        office.by("clerk", known), office.order, state=state, valid_from=valid_from, employment=employment
    )


@pytest.mark.parametrize("state", ["stayed", "set_aside", "superseded"])
def test_an_order_that_is_stayed_set_aside_or_superseded_does_not_hold(
    office: SmallOffice, state: str
) -> None:
    tell(office, state, TENTH, at(20))
    assert orders_not_in_force(TENTH, at(20)) == {(office.order.pk, None)}


def test_before_its_day_the_order_holds(office: SmallOffice) -> None:
    tell(office, "stayed", TENTH, at(20))
    assert not orders_not_in_force(date(2026, 10, 9), at(20))


def test_what_was_not_known_yet_does_not_count(office: SmallOffice) -> None:
    tell(office, "stayed", TENTH, at(20))
    assert not orders_not_in_force(TENTH, at(19))


def test_a_stay_that_was_vacated_leaves_the_order_in_force_as_if_it_had_never_been(
    office: SmallOffice,
) -> None:
    fourteenth, fifteenth = date(2026, 10, 14), date(2026, 10, 15)
    tell(office, "stayed", TENTH, at(20))
    tell(office, "vacated", fifteenth, at(21))
    # it counted until the stay was known to be vacated
    assert orders_not_in_force(fourteenth, at(20))
    assert not orders_not_in_force(fourteenth, at(21)) and not orders_not_in_force(fifteenth, at(21))


def test_an_order_that_holds_again_from_a_day_did_not_before(office: SmallOffice) -> None:
    tell(office, "stayed", TENTH, at(20))
    tell(office, "in_force", date(2026, 10, 15), at(21))
    assert orders_not_in_force(date(2026, 10, 14), at(21))
    assert not orders_not_in_force(date(2026, 10, 15), at(21))


def test_what_was_set_aside_is_not_restored_by_vacating_an_earlier_stay(office: SmallOffice) -> None:
    tell(office, "stayed", TENTH, at(20))
    tell(office, "set_aside", date(2026, 10, 12), at(21))
    tell(office, "vacated", date(2026, 10, 15), at(22))
    assert orders_not_in_force(TENTH, at(22)) and orders_not_in_force(date(2026, 10, 12), at(22))


def test_of_two_effects_of_one_day_the_later_known_holds(office: SmallOffice) -> None:
    tell(office, "vacated", TENTH, at(22))
    tell(office, "stayed", TENTH, at(21))
    assert not orders_not_in_force(TENTH, at(23))
    assert orders_not_in_force(TENTH, at(21))


def test_an_order_stayed_for_one_holds_for_the_others(office: SmallOffice) -> None:
    one = office.hire("1")
    tell(office, "stayed", TENTH, at(20), employment=one.pk)
    assert orders_not_in_force(TENTH, at(20)) == {(office.order.pk, one.pk)}


def test_an_order_counts_for_nothing_since_the_day_of_the_first_effect_that_still_suspends_it(
    office: SmallOffice,
) -> None:
    everybody = (office.order.pk, None)
    tell(office, "stayed", TENTH, at(20))
    tell(office, "set_aside", date(2026, 10, 12), at(21))
    assert not_in_force_since(date(2026, 10, 9), at(21)) == {}
    assert not_in_force_since(TENTH, at(21)) == {everybody: TENTH}
    assert not_in_force_since(date(2026, 10, 12), at(21)) == {everybody: TENTH}
    tell(office, "vacated", date(2026, 10, 15), at(22))
    tell(office, "stayed", date(2026, 10, 18), at(23))
    assert not_in_force_since(date(2026, 10, 15), at(23)) == {}
    assert not_in_force_since(date(2026, 10, 18), at(23)) == {everybody: date(2026, 10, 18)}


def test_what_became_last_of_an_order_is_told_of_somebody_or_of_everybody(office: SmallOffice) -> None:
    one, other = office.hire("1"), office.hire("2")
    assert became_of([office.order.pk], one.pk) == {}
    tell(office, "stayed", TENTH, at(20))
    tell(office, "vacated", TENTH, at(21), employment=one.pk)
    states = [became_of([office.order.pk], who.pk)[office.order.pk].state for who in (one, other)]
    assert states == ["vacated", "stayed"]
    assert became_of([], one.pk) == {}
