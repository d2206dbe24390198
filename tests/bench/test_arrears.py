"""The arrears benchmark on few people: claims equal due minus drawn, summed in the database."""

from __future__ import annotations

from tests.conftest import World
from vethanam.bench.arrears import bench_retro
from vethanam.bench.loader import record_state


def _nothing(*_: object) -> None:
    pass


def test_claims_are_due_less_drawn(world: World) -> None:
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    with world.role("owner"):
        record_state(240, _nothing, _nothing)
    with world.role("worker"):
        found = bench_retro(12, _nothing, _nothing)
    counted = found["counted"]
    assert found["asked"] == found["fixations"] > 5
    assert 0 < counted["people"] <= found["fixations"]
    assert counted["claims"] > counted["people"] * 3
    assert (
        counted["claimed_paise"]
        == counted["due_less_drawn_paise"]
        == counted["open_paise"]
        == counted["listed_paise"]
        > 0
    )
    assert found["left"] == 0
