"""The rights in the database equal the table's, row for row, and the definer functions are pinned."""

from __future__ import annotations

import re

import pytest

from tests.conftest import World
from vethanam.site.rights import (
    granted_rights,
    guards_without_a_path,
    listed_rights,
    rights_table,
    unlisted_relations,
)
from vethanam.site.roles import PROCESS_ROLES, database_role


def test_every_table_is_listed(world: World) -> None:
    with world.connect("owner") as owner:
        assert unlisted_relations(owner) == []


def test_every_row_of_the_table_of_rights_has_a_relation(world: World) -> None:
    with world.connect("owner") as owner:
        there = {right.relation for right in listed_rights(owner)}
    given = {relation for relation, cells in rights_table().items() if set(cells.values()) != {"-"}}
    assert given - there == set()


def test_the_database_gives_what_the_table_says_and_no_more(world: World) -> None:
    with world.connect("owner") as owner:
        assert granted_rights(owner) == listed_rights(owner)


def test_no_partition_can_be_reached_past_its_parent(world: World) -> None:
    for role in PROCESS_ROLES:
        assert world.sql(
            "owner",
            "SELECT relname FROM pg_class WHERE relispartition"
            " AND has_table_privilege(%s, oid, 'SELECT, INSERT, UPDATE, DELETE')",
            database_role(role),
        ) == []  # fmt: skip


def test_definer_functions_name_their_search_path(world: World) -> None:
    loose = world.sql(
        "owner",
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
        " AND NOT coalesce(array_to_string(proconfig, ',') LIKE '%search_path=pg_catalog%', false)",
    )
    assert loose == []


def test_no_guard_reads_a_table_that_a_session_made(world: World) -> None:
    """Temporary tables come first on a session's path: a guard sets its own path, or names the
    schema of each table.
    """
    with world.connect("owner") as owner:
        assert guards_without_a_path(owner) == []
    bodies = world.sql(
        "owner",
        "SELECT proname, prosrc FROM pg_proc p JOIN pg_language l ON l.oid = prolang AND lanname = 'sql'"
        " WHERE pronamespace = 'public'::regnamespace AND proname NOT LIKE 'procrastinate%%' "
        "AND proconfig IS NULL",
    )
    tables = {
        name
        for (name,) in world.sql("owner", "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v')")
    }
    assert bodies
    loose = [
        (name, table)
        for name, body in bodies
        for table in re.findall(r"\b(?:FROM|JOIN)\s+([a-z_]+)\b(?!\s*\.|\()", body)
        if table in tables
    ]
    assert loose == []


def test_a_table_with_row_security_has_it_forced_and_has_a_policy(world: World) -> None:
    rows = world.sql(
        "owner",
        "SELECT relname, relforcerowsecurity, EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid) "
        "FROM pg_class c"
        " WHERE relnamespace = 'public'::regnamespace AND relrowsecurity",
    )
    assert rows
    assert [name for name, is_forced, has_policy in rows if not (is_forced and has_policy)] == []


@pytest.mark.parametrize("role", PROCESS_ROLES)
def test_a_process_role_can_make_nothing(world: World, role: str) -> None:
    import psycopg

    for statement in ("CREATE TABLE mine (n int)", "CREATE SCHEMA mine", "SET ROLE vethanam_owner"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            world.sql(role, statement)
