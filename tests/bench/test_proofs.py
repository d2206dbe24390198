"""The benches of proofs on few people: each measures the real path, with figures of the right things."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import World
from vethanam.bench import log_files, looks, retention
from vethanam.bench.audience import NOW
from vethanam.bench.label_trees import bench_trees
from vethanam.bench.log_files import WITNESSES, bench_log
from vethanam.bench.message_file import bench_message_file, record_reachable
from vethanam.bench.own_file import bench_own_file, record_year
from vethanam.bench.retention import bench_retention, record_old_uses, what_is_left
from vethanam.bench.standalone_checks import check_alone
from vethanam.errors import Broken
from vethanam.identity.authority import Authority
from vethanam.journal import keys
from vethanam.journal.keys import create
from vethanam.journal.models import Cosignature
from vethanam.journal.sequencer import sequence_once
from vethanam.messaging.actions import register_texts
from vethanam.privacy.actions import register_purposes
from vethanam.privacy.models import Look
from vethanam.site.clock import service_authority
from vethanam.site.install import _make_service_accounts

PEOPLE = 160


@pytest.fixture
def asks(world: World, tmp_path: Path, settings: Any) -> Authority:
    """The worker of a sample with a log."""
    (tmp_path / "keys").mkdir()
    create(tmp_path / "keys" / "log.key", "vethanam.example/test")
    settings.VETHANAM_STATE = tmp_path
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    _make_service_accounts()
    return replace(service_authority("worker"), at=NOW, is_sample=True)


@pytest.fixture
def settle(world: World) -> Callable[[], None]:
    def settled() -> None:
        while sequence_once():
            pass

    return settled


def test_the_next_map_the_proof_of_absence_and_the_file_are_about_the_use(
    world: World, asks: Authority, settle: Callable[[], None]
) -> None:
    with world.role("worker"):
        found = bench_trees(asks, PEOPLE, 120, settle, lambda: world.role("web"), None)
    first, following = found["first_map"], found["next_map"]
    assert (first["people"], first["records"]) == (PEOPLE, 0)
    assert (following["people"], following["records"]) == (PEOPLE, 120)
    assert set(found["use"]["seconds"]) == {"labels", "tree", "tree stored", "rows"}
    absence = found["absence"]
    assert absence["bytes"] < absence["bytes_in_a_log_of_100_million"] < 8_000
    assert set(found["file_of_use"]["bytes"]) == {"json", "zip", "html"}


def test_the_file_of_a_message_is_about_everybody(
    world: World, asks: Authority, settle: Callable[[], None]
) -> None:
    with world.role("worker"):
        register_purposes(asks)
        register_texts(asks)
        record_reachable(PEOPLE)
        found = bench_message_file(asks, settle, lambda: world.role("web"), None)
    assert found["told"] == PEOPLE
    assert 0 < found["checked"]["processor_ms_a_proof"] < found["checked"]["processor_ms"]


def test_a_person_has_two_entries_for_each_use(
    world: World, asks: Authority, settle: Callable[[], None]
) -> None:
    with world.role("worker"):
        with world.connect("postgres") as admin:
            record_year(asks, PEOPLE, 3, settle, lambda: world.role("dispatcher"), admin)
        found = bench_own_file(asks, settle, lambda: world.role("web"), None)
    assert found["entries"] == 3 * 2 + 1


def test_three_witnesses_sign_the_head_and_the_log_is_published(
    world: World, asks: Authority, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_files, "ROUNDS", 2)
    monkeypatch.setattr(log_files, "PROOFS", 10)
    with world.role("worker"):
        found = bench_log(asks, 300, settle, lambda: world.role("sequencer"), None)
    assert found["size"] >= 300 and found["published"]["files"] >= 5
    assert set(Cosignature.objects.values_list("witness", flat=True)) == set(WITNESSES)
    assert found["quorum_ms"]["median"] > 0 < found["proof_ms"]["p95"]


def test_nothing_is_left_of_a_month_whose_time_is_over(
    world: World, asks: Authority, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.role("worker"):
        record_old_uses(asks, PEOPLE, 2)
        settle()
        assert what_is_left()["salts"] == 2 * PEOPLE
        found = bench_retention(asks, settle, None)
        assert (found["announced"], found["left"]["salts"]) == (1, 0) and found["rows"] >= 2 * PEOPLE
        record_old_uses(asks, PEOPLE, 1)
        settle()
        monkeypatch.setattr(retention, "destroy_announced", lambda _: 0)
        with pytest.raises(Broken, match="322 salts, records, keys"):
            bench_retention(asks, settle, None)


def test_looks_are_written_on_time(world: World, asks: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "RATE", 40)
    with world.role("web"):
        found = looks.bench_looks(asks, 1)
    assert found["looks"] == Look.objects.count() == 40 and found["median_ms"] <= found["p95_ms"]


def test_a_file_that_does_not_verify_is_no_measurement(asks: Authority, tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text("{}")
    with pytest.raises(Broken, match="would not verify"):
        check_alone(path, str(keys.public_key()))
