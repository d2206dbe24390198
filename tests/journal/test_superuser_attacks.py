"""The superuser, with the key of the log or an old backup, makes another history: the next step sees it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from vethanam.cli.ledger import app
from vethanam.errors import Broken
from vethanam.journal import known_heads, sequencer, witnesses
from vethanam.journal.audit import broken_invariants
from vethanam.journal.models import Cosignature
from vethanam.journal.witnesses import Asking
from vethanam.ledger.notes import SigningKey
from vethanam.ledger.witness import Witness

Stage = Callable[[int], list[int]]
LOG = ("journal_staged", "journal_waiting", "journal_leaf", "journal_node", "journal_head")


def forged(world: Any, *statements: str) -> None:
    """Statements of the superuser, past every trigger."""
    with world.connect("postgres") as superuser:
        for table in LOG:
            superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for statement in statements:
            superuser.execute(statement)
        for table in LOG:
            superuser.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")


def consistent(old: Path, size: int) -> int:
    return CliRunner().invoke(app, ["consistency", str(old), str(size)]).exit_code


def signed(stage: Stage, count: int) -> None:
    stage(count)
    sequencer.sequence_once()
    assert Asking().ask("sequencer") == 2


def test_two_histories_under_the_true_key_are_seen_by_witness_and_old_head(
    world: Any, two: dict[str, Witness], log_key: SigningKey, stage: Stage, tmp_path: Path
) -> None:
    signed(stage, 6)
    old = tmp_path / "old.txt"
    old.write_text(CliRunner().invoke(app, ["checkpoint"]).output, encoding="utf-8")
    assert consistent(old, 6) == 0
    forged(
        world,
        "UPDATE journal_staged SET leaf = overlay(leaf PLACING '9' FROM n + 9)"
        " FROM (SELECT id AS one, position('\"number\":4'::bytea IN leaf) AS n FROM journal_staged) s"
        " WHERE one = id AND n > 0",
        "INSERT INTO journal_waiting (staged_id, xid) SELECT staged_id, '3'::xid8 FROM journal_leaf",
        *(f"DELETE FROM {table}" for table in LOG[2:]),
    )
    known_heads.path_of_heads().unlink()
    assert sequencer.sequence_once() == 6, "whoever has the key signs another history"
    stage(1)
    sequencer.sequence_once()
    assert consistent(old, 7) == 1
    for asked in (lambda: Asking().ask("sequencer"), lambda: witnesses.require_none_ahead(log_key.verifier)):
        with pytest.raises(Broken, match="signed a head of 6 leaves"):
            asked()
    assert Cosignature.objects.filter(size=7).count() == 0


def test_an_older_database_is_seen_by_the_disk_and_without_it_by_a_witness(
    world: Any, two: dict[str, Witness], log_key: SigningKey, stage: Stage
) -> None:
    signed(stage, 3)
    forged(world, *(f"CREATE TABLE aside_{table} AS SELECT * FROM {table}" for table in LOG))
    signed(stage, 2)
    back = "INSERT INTO {0} OVERRIDING SYSTEM VALUE SELECT * FROM aside_{0}"
    forged(world, *(f"DELETE FROM {table}" for table in LOG), *(back.format(table) for table in LOG))
    stage(1)
    with pytest.raises(Broken, match="has 3 leaves, but a head of 5 leaves was signed"):
        sequencer.sequence_once()
    known_heads.path_of_heads().unlink()
    with pytest.raises(Broken, match="signed a head of 5 leaves, and the log has 3"):
        witnesses.require_none_ahead(log_key.verifier)
    forged(world, *(f"DROP TABLE aside_{table}" for table in LOG))


def test_an_entry_that_is_taken_out_of_the_queue_is_seen_by_the_check(
    world: Any, log_key: SigningKey, stage: Stage
) -> None:
    kept, hidden = stage(2)
    forged(world, f"DELETE FROM journal_waiting WHERE staged_id = {hidden}")
    assert sequencer.sequence_once() == 1
    assert [one.code for one in broken_invariants("owner")] == ["log_lost"], kept
