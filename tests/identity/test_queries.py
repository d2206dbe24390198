"""When a person's keys begin and end to count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vethanam.identity.actions import enrol_key, mark_of, revoke_key
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.identity.queries import FREEZE, counts_at, ended_at, keys_of, leaves_of, marks_of

pytestmark = pytest.mark.usefixtures("db")
NOON = datetime(2026, 10, 28, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def officer() -> Authority:
    account = Account.objects.create(username="officer", kind=Account.Kind.OFFICER)
    return Authority(account.pk, 3, "FIN", "data_protection_officer", NOON, is_sample=True)


def test_the_first_key_counts_at_once_and_a_further_one_after_a_day(officer: Authority) -> None:
    first, second = enrol_key(officer, b"\1" * 32), enrol_key(officer, b"\2" * 32)
    assert counts_at(first, NOON) and not counts_at(first, NOON - MOMENT)
    assert counts_at(second, NOON + FREEZE) and not counts_at(second, NOON + FREEZE - MOMENT)
    assert keys_of(3) == [first, second] and keys_of(4) == []


def test_a_key_counts_until_its_person_ends_it(officer: Authority) -> None:
    key = enrol_key(officer, b"\1" * 32)
    assert ended_at(key) is None
    end = revoke_key(officer.later(NOON + FREEZE), key)
    assert ended_at(key) == NOON + FREEZE
    assert counts_at(key, NOON + FREEZE - MOMENT) and not counts_at(key, NOON + FREEZE)
    assert keys_of(3) == [key] and leaves_of(key) == [key.leaf, end.leaf]


def test_whoever_never_signed_has_no_mark() -> None:
    marks = sorted(mark_of(person) for person in (3, 4))
    assert marks_of([3, 4, 5]) == marks and mark_of(3) in marks
