"""A session that takes the locks of the whole server is ended, and no other."""

from __future__ import annotations

import time

import psycopg
import pytest

from tests.conftest import World
from vethanam.journal import hoarders

HALF = (
    "SELECT current_setting('max_locks_per_transaction')::int * current_setting('max_connections')::int / 2"
)


def test_a_session_with_half_of_the_servers_locks_is_ended(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hoarders, "LOOK_EVERY", 0.05)
    ((half,),) = world.sql("web", HALF)
    with world.connect("web") as greedy, world.connect("web") as modest, hoarders.hoarders_ended("sequencer"):
        modest.execute("SELECT pg_advisory_lock(-1)")
        with pytest.raises(psycopg.OperationalError):
            greedy.execute("SELECT pg_advisory_lock(g) FROM generate_series(1, %s) g", [half + 100])
            time.sleep(1.0)
            greedy.execute("SELECT 1")
        assert modest.execute("SELECT 1").fetchone() == (1,)


def test_no_other_process_ends_sessions(world: World) -> None:
    for role in ("web", "worker", "dispatcher", "paymaster"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            world.sql(role, "SELECT journal_end_hoarders()")


def test_the_web_locks_no_reader_of_accounts_out(world: World) -> None:
    with (
        world.connect("web") as db,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        db.transaction(),
    ):
        db.execute("LOCK TABLE identity_account IN ACCESS EXCLUSIVE MODE")
