"""The bench of rolls: everybody whom an account saw is on the roll, with a tree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.conftest import World
from vethanam.bench.audience import NOW
from vethanam.bench.rolls import bench_roll, record_seen, see_everybody
from vethanam.journal.keys import create
from vethanam.privacy.models import RollLine, RollTile
from vethanam.site.clock import service_authority
from vethanam.site.install import _make_service_accounts

PEOPLE = 150


def test_everybody_is_on_the_roll(world: World, tmp_path: Path, settings: Any) -> None:
    (tmp_path / "keys").mkdir()
    create(tmp_path / "keys" / "log.key", "vethanam.example/test")
    settings.VETHANAM_STATE = tmp_path
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    _make_service_accounts()
    asks = replace(service_authority("worker"), at=NOW, is_sample=True)
    with world.role("owner"), world.connect("postgres") as admin:
        record_seen(PEOPLE)
        case = see_everybody(admin, asks)
    with world.role("worker"):
        found = bench_roll(asks, case, world.role("web"), None)
    assert found["lines"] == RollLine.objects.count() == PEOPLE
    assert RollTile.objects.count() == 1 and found["processor_seconds"] >= 0
