"""A waiting process is woken by a commit, and looks again by itself without one."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.junk_entries import plain_leaf
from vethanam.journal import sequencer
from vethanam.journal.wakeups import Wakeups
from vethanam.ledger.notes import SigningKey

LONG = 30.0


def woken(wakeups: Wakeups, seconds: float = LONG) -> bool:
    return wakeups.wait(threading.Event(), seconds)


@pytest.fixture
def wakeups(world: Any) -> Iterator[Wakeups]:
    waiting = Wakeups()
    assert woken(waiting, 0.0), "something may have come before it listened"
    yield waiting
    waiting.close()


def test_an_entry_wakes_at_its_commit_and_not_before(world: Any, wakeups: Wakeups) -> None:
    with world.connect("worker") as act, act.transaction():
        act.execute("INSERT INTO journal_staged (leaf) VALUES (%s)", [plain_leaf("one")])
        assert not woken(wakeups, 0.2)
    assert woken(wakeups)
    assert not woken(wakeups, 0.0)


def test_what_was_rolled_back_wakes_nobody(world: Any, wakeups: Wakeups) -> None:
    with world.connect("worker") as act, act.transaction(force_rollback=True):
        act.execute("INSERT INTO journal_staged (leaf) VALUES (%s)", [plain_leaf("none")])
    assert not woken(wakeups, 0.3)


def test_a_head_wakes(
    world: Any, log_key: SigningKey, stage: Callable[[int], list[int]], wakeups: Wakeups
) -> None:
    stage(2)
    assert woken(wakeups)
    sequencer.sequence_once()
    assert woken(wakeups)


def test_many_commits_while_nobody_waited_wake_once(
    world: Any, stage: Callable[[int], list[int]], wakeups: Wakeups
) -> None:
    for _ in range(5):
        stage(1)
    assert woken(wakeups)
    assert not woken(wakeups, 0.0)


def test_a_stop_ends_the_wait(wakeups: Wakeups) -> None:
    stop = threading.Event()
    threading.Timer(0.1, stop.set).start()
    since = time.monotonic()
    assert not wakeups.wait(stop, LONG)
    assert time.monotonic() - since < LONG / 2


def test_after_a_lost_connection_it_listens_again(
    world: Any, stage: Callable[[int], list[int]], wakeups: Wakeups
) -> None:
    with world.server.admin() as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND query = 'LISTEN vethanam'",
            [world.name],
        )
    assert woken(wakeups, 0.3), "it looks by itself"
    assert woken(wakeups, 0.0), "something may have come meanwhile"
    assert not woken(wakeups, 0.0)
    stage(1)
    assert woken(wakeups)
