"""A sample of a few hundred people, drawn as those of a State are."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from tests.conftest import World
from vethanam.sample.bench import people
from vethanam.sample.bench.recording import record_state

PEOPLE = 160


def _nothing(*_: str) -> None:
    pass


@pytest.fixture
def state(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(people, "USUAL", 20)  # more offices than one
    (tmp_path / "keys").mkdir()
    monkeypatch.setattr(settings, "VETHANAM_STATE", tmp_path)
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    with world.role("worker"):
        record_state(PEOPLE, _nothing, _nothing)
    return world
