"""A month reads as much with a year of history as with none, and comes to the same result."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from tests.conftest import Furnisher, World
from vethanam.bench import history, people
from vethanam.bench.history import OF_THE_YEAR, record_history, require_room
from vethanam.bench.loader import record_state
from vethanam.bench.month import bench_month
from vethanam.errors import Refused
from vethanam.payroll.audit import broken_invariants
from vethanam.service_book.queries import month_frames

#: so many that a month's rows weigh more than those of small tables, which are read whole
PEOPLE = 480
MONTHS = 12
# what somebody leaves owing is in the snapshot, and is less after a year of recoveries
_RESULTS = """
    SELECT r.drawing_code_id, r.result_hash, array_agg(f.record || f.code ORDER BY f.code, f.record),
           CASE WHEN bool_and(f.code IS DISTINCT FROM 'dues_left') THEN r.snapshot_hash END
      FROM payroll_run r LEFT JOIN payroll_runfinding f ON f.run_id = r.id
     WHERE r.state = 'computed' GROUP BY r.id ORDER BY r.drawing_code_id
"""


def _settle() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connections["owner"].close()


def _in_bulk(world: World) -> Callable[[], AbstractContextManager[None]]:
    """Without triggers in this database alone: a right on the parameter would be the whole cluster's."""
    setting = f"ALTER ROLE vethanam_owner IN DATABASE {world.name}"

    @contextlib.contextmanager
    def unwatched() -> Iterator[None]:
        world.sql("postgres", f"{setting} SET session_replication_role = replica")
        connection.close()
        yield
        connection.close()
        world.sql("postgres", f"{setting} RESET session_replication_role")

    return unwatched


def _drawn(furnish: Furnisher, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(people, "USUAL", 80)  # more offices than one
    monkeypatch.setattr(month_frames, "FEW_CODES", 1)  # the whole book is read, as for a State

    def make(world: World, _: Any) -> None:
        world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
        record_state(PEOPLE, lambda _: None, _settle)

    return furnish("bench_state", make, role="owner")


def test_a_year_of_history_is_not_read_and_changes_nothing(
    furnish: Furnisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = _drawn(furnish, monkeypatch)
    read, results = [], []
    for months in (0, MONTHS):
        with furnish.copy_of(drawn) as world:
            with world.role("owner"):
                counted = record_history(months, lambda _: None, _settle, _in_bulk(world))
            assert counted["claims"] > PEOPLE * (months + len(OF_THE_YEAR) - 1)
            with world.role("worker"):
                found = bench_month()
                assert "recoveries_differ" not in {one.code for one in broken_invariants()}
            assert found["refused"] == 0
            assert found["counted"]["net_paise"] == found["counted"]["net_of_rows_paise"] > 0
            read.append(found["measured"]["read"])
            results.append((found["result"], world.sql("owner", _RESULTS)))
    assert results[0] == results[1]
    for counted_as in ("rows", "buffers"):
        least, most = sorted(one[counted_as] for one in read)
        assert most <= least * 1.1, read


def test_a_history_without_room_or_time_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_room(5_000, 12, tmp_path)
    with pytest.raises(Refused) as room:
        require_room(1_000_000, 120, tmp_path)
    assert room.value.sentence.code == "bench_history_has_no_room"
    monkeypatch.setattr(history, "BYTES", 1)
    with pytest.raises(Refused) as time:
        require_room(1_000_000, 120, tmp_path)
    assert time.value.sentence.code == "bench_history_takes_long"
