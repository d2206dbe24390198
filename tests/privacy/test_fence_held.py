"""Sessions that take their locks again after each end, alone or in turn, keep no restraint out."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

import psycopg
import pytest
from django.db import transaction

from tests.conftest import World
from vethanam.privacy.actions.entry_locks import close_fence, close_tables


@pytest.mark.parametrize(
    ("role", "sessions", "holds", "enters"),
    [
        ("dispatcher", 2, "SELECT privacy_enter_fence()", close_fence),
        ("web", 1, "SELECT privacy_close_fence()", close_fence),
        ("web", 3, "SELECT privacy_close_fence()", close_fence),
        ("web", 2, "SELECT FROM identity_account FOR UPDATE", close_tables),
    ],
)
def test_a_lock_taken_again_and_again_is_no_hindrance(
    world: World, role: str, sessions: int, holds: str, enters: Callable[[], object]
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
        with world.role("web"), transaction.atomic():
            enters()
            over.set()
    finally:
        over.set()
        for one in rogues:
            one.join(10)
