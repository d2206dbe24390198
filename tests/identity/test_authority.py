"""The value that describes the actor."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta

import pytest

from vethanam.errors import Broken
from vethanam.identity.authority import Authority

NOON = datetime(2026, 10, 28, 12, tzinfo=UTC)


def officer(at: datetime = NOON) -> Authority:
    return Authority(account=7, person=3, office="DEPT", role="drawing_officer", at=at, scope="0412")


def test_the_same_actor_acts_later() -> None:
    later = officer().later(NOON + timedelta(hours=1))
    assert later.at - NOON == timedelta(hours=1)
    assert (later.account, later.person, later.scope) == (7, 3, "0412")


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(Broken, match="with its zone"):
        officer(datetime(2026, 10, 28, 12))  # noqa: DTZ001 - the refused value


def test_it_cannot_be_changed_on_the_way() -> None:
    with pytest.raises(FrozenInstanceError):
        officer().person = 4  # type: ignore[misc]
