"""Many values in one ``__in``: more than a statement has parameters."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from tests.conftest import World
from tests.privacy.contact_states import contact_states
from vethanam.messaging.cohorts import classes_of
from vethanam.people.models import Employment, Person, Treasury
from vethanam.periods import Month
from vethanam.site.postgres.array_lookup import MOST_PARAMETERS

LAKH = range(1, 100_001)


@pytest.fixture
def person(world: World) -> int:
    at = f"{Month(2026, 10).first}T10:00+05:30"
    found = Person.objects.create(name="Person", born=date(1980, 1, 1), recorded_at=at)
    Employment.objects.create(person=found, number="100234", category="state", recorded_at=at)
    return found.pk


def test_a_lakh_of_people_is_asked_about_at_once(world: World, person: int) -> None:
    with world.role("web"):
        people = [*LAKH, person, person]
        assert classes_of(people) == {person: ("employee",)}
        assert contact_states(people, ["email"], "SAL-CREDIT")[person] == {"email": "none"}


@pytest.mark.parametrize("field", ["pk__in", "person__in", "person__id__in"])
def test_they_are_bound_as_one_array_and_give_the_same(world: World, person: int, field: str) -> None:
    few, many = [person, None], [person, None, *(-n for n in LAKH[: 2 * MOST_PARAMETERS])]
    rows = (Person if field == "pk__in" else Employment).objects.all()
    with CaptureQueriesContext(connection) as asked:
        assert list(rows.filter(**{field: many})) == list(rows.filter(**{field: few}))
        assert list(rows.exclude(**{field: many})) == list(rows.exclude(**{field: few})) == []
    assert ["ANY" in one["sql"] for one in asked] == [True, False, True, False]


def test_texts_and_dates_and_expressions_are_found_too(world: World, person: int) -> None:
    texts = [str(number) for number in range(100_000, 102_000)]
    assert Employment.objects.filter(number__in=texts).count() == 1
    days = [date.fromordinal(date(1978, 1, 1).toordinal() + n) for n in range(2_000)]
    assert Person.objects.filter(born__in=days).count() == 1
    assert Person.objects.filter(pk__in=[*range(-2_000, 0), F("pk")]).count() == 1
    assert not Treasury.objects.filter(pk__in=Treasury.objects.none()).exists()
