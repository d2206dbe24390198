"""The scenario benchmark on few people: its figures equal the command's, person by person."""

from __future__ import annotations

from tests.conftest import World
from vethanam.bench.loader import record_state
from vethanam.bench.scenario import bench_scenario
from vethanam.payroll.models import Scenario

PEOPLE = 240


def _nothing(*_: str) -> None:
    pass


def test_costs_are_those_of_each_person(world: World) -> None:
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    with world.role("owner"):
        record_state(PEOPLE, _nothing, _nothing)
    with world.role("worker"):
        found = bench_scenario(4, 8)
        assert not Scenario.objects.exists()
    people = found["checked"].pop("people")
    assert found["checked"] == {"orders": 3, "differs_paise": 0}
    assert PEOPLE * 9 // 10 < people <= PEOPLE
    assert found["people_costed"] + found["set_aside"] <= PEOPLE
    assert found["kinds"] < 8 * PEOPLE
    sums = [
        (one["cost_paise"], one["arrears_paise"] + one["with_salary_paise"]) for one in found["scenarios"]
    ]
    assert all(cost == together > 0 for cost, together in sums)
    assert set(found["measured"]["seconds"]) == {"people", "scenarios", "tables"}
