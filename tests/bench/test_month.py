"""The month benchmark on few people: its counts, and that it measures `pay run`."""

from __future__ import annotations

import pytest

from tests.bench.conftest import PEOPLE
from tests.conftest import World
from vethanam.bench.measurement import Measured
from vethanam.bench.month import STEPS, bench_month, counted
from vethanam.cli.pay import run_month
from vethanam.sample.directorate import MONTH


def test_counts_and_hash_are_those_of_pay_run(state: World) -> None:
    with state.role("worker"):
        found = bench_month()
        again = run_month(MONTH)
        kept = counted("SELECT count(*) AS people FROM people_employment")
    assert kept == {"people": PEOPLE}
    assert found["refused"] == 0
    assert found["counted"]["people"] + found["counted"]["set_aside"] == PEOPLE
    assert found["counted"]["runs"] == found["counted"]["log_entries"] == len(again["offices"])
    assert found["counted"]["net_paise"] == found["counted"]["net_of_rows_paise"] == again["net_paise"] > 0
    assert found["result"] == again["result"]
    assert all(office["is_unchanged"] for office in again["offices"])
    assert found["measured"]["peak_mib"] > 0
    assert set(found["measured"]["seconds"]) == {*STEPS, "other, and the commit"}


def test_a_step_within_a_step_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter((0.0, 1.0, 3.0, 10.0))
    monkeypatch.setattr("vethanam.bench.measurement.time.perf_counter", lambda: next(clock))
    found = Measured()
    with found.step("outer"), found.step("inner"):
        pass
    assert found.seconds == {"inner": 2.0, "outer": 8.0}
