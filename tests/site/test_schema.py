"""A database has the schema of one version, and no process starts on another.

A database of the first migrations is upgraded in ``tests/stories/test_lasting.py``.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import psycopg
import pytest
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from tests.conftest import World
from vethanam.bulk import add_rows, copy_rows
from vethanam.errors import Refused
from vethanam.people.models import Office, Treasury
from vethanam.site import install, manifest
from vethanam.site.processes import free_port, web_command


@pytest.fixture
def emptied(world: World) -> World:
    """A database without any table."""
    world.sql("postgres", "DROP SCHEMA public CASCADE")
    world.sql("postgres", "CREATE SCHEMA public AUTHORIZATION vethanam_owner")
    connections["owner"].close()
    return world


def test_a_new_database_has_the_tables_and_names_of_all_migrations(emptied: World) -> None:
    """Its tables are made from the models; no later start finds a migration to apply."""
    install.migrate()
    with emptied.connect("owner") as owner:
        assert list(manifest.differences(manifest.described(owner), manifest.shipped_manifest())) == []
        executor = MigrationExecutor(connections["owner"])
        assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_applying_again_changes_nothing(world: World) -> None:
    with world.connect("owner") as owner:
        before = manifest.described(owner)
        install.migrate()
        assert manifest.described(owner) == before


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("INSERT INTO django_migrations (app, name, applied) VALUES ('payroll', '0002_guards', now())",
            "payroll.0002_guards"),
        (
            (
                "UPDATE site_appliedschema SET migrations = migrations || "
                "'{\"payroll/migrations/0001_initial.py\": \"another\"}'"
            ),
            "payroll/migrations/0001_initial.py",
        ),
    ],
)  # fmt: skip
def test_a_database_of_other_migrations_is_refused(world: World, statement: str, named: str) -> None:
    world.sql("owner", statement)
    with pytest.raises(Refused) as refused:
        install.migrate()
    assert (refused.value.code, refused.value.facts) == ("database_of_another_version", {"migration": named})


def test_a_failure_of_a_guard_leaves_the_database_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.connect("owner") as owner:
        before = manifest.described(owner)

    def fails(owner: psycopg.Connection[tuple[object, ...]]) -> None:
        raise RuntimeError

    monkeypatch.setattr(install, "apply_rights", fails)
    with pytest.raises(RuntimeError):
        install.migrate()
    with world.connect("owner") as owner:
        assert manifest.described(owner) == before


# -- a process starts on its own schema only -----------------------------------------------------------------


@pytest.mark.parametrize("process", ["worker", "dispatcher", "sequencer", "web"])
def test_a_process_does_not_start_on_another_schema(world: World, process: str) -> None:
    world.sql("owner", "UPDATE site_appliedschema SET version = 'another'")
    is_web = process == "web"
    ended = subprocess.run(
        web_command(Path(sys.executable), free_port())
        if is_web
        else [sys.executable, "-m", "vethanam.site", process],
        env=world.env | {"VETHANAM_ROLE": process},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    # gunicorn ends with 1 if its second worker fails while it stops
    assert ended.returncode in ((1, 4) if is_web else (2,))
    assert (
        "The migrations, guards or rights of this database are not those of this version. Run: "
        "vethanam install"
    ) in ended.stderr


# -- the number of the transaction ---------------------------------------------------------------------------


def test_a_row_carries_the_transaction_that_wrote_it(desk_db: None) -> None:
    """By one object, many objects, and COPY; nobody supplies the number."""
    Treasury.objects.create(code="T1", name="One")
    add_rows([Treasury(code="T2", name="Two")])
    copy_rows("people_treasury", pl.DataFrame({"code": ["T3"], "name": ["Three"], "name_ml": [""]}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_treasury WHERE committed_in = pg_current_xact_id()")
        assert cursor.fetchone() == (3,)


def test_no_process_gives_the_number(world: World) -> None:
    for role in ("web", "worker"):
        with world.connect(role) as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute("INSERT INTO orders_ordereffect (committed_in) VALUES ('3')")
    copied = "COPY people_treasury (committed_in) FROM STDIN"
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with world.connect("worker") as db, refused, db.cursor() as cursor, cursor.copy(copied) as into:
        into.write(b"3\n")


def test_rows_of_another_server_get_a_number_of_this_one(world: World) -> None:
    """A restored row numbered 2^40 would belong to a transaction this server has not begun."""
    with world.role("worker"), transaction.atomic():
        Office.objects.create(code="A", name="A")
    world.sql("owner", "UPDATE people_office SET committed_in = '1099511627776'")
    install.migrate(is_restored=True)
    assert world.sql(
        "owner", "SELECT committed_in < pg_snapshot_xmax(pg_current_snapshot()) FROM people_office"
    ) == [(True,)]
