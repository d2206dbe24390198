"""Row sets: which rows get one, in which transaction, and rows from before they were kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.junk_entries import plain_leaf
from vethanam.journal import actions, sequencer
from vethanam.journal.row_audit import row_findings
from vethanam.journal.row_sets import take_rows
from vethanam.ledger.notes import SigningKey

AT = datetime(2026, 11, 3, 4, 30, tzinfo=UTC)
ORDERS = {"orders_order": ("order_recorded",)}
ORDER = """
INSERT INTO orders_order (kind, number, dated, paragraph, title, title_ml, case_number, payment_mode,
                          instalments, recorded_at)
SELECT 'office', 'No. ' || n, '2026-10-01', '', '', '', '', 'cash', 1, now() FROM generate_series(1, %s) AS n
"""


def enter(world: Any, count: int, kind: str = "order_recorded") -> None:
    """Enter so many orders with one entry, in one transaction."""
    with world.connect("worker") as db, db.transaction():
        db.execute(ORDER, [count])
        db.execute("INSERT INTO journal_staged (leaf) VALUES (%s)", [plain_leaf(kind)])


def found(world: Any, sample: int | None = None) -> list[tuple[str, str]]:
    with world.connect("backup") as db, db.transaction():
        return [(one.record, one.code) for one in row_findings(db.cursor(), ORDERS, sample)]


def test_rows_get_sets_of_a_bucket_and_one_leaf(world: Any, log_key: SigningKey) -> None:
    enter(world, 10_000)
    assert sequencer.sequence_once() == 1
    sets = world.sql("owner", "SELECT cardinality(ids), acts FROM journal_rowset ORDER BY id")
    assert sets == [(8191, ["order_recorded"]), (1809, ["order_recorded"])]
    (leaf,) = world.sql("owner", "SELECT leaf FROM journal_staged ORDER BY id DESC LIMIT 1")[0]
    said = json.loads(bytes(leaf))
    assert (said["kind"], said["public"]["sets"], said["public"]["relations"]) == (
        "rows.entered",
        2,
        ["orders_order"],
    )
    assert sequencer.sequence_once() == 0
    assert found(world) == found(world, sample=10) == []


def test_a_rolled_back_row_leaves_no_set(world: Any, log_key: SigningKey) -> None:
    with world.connect("worker") as db, pytest.raises(ZeroDivisionError), db.transaction():
        db.execute(ORDER, [1])
        _ = 1 / 0
    assert world.sql("owner", "SELECT count(*) FROM journal_rowset") == [(0,)]


@pytest.mark.parametrize("kind", ["use.allowed", ""])
def test_rows_without_an_act_of_their_kind_are_named(world: Any, log_key: SigningKey, kind: str) -> None:
    with world.connect("worker") as db, db.transaction():
        db.execute(ORDER, [2])
        if kind:
            db.execute("INSERT INTO journal_staged (leaf) VALUES (%s)", [plain_leaf(kind)])
    sequencer.sequence_once()
    assert found(world) == [("Order 1", "row_without_act")]


def test_a_sample_finds_a_row_added_at_the_end(world: Any, log_key: SigningKey) -> None:
    enter(world, 5)
    sequencer.sequence_once()
    with world.connect("postgres") as db:
        db.execute("ALTER TABLE orders_order DISABLE TRIGGER USER")
        db.execute("UPDATE orders_order SET id = 900000 WHERE id = 5")
    assert found(world, sample=1) == [("Order 5", "row_missing"), ("Order 900000", "row_without_entry")]


def test_rows_from_before_sets_were_kept_are_taken_once(world: Any, log_key: SigningKey) -> None:
    world.sql("postgres", "ALTER TABLE orders_order DISABLE TRIGGER marked")
    world.sql("worker", ORDER, 3)
    world.sql("postgres", "ALTER TABLE orders_order ENABLE ALWAYS TRIGGER marked")
    assert found(world)[0] == ("Order 1", "row_without_entry")
    with world.connect("owner") as db, db.transaction():
        assert take_rows(db.cursor(), [("orders_order", [])]) == 1
    sequencer.sequence_once()
    assert found(world) == []
    world.sql("postgres", "ALTER TABLE journal_rowset DISABLE TRIGGER USER")
    world.sql("postgres", "DELETE FROM journal_rowset")
    with world.connect("owner") as db, db.transaction():
        assert take_rows(db.cursor(), [("orders_order", [])]) == 0
    assert ("Order 1", "row_without_entry") in found(world)


def test_a_second_installation_before_the_first_leaf_takes_nothing(world: Any, log_key: SigningKey) -> None:
    enter(world, 3)
    with world.connect("owner") as db, db.transaction():
        assert take_rows(db.cursor(), [("orders_order", [])]) == 0
    sequencer.sequence_once()
    assert found(world) == []


@pytest.mark.parametrize(("is_first", "codes"), [(True, set()), (False, {"row_written_again"})])
def test_rows_that_an_earlier_version_took_twice_are_sound(
    world: Any, log_key: SigningKey, is_first: bool, codes: set[str]
) -> None:
    """Under the first leaf over row sets, and no later one."""
    enter(world, 3)
    if not is_first:
        sequencer.sequence_once()
    with world.connect("postgres") as db, db.transaction():
        db.execute(
            "INSERT INTO journal_rowset (relation, bucket, columns, ids, marks, salt, digest)"
            " SELECT relation, bucket, columns, ids, marks, salt, digest FROM journal_rowset"
        )
        db.execute("INSERT INTO journal_staged (leaf) VALUES (%s)", [plain_leaf("rows.taken")])
    sequencer.sequence_once()
    assert {code for _, code in found(world)} == codes


def test_an_upgrade_takes_the_rows_of_a_table_that_had_no_sets(world: Any, log_key: SigningKey) -> None:
    enter(world, 1)
    sequencer.sequence_once()
    with world.connect("postgres") as db:
        db.execute("ALTER TABLE people_treasury DISABLE TRIGGER USER")
        db.execute("INSERT INTO people_treasury (code, name, name_ml) VALUES ('T1', 'T', 'T')")
    marked: list[tuple[str, list[str]]] = [("orders_order", []), ("people_treasury", [])]
    for before, count in (({"people_treasury"}, 0), (set[str](), 1), (set[str](), 0)):
        with world.connect("owner") as db, db.transaction():
            assert take_rows(db.cursor(), marked, before) == count


def test_entries_go_before_the_leaf_over_their_rows(world: Any, log_key: SigningKey) -> None:
    enter(world, 1)
    actions.append("event", public={}, private=None, at=AT, is_sample=True)
    assert sequencer.sequence_once() == 2
    kinds = [
        json.loads(bytes(leaf))["kind"]
        for (leaf,) in world.sql(
            "owner",
            "SELECT leaf FROM journal_leaf l JOIN journal_staged s ON s.id = l.staged_id ORDER BY l.index",
        )
    ]
    assert kinds == ["order_recorded", "event", "rows.entered"]
