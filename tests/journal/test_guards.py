"""Enforced by the database: in each role, and as its superuser, the log only grows."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tests.junk_entries import plain_leaf
from vethanam.journal import sequencer
from vethanam.ledger.notes import SigningKey

ROLES = ("web", "worker", "dispatcher", "sequencer", "owner", "postgres")
HASH = "'\\x" + "00" * 32 + "'::bytea"
CHANGES = [
    "UPDATE journal_staged SET leaf = ''",
    "DELETE FROM journal_staged",
    "TRUNCATE journal_staged CASCADE",
    "UPDATE journal_leaf SET hash = hash",
    "DELETE FROM journal_leaf",
    "TRUNCATE journal_leaf",
    f"UPDATE journal_node SET hash = {HASH}",
    "DELETE FROM journal_node",
    "TRUNCATE journal_node",
    "UPDATE journal_head SET note = ''",
    "DELETE FROM journal_head",
    "TRUNCATE journal_head",
    "UPDATE journal_opening SET private = ''",
    "TRUNCATE journal_opening",
    "UPDATE journal_waiting SET xid = '1'",
    "DELETE FROM journal_waiting",
    "TRUNCATE journal_waiting",
]
REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.RestrictViolation)


@pytest.fixture
def kept(world: Any, log_key: SigningKey, stage: Callable[[int], list[int]]) -> Any:
    """A world with leaves in its log and a waiting entry."""
    stage(5)
    sequencer.sequence_once()
    stage(1)
    return world


def test_nobody_changes_what_is_logged(kept: Any) -> None:
    for role in ROLES:
        with kept.connect(role) as connection:
            for statement in CHANGES:
                with pytest.raises(REFUSED):
                    connection.execute(statement)


def test_replication_mode_does_not_pass_the_guards_by(kept: Any) -> None:
    with kept.connect("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.RestrictViolation, match="only grows"):
            connection.execute("UPDATE journal_leaf SET hash = hash")


@pytest.mark.parametrize(
    "insert",
    [
        f"INSERT INTO journal_leaf (index, staged_id, hash) SELECT 5, max(id), {HASH} FROM journal_staged",
        f"INSERT INTO journal_node (level, index, hash) VALUES (1, 9, {HASH})",
        f"INSERT INTO journal_head (size, root, note, at) VALUES (9, {HASH}, '', now())",
    ],
)
def test_only_the_sequencer_gives_places_and_heads(kept: Any, insert: str) -> None:
    for role in ("web", "worker", "dispatcher", "owner", "postgres"):
        with kept.connect(role) as connection, pytest.raises(REFUSED):
            connection.execute(insert)
    kept.sql("sequencer", insert)


def test_an_entry_waits_until_its_leaf_stands(kept: Any) -> None:
    ((waiting,),) = kept.sql("sequencer", "SELECT staged_id FROM journal_waiting")
    with (
        kept.connect("sequencer") as connection,
        pytest.raises(psycopg.errors.RestrictViolation, match="has no leaf yet"),
    ):
        connection.execute("DELETE FROM journal_waiting WHERE staged_id = %s", [waiting])


def test_every_process_stages_and_the_sequencer_alone_stamps(kept: Any) -> None:
    for role in ("web", "worker", "dispatcher", "sequencer"):
        kept.sql(role, "INSERT INTO journal_staged (leaf) VALUES (%s)", plain_leaf())
    assert kept.sql("sequencer", "SELECT count(*) FROM journal_waiting") == [(5,)]
    stamp = f"INSERT INTO journal_stamp (index, anchor) VALUES (9, {HASH})"
    for role in ("web", "worker", "dispatcher", "owner", "postgres"):
        with kept.connect(role) as connection, pytest.raises(REFUSED):
            connection.execute(stamp)
    kept.sql("sequencer", stamp)


@pytest.mark.parametrize("role", ["web", "worker", "dispatcher", "sequencer"])
def test_no_process_reads_a_salt_or_writes_a_row_set(kept: Any, role: str) -> None:
    for statement in (
        "SELECT salt FROM journal_rowset",
        "SELECT marks FROM journal_rowset",
        "DELETE FROM journal_rowset",
        "UPDATE journal_rowset SET digest = ''",
        "INSERT INTO journal_rowset (relation) VALUES ('x')",
    ):
        with kept.connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


@pytest.mark.parametrize("table", ["journal_opening", "payroll_payslipopening"])
def test_no_process_destroys_an_opening(kept: Any, table: str) -> None:
    for role in ("web", "worker", "dispatcher", "sequencer"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET salt = ''", f"TRUNCATE {table}"):
            with kept.connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_the_sequencer_reads_no_opening(kept: Any) -> None:
    with kept.connect("sequencer") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT salt FROM journal_opening")
