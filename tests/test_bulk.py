"""Frames read in bulk raise the same errors as other queries."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from django.db import DataError, IntegrityError, OperationalError, ProgrammingError, connection, transaction

from tests.conftest import World
from tests.junk_entries import plain_leaf
from vethanam import bulk
from vethanam.journal.models import Staged
from vethanam.ledger.canonical import Json, canonical
from vethanam.people.models import Person

_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid NOT IN (%s, pg_backend_pid()) AND backend_type = 'client backend'
"""


def test_a_reader_whose_database_went_away_says_what_the_first_driver_says(world: World) -> None:
    with bulk.read_connections() as connections:
        assert connections is not None
        world.sql("postgres", _OTHERS, connection.connection.info.backend_pid)
        with pytest.raises(OperationalError):
            connections.read("SELECT 1", [], {"one": pl.Int64})


def test_many_objects_are_written_as_each_is() -> None:
    alike: list[dict[str, Json]] = [{"b": None, "d": "x"}, {"b": 'a "quoted" one', "d": True}]
    own: dict[str, Any] = {
        "a": pl.Series([1, 2, 3]),
        "c": ["•,1", '"', None],
        "e": pl.Series(["\\", "\x1f", "വേതനം"]),
    }
    written = bulk.canonical_texts(alike, pl.Series([1, 0, 1]), own).to_list()
    rows = [{"a": own["a"][n], "c": own["c"][n], "e": own["e"][n]} for n in range(3)]
    assert written == [canonical({**alike[1 - n % 2], **row}).decode() for n, row in enumerate(rows)]


def test_a_state_of_the_database_keeps_its_number(world: World) -> None:
    with bulk.read_connections() as connections, pytest.raises(ProgrammingError) as raised:
        assert connections is not None
        connections.read("SELECT * FROM nowhere", [], {"one": pl.Int64})
    assert getattr(raised.value.__cause__, "sqlstate", None) == "42P01"


def test_parts_are_worked_on_two_at_a_time(world: World) -> None:
    """One after the other they would wait for each other for ever; what is made comes in the
    order of the parts.
    """
    meet = threading.Barrier(2, timeout=30)
    with bulk.read_connections() as connections:
        assert connections is not None

        def asked(part: int) -> tuple[int, bool, bool]:
            meet.wait()
            rows = connections.read("SELECT %s::bigint", [part], {"part": pl.Int64})
            is_main = threading.current_thread() is threading.main_thread()
            return rows["part"].item(), is_main, connection.in_atomic_block

        made = list(bulk.two_at_a_time(asked, iter(range(4))))
    assert made == [(part, (part, False, True)) for part in range(4)]


def test_a_transaction_of_the_caller_has_no_other_connections(world: World) -> None:
    with transaction.atomic(), bulk.read_connections() as connections:
        assert connections is None


def test_new_objects_are_added_as_they_are_and_told_their_ids(world: World) -> None:
    at = datetime(2026, 10, 1, 4, 30, 0, 123456, tzinfo=UTC)
    names = ['said "so" \\ and\nwent', "ആമിന", ""]
    people = [
        Person(name=name, born=date(1980, 1, 1 + place), recorded_at=at) for place, name in enumerate(names)
    ]
    leaves = [Staged(leaf=plain_leaf(said=text)) for text in names]
    with world.role("worker"):
        bulk.add_rows(people)
        bulk.add_rows(leaves)
        bulk.add_rows([])
        found = Person.objects.in_bulk([person.pk for person in people])
        assert [(found[p.pk].name, found[p.pk].born.day, found[p.pk].recorded_at) for p in people] == [
            (name, 1 + place, at) for place, name in enumerate(names)
        ]
        assert [bytes(Staged.objects.get(pk=one.pk).leaf) for one in leaves] == [one.leaf for one in leaves]


def test_of_objects_that_the_table_refuses_none_is_added(world: World) -> None:
    at = datetime(2026, 10, 1, tzinfo=UTC)
    people = [Person(name=name, born=date(1980, 1, 1), recorded_at=at) for name in ("A", "B" * 1000)]
    with pytest.raises(DataError):
        bulk.add_rows(people)
    assert not Person.objects.filter(name="A").exists()


def test_lists_are_read_as_they_were_written(db: None) -> None:
    schema: dict[str, Any] = {
        "place": pl.Int64,
        "codes": pl.List(pl.Int16),
        "sums": pl.List(pl.Int64),
        "name": pl.String,
    }
    asked = (
        "SELECT * FROM (VALUES (1, '{3,1}'::smallint[], '{10,NULL}'::bigint[], 'a'),"
        " (2, '{}', NULL, NULL), (3, '{2}', '{7}', 'c')) v (place, codes, sums, name)"
    )
    found = bulk.read(f"{asked} ORDER BY place", [], schema)
    assert found.rows() == [(1, [3, 1], [10, None], "a"), (2, [], None, None), (3, [2], [7], "c")]
    assert found.schema == schema
    assert bulk.read(f"{asked} WHERE place > 3", [], schema).schema == schema


_ENTRIES = pl.DataFrame(
    {"number": ["1", "2"], "ids": [[1, None], []]}, schema={"number": pl.String, "ids": pl.List(pl.Int64)}
)


@pytest.fixture
def beside_table(world: World) -> Iterator[None]:
    """An empty table of the worker's own session."""
    with world.role("worker"):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE beside (number text PRIMARY KEY, ids bigint[])")
        yield


@pytest.mark.usefixtures("beside_table")
def test_what_is_appended_beside_the_caller_is_part_of_what_the_caller_does() -> None:
    with transaction.atomic():
        with bulk.copying() as beside:
            beside.rows("beside", _ENTRIES)
            beside.rows("beside", _ENTRIES.with_columns(number=pl.col("number") + "0"))
            assert _count() == 4  # the query comes after it
            beside.rows("beside", _ENTRIES.with_columns(number=pl.col("number") + "00"))
        assert _count() == 6
        transaction.set_rollback(True)
    assert _count() == 0


@pytest.mark.usefixtures("beside_table")
def test_what_cannot_be_appended_beside_the_caller_is_said_to_the_caller() -> None:
    with pytest.raises(IntegrityError, match="duplicate key"), transaction.atomic(), bulk.copying() as beside:
        beside.rows("beside", _ENTRIES)
        beside.rows("beside", _ENTRIES)
    assert _count() == 0


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM beside")
        return int(cursor.fetchone()[0])
