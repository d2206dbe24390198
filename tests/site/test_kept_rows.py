"""Rows that no process may change: the database keeps them from everybody, the superuser included."""

from __future__ import annotations

import psycopg
import pytest

from tests.conftest import World
from vethanam.site.rights import rights_table

#: changes that the database leaves to its owner, and why
NOT_KEPT = {
    "journal_opening": {"DELETE", "TRUNCATE"},  # the owner may destroy openings; the log verifies without
    "payroll_payslipopening": {"DELETE", "TRUNCATE"},  # as above
    "privacy_usesubject": {"DELETE"},  # kept for a year, then removed (guards/uses.sql)
    "privacy_subjectoutcome": {"DELETE"},  # as above
    "payroll_component": {"UPDATE", "DELETE", "TRUNCATE"},  # codes of the rules, written by the installation
}
#: values by type, for a row that only has to exist
VALUES = {
    "bigint": "1", "integer": "1", "smallint": "1", "boolean": "false", "jsonb": "'{}'",
    "uuid": "gen_random_uuid()",
    "date": "'2026-10-01'", "timestamp with time zone": "now()", "bytea": "'\\x00'", "numeric": "1",
    "xid8": "'1'",
}  # fmt: skip


def kept_tables() -> list[str]:
    """The tables to which a process adds rows, and of which none changes or removes one."""
    return [
        name
        for name, cells in rights_table().items()
        if not name.endswith(")") and any("I" in cell for cell in cells.values())
        and not any("U" in cell or "D" in cell for cell in cells.values())
    ]  # fmt: skip


def with_a_row(world: World, table: str) -> str:
    """SQL that puts one row into a table, past its guards."""
    columns = world.sql(
        "postgres",
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attnotnull AND NOT atthasdef AND attidentity = ''",
        table,
    )
    dropped = world.sql(
        "postgres",
        "SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I;', conrelid::regclass, conname)"
        " FROM pg_constraint"
        " WHERE contype = 'c' AND conrelid = %s::regclass OR contype = 'f' AND confrelid = %s::regclass",
        table,
        table,
    )
    names = ", ".join(f'"{name}"' for name, _ in columns)
    values = ", ".join(VALUES.get(kind, "'{}'" if kind.endswith("[]") else "'x'") for _, kind in columns)
    into = (
        f"INSERT INTO {table} ({names}) VALUES ({values});"
        if columns
        else f"INSERT INTO {table} DEFAULT VALUES;"
    )
    return (
        f"{' '.join(text for (text,) in dropped)} ALTER TABLE {table} DISABLE TRIGGER ALL; {into}"
        f" ALTER TABLE {table} ENABLE TRIGGER ALL; "
    )


def test_a_row_that_no_process_may_change_is_kept_from_everybody(
    world: World, subtests: pytest.Subtests
) -> None:
    tables = kept_tables()
    assert len(tables) > 80
    for table in tables:
        row = with_a_row(world, table)
        ((column,),) = world.sql(
            "postgres",
            "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped AND attidentity = '' ORDER BY attnum DESC LIMIT 1",
            table,
        )
        for change in (
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
        ):
            if change.split()[0] in NOT_KEPT.get(table, ()):
                continue
            with subtests.test(change), pytest.raises(psycopg.errors.IntegrityError):
                world.sql("postgres", row + change)
