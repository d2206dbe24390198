"""A sample of a few hundred people, generated like a State's."""

from __future__ import annotations

import pytest

from tests.conftest import World
from vethanam.bench import people
from vethanam.bench.loader import record_state

PEOPLE = 160


def _nothing(*_: str) -> None:
    pass


@pytest.fixture
def state(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(people, "USUAL", 20)  # more offices than one
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    with world.role("owner"):
        record_state(PEOPLE, _nothing, _nothing)
    return world
