"""The suite's own fixtures: database and role."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.conftest import World
from vethanam.errors import Broken
from vethanam.site.models import Installation


@pytest.mark.usefixtures("db")
def test_db_is_the_web_role_on_a_test_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_user")
        database, role = cursor.fetchone()
    assert database.startswith("test_")
    assert role == "vethanam_web"


def test_the_world_has_every_role(world: World) -> None:
    for role in ("owner", "web", "worker", "dispatcher", "sequencer", "backup"):
        assert world.sql(role, "SELECT current_user, current_database()") == [
            (f"vethanam_{role}", world.name)
        ]
    with world.role("dispatcher"), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("vethanam_dispatcher",)


def test_the_kind_of_a_database_is_fixed_at_birth(world: World) -> None:
    assert world.sql("web", "SELECT is_sample()") == [(False,)]
    world.sql("owner", "INSERT INTO site_installation VALUES (1, true, now())")
    assert world.sql("web", "SELECT is_sample()") == [(True,)]
    assert Installation.objects.get().is_sample
    for statement in (
        "UPDATE site_installation SET is_sample = false",
        "DELETE FROM site_installation",
        "TRUNCATE site_installation",
    ):
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
            world.sql("owner", statement)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        world.sql("web", "INSERT INTO site_installation VALUES (1, true, now())")


def test_one_test_alone_still_runs_on_a_test_database() -> None:
    """The trap: with aliases that mirror another, a single test used the real database."""
    here = "tests/site/test_database.py::test_db_is_the_web_role_on_a_test_database"
    env = {
        **os.environ,
        "VETHANAM_DATABASE_URL": "postgresql:///vethanam?host=/nowhere",
        "VETHANAM_STATE": "/nowhere",
    }
    shown = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", here],
        cwd=Path(__file__).parents[2], env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stdout
    assert "1 passed" in shown.stdout


def test_django_itself_can_make_no_test_database() -> None:
    with pytest.raises(Broken, match="database of their own"):
        connection.creation.create_test_db()
