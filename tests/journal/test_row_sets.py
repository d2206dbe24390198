"""Row sets: which rows get one, in which transaction, and rows from before they were kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

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
    leaf = json.dumps({"kind": kind}).encode()
    with world.connect("worker") as db, db.transaction():
        db.execute(ORDER, [count])
        db.execute("INSERT INTO journal_staged (leaf) VALUES (%s)", [leaf.replace(b": ", b":")])


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
            db.execute("INSERT INTO journal_staged (leaf) VALUES (%s)", [f'{{"kind":"{kind}"}}'.encode()])
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
