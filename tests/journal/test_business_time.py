"""The business time of a service."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import World
from vethanam.journal import keys
from vethanam.journal.actions import append
from vethanam.journal.business_time import IST, SAMPLE_BEGINS, business_now
from vethanam.ledger.notes import SigningKey


def test_the_wall_clock_on_a_real_database(world: World) -> None:
    at, is_sample = business_now()
    assert not is_sample
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)


def test_a_database_that_calls_itself_a_sample_moves_no_time_of_a_real_log(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.create(tmp_path / "log.key", "pay.example.gov.in/log")
    monkeypatch.setattr(keys, "key_path", lambda: tmp_path / "log.key")
    world.sql("owner", "INSERT INTO site_installation VALUES (1, true, now())")
    append("act", public={}, private=None, at=datetime(2099, 1, 1, tzinfo=IST), is_sample=True)
    at, is_sample = business_now()
    assert not is_sample
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)


def test_the_latest_act_in_a_sample_also_when_acts_are_played_again(
    world: World, log_key: SigningKey
) -> None:
    world.sql("owner", "INSERT INTO site_installation VALUES (1, true, now())")
    assert business_now() == (SAMPLE_BEGINS, True)
    for day in (1, 30, 26):
        append("act", public={}, private=None, at=datetime(2026, 10, day, 11, tzinfo=IST), is_sample=True)
    assert business_now() == (datetime(2026, 10, 30, 11, tzinfo=IST), True)
