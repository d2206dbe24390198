"""A process that takes its locks again each time it is ended keeps no restraint from being entered."""

from __future__ import annotations

import contextlib
import threading

import psycopg
import pytest

from tests.conftest import World


@pytest.mark.parametrize(
    ("role", "sessions", "holds", "enters"),
    [
        ("dispatcher", 2, "SELECT privacy_enter_fence()", "SELECT privacy_close_fence()"),
        ("web", 1, "SELECT privacy_close_fence()", "SELECT privacy_close_fence()"),
        ("web", 2, "SELECT FROM identity_account FOR UPDATE", "SELECT privacy_end_blockers()"),
    ],
)
def test_a_lock_taken_again_and_again_is_no_hindrance(
    world: World, role: str, sessions: int, holds: str, enters: str
) -> None:
    over, held = threading.Event(), threading.Event()

    def hold() -> None:
        while not over.is_set():
            with contextlib.suppress(psycopg.Error), world.connect(role) as rogue:
                rogue.execute("BEGIN")
                rogue.execute(holds)
                held.set()
                while not over.wait(0.002):
                    rogue.execute("SELECT 1")

    rogues = [threading.Thread(target=hold) for _ in range(sessions)]
    for one in rogues:
        one.start()
    try:
        assert held.wait(60)
        with world.connect("web") as web, web.transaction():
            web.execute(enters)
            over.set()
    finally:
        over.set()
        for one in rogues:
            one.join(10)
