"""When a person's keys begin and end to count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from vethanam.errors import Refused
from vethanam.identity.actions import confirm_key, enrol_key, mark_of, revoke_key
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.identity.queries import (
    FREEZE,
    counts_at,
    counts_from,
    ended_at,
    keys_of,
    keys_to_confirm,
    leaves_of,
    marks_of,
)

pytestmark = pytest.mark.usefixtures("db")
NOON = datetime(2026, 10, 28, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def officer() -> Authority:
    account = Account.objects.create(username="officer", kind=Account.Kind.OFFICER)
    return Authority(account.pk, 3, "FIN", "data_protection_officer", NOON, is_sample=True)


def test_the_logs_first_key_counts_at_once_and_every_other_once_it_is_countersigned(
    officer: Authority,
) -> None:
    another = replace(officer, person=4)
    first, other = enrol_key(officer, b"\1" * 32), enrol_key(another, b"\2" * 32)
    assert counts_at(first, NOON) and not counts_at(first, NOON - MOMENT)
    assert counts_from(other) is None and keys_to_confirm() == [other]
    confirm_key(officer.later(NOON + MOMENT), other)
    assert counts_from(other) == NOON + MOMENT and keys_to_confirm() == []
    with pytest.raises(Refused, match="countersigned already"):
        confirm_key(officer, other)


def test_a_further_key_also_waits_for_a_day(officer: Authority) -> None:
    first, second = enrol_key(officer, b"\1" * 32), enrol_key(officer, b"\2" * 32)
    with pytest.raises(Refused, match="Another person countersigns"):
        confirm_key(officer, second)
    confirm_key(replace(officer, person=4), second)
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
