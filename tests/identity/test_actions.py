"""A key to sign with: enrolled by a person, once, and ended by that person alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from vethanam.errors import Refused
from vethanam.identity.actions import enrol_key, mark_of, revoke_key
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.models import Staged

pytestmark = pytest.mark.usefixtures("db")
NOON = datetime(2026, 10, 28, 12, tzinfo=UTC)


@pytest.fixture
def officer() -> Authority:
    account = Account.objects.create(username="officer", kind=Account.Kind.OFFICER)
    return Authority(account.pk, 3, "FIN", "data_protection_officer", NOON, is_sample=True)


def leaf_of(staged: int) -> dict[str, object]:
    told: dict[str, object] = json.loads(bytes(Staged.objects.get(pk=staged).leaf))
    return told


def test_a_key_is_enrolled_with_an_entry_that_names_no_person(officer: Authority) -> None:
    first, second = enrol_key(officer, b"\1" * 32), enrol_key(officer, b"\2" * 32)
    said = [leaf_of(key.leaf)["public"] for key in (first, second)]
    assert [one["is_first"] for one in said if isinstance(one, dict)] == [True, False]
    assert {one["holder"] for one in said if isinstance(one, dict)} == {mark_of(3)}
    assert first.person == second.person == 3 and mark_of(3) != mark_of(4)


def test_a_key_is_enrolled_once(officer: Authority) -> None:
    enrol_key(officer, b"\1" * 32)
    with pytest.raises(Refused, match="enrolled already"):
        enrol_key(replace(officer, person=4), b"\1" * 32)


def test_an_account_with_nobody_behind_it_enrols_none(officer: Authority) -> None:
    with pytest.raises(Refused, match="Only a person signs"):
        enrol_key(replace(officer, person=None), b"\1" * 32)


def test_a_key_is_ended_once_with_an_entry(officer: Authority) -> None:
    key = enrol_key(officer, b"\1" * 32)
    ended = revoke_key(officer, key)
    assert ended.revokes_id == key.pk
    assert (leaf_of(ended.leaf)["kind"], leaf_of(ended.leaf)["public"]) == (
        "key.revoked",
        {"key": key.reference},
    )
    with pytest.raises(Refused, match="ended already"):
        revoke_key(officer, key)


def test_nobody_ends_the_key_of_another(officer: Authority) -> None:
    key = enrol_key(officer, b"\1" * 32)
    with pytest.raises(Refused, match="by the person who holds it"):
        revoke_key(replace(officer, person=4), key)
