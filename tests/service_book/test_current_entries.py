"""Entries in force: withdrawing a verified one takes two persons, for rows and for bulk frames."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.payroll.office import OCTOBER, SmallOffice, at, small_office
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.people.models import Employment
from vethanam.service_book.actions import correct, verify
from vethanam.service_book.models import Absence, Fact, Wage
from vethanam.service_book.queries import (
    BookReader,
    counting,
    entered,
    facts_for,
    holders_of,
    standing,
    was_seen,
)
from vethanam.service_book.queries.facts import known


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    return small_office()


@pytest.fixture
def chained(office: SmallOffice) -> tuple[SmallOffice, Employment]:
    return office, office.hire("1")


@pytest.fixture
def leave(office: SmallOffice) -> Fact:
    one = office.hire("1")
    return office.note(
        one, "absence", date(2026, 10, 5), at(3), kind_of_absence="half_pay", valid_until=date(2026, 10, 9)
    )


def absences(at_day: int) -> tuple[int, set[str | None]]:
    """The number in force as rows, and the absences of the month's days in its facts."""
    frame = facts_for(BookReader(), OCTOBER, at(at_day), rulebook_in_use()).facts.segments
    return standing(Absence).count(), set(frame["absence"].to_list())


def test_what_was_verified_stands_until_another_person_sees_that_it_is_taken_back(
    office: SmallOffice, leave: Fact
) -> None:
    assert was_seen(leave) and absences(6) == (1, {None, "half_pay"})
    taken = correct(office.by("clerk", at(7)), leave, is_withdrawn=True)
    assert was_seen(taken) and list(standing(Absence)) == [taken]
    assert absences(8) == (1, set())  # her pay waits for the second person, and is set aside meanwhile
    verify(office.by("second", at(9)), [taken])
    assert absences(10) == (0, {None})


def test_what_nobody_verified_is_taken_back_at_once(office: SmallOffice) -> None:
    one = office.hire("1")
    entered = office.record(
        one, "absence", date(2026, 10, 5), at(3), kind_of_absence="half_pay", valid_until=date(2026, 10, 9)
    )
    correct(office.by("clerk", at(4)), entered, is_withdrawn=True)
    assert not was_seen(entered) and list(standing(Absence)) == []
    assert absences(5) == (0, {None})


def test_a_correction_of_what_was_verified_is_taken_back_by_two_too(office: SmallOffice, leave: Fact) -> None:
    longer = correct(office.by("clerk", at(7)), leave, valid_until=date(2026, 10, 12))
    taken = correct(office.by("clerk", at(8)), longer, is_withdrawn=True)
    assert was_seen(longer) and list(standing(Absence)) == [taken]


def test_a_correction_counts_only_when_it_is_verified_itself(office: SmallOffice, leave: Fact) -> None:
    longer = correct(office.by("clerk", at(7)), leave, valid_until=date(2026, 10, 12))
    again = correct(office.by("clerk", at(8)), longer, valid_until=date(2026, 10, 20))
    assert list(counting(Absence)) == list(entered(Absence)) == [leave]
    assert list(standing(Absence)) == [again]
    verify(office.by("second", at(9)), [again])
    assert list(counting(Absence)) == list(standing(Absence)) == [again]
    assert list(counting(Absence, at(8))) == [leave] and list(counting(Absence, at(2))) == []


def test_a_new_entry_waits_and_narrows_only(office: SmallOffice) -> None:
    one = office.hire("1")
    new = office.record(one, "absence", date(2026, 10, 5), at(3), kind_of_absence="half_pay")
    assert list(counting(Absence)) == [] and list(entered(Absence)) == list(standing(Absence)) == [new]
    assert list(entered(Absence, at(2))) == []


STEPS = st.lists(st.tuples(st.sampled_from(["correct", "withdraw", "verify"]), st.integers(0, 6)), max_size=7)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_view_and_the_frames_say_the_same_of_any_chain(
    desk_db: None, chained: tuple[SmallOffice, Employment], steps: list[tuple[str, int]]
) -> None:
    office, one = chained
    with transaction.atomic():
        chain = [office.record(one, "wage", date(2026, 10, 1), at(3), rate=80_000)]
        for day, (step, which) in enumerate(steps, start=4):
            if step == "verify":
                verify(office.by("second", at(day)), [chain[which % len(chain)]])
            else:
                now = office.by("clerk", at(day))
                chain.append(correct(now, chain[-1], is_withdrawn=step == "withdraw", rate=80_000 + day))
        for day in range(3, 12):
            frame = known(BookReader(), Wage, [one.pk], at(day), date(2026, 10, 1))
            assert frame["id"].to_list() == [fact.pk for fact in counting(Wage, at(day))], day
        transaction.set_rollback(True)


def test_it_is_asked_within_another_question(office: SmallOffice, leave: Fact) -> None:
    correct(office.by("clerk", at(7)), leave, is_withdrawn=True)
    away = Employment.objects.filter(pk__in=standing(Absence).values("employment"))
    assert [employment.number for employment in away] == ["1"]
    assert holders_of([leave.employment_id], at(8)) == {leave.employment_id: frozenset({"0412"})}
