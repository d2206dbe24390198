"""Frames read in bulk: what goes wrong there is what goes wrong anywhere."""

from __future__ import annotations

import polars as pl
import pytest
from django.db import OperationalError, ProgrammingError, connection

from tests.conftest import World
from vethanam import bulk

_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid NOT IN (%s, pg_backend_pid()) AND backend_type = 'client backend'
"""


def test_a_reader_whose_database_went_away_says_what_the_first_driver_says(world: World) -> None:
    with bulk.reading():
        connection.ensure_connection()
        world.sql("postgres", _OTHERS, connection.connection.info.backend_pid)
        with pytest.raises(OperationalError):
            bulk.read("SELECT 1", [], {"one": pl.Int64})


def test_a_state_of_the_database_keeps_its_number(world: World) -> None:
    with bulk.reading(), pytest.raises(ProgrammingError) as raised:
        bulk.read("SELECT * FROM nowhere", [], {"one": pl.Int64})
    assert getattr(raised.value.__cause__, "sqlstate", None) == "42P01"
