"""The bench of benefits on few people: one result twice, money counted again, a published tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import World
from vethanam.bench.beneficiaries import record_beneficiaries, without_triggers
from vethanam.bench.disburse import bench_disburse
from vethanam.benefits.audit import broken_invariants
from vethanam.benefits.models import Award, Cycle, CycleApproval
from vethanam.evidence.absences import absence_from_use
from vethanam.evidence.published_trees import publish_trees
from vethanam.journal import keys, sequencer
from vethanam.ledger import standalone
from vethanam.ledger.verifier import Outcome, verify
from vethanam.people.models import Person
from vethanam.site.bench_database import unwatched

PEOPLE = 1_000


@pytest.fixture
def roll(world: World) -> World:
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    with world.role("owner"), unwatched():
        record_beneficiaries(PEOPLE, lambda _: None, lambda: None, without_triggers)
    return world


@pytest.mark.usefixtures("log_key")
def test_a_month_of_everybody(roll: World, tmp_path: Path) -> None:
    with roll.role("worker"):
        found = bench_disburse()
        told = found["counted"]
        assert found["assessed"] < PEOPLE // 10
        assert told["due_paise"] == found["due_paise"] and told["drawn_paise"] == found["drawn_paise"]
        assert told["due_by_state_paise"] == found["drawn_paise"] > 0
        # the month before has no tree here
        assert [one.record for one in broken_invariants()] == ["Cycle IGNOAPS 2025-12 1"]
        sequencer.sequence_once()
        approval = CycleApproval.objects.order_by("-pk").first()
        assert approval is not None and approval.people == Award.objects.count()
        assert publish_trees(tmp_path) == 1
        tree = (tmp_path / "persons" / bytes(approval.root).hex()).read_bytes()
        stranger = Person.objects.get(name="Officer pensions-1").pk
        file = absence_from_use(str(Cycle.objects.get(approval=approval)), stranger)
        key = keys.public_key()
        for given in (None, tree):
            assert verify(file, key, given).outcome is Outcome.VERIFIED
            assert standalone.verify(file, str(key), given)["outcome"] == "verified"
        assert verify(file, key, tree[64:] + tree[:64]).part == "tree"
