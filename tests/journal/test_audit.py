from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vethanam.errors import Broken
from vethanam.journal import audit, sequencer
from vethanam.journal.actions import append
from vethanam.journal.models import Head
from vethanam.ledger.notes import SigningKey

HASH = "'\\x" + "00" * 32 + "'::bytea"


@pytest.fixture
def kept(world: Any, log_key: SigningKey, stage: Callable[[int], list[int]]) -> Any:
    for count in (3, 6):
        stage(count)
        sequencer.sequence_once()
    return world


def test_a_log_reproduces_its_heads(kept: Any, log_key: SigningKey) -> None:
    assert audit.check_log(log_key.verifier) == 9


def test_an_empty_log_is_whole(world: Any, log_key: SigningKey) -> None:
    assert audit.check_log(log_key.verifier) == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            (
                "UPDATE journal_staged SET leaf = 'x' WHERE id = (SELECT staged_id FROM journal_leaf "
                "WHERE index = 4)"
            ),
            "Leaf 4",
        ),
        (f"UPDATE journal_leaf SET hash = {HASH} WHERE index = 0", "Leaf 0"),
        (f"UPDATE journal_node SET hash = {HASH} WHERE level = 2 AND index = 1", "Node 2/1"),
        ("DELETE FROM journal_node WHERE level = 1 AND index = 3", "Node 1/3"),
        ("DELETE FROM journal_leaf WHERE index = 8", "Leaf 8 is missing"),
        ("DELETE FROM journal_leaf WHERE index = 2", "Leaf 2 is missing"),
        ("DELETE FROM journal_head WHERE size = 9", "9 leaves are stored, 3"),
        (f"UPDATE journal_head SET root = {HASH} WHERE size = 3", "between 0 and 3"),
        (r"UPDATE journal_head SET note = replace(note, E'\n9\n', E'\n8\n') WHERE size = 9", "does not fit"),
        (
            "UPDATE journal_head SET note = (SELECT note FROM journal_head WHERE size = 3)",
            "3 leaves and another root",
        ),
        (
            (
                "WITH s AS (UPDATE journal_staged SET leaf = 'x' "
                "WHERE id IN (SELECT staged_id FROM journal_leaf WHERE index = 8)"
                " RETURNING id) UPDATE journal_leaf SET hash = sha256('\\x0078') "
                "WHERE staged_id = (SELECT id FROM s)"
            ),
            "between 3 and 9",
        ),
    ],
)
def test_what_a_superuser_changed_is_named(kept: Any, log_key: SigningKey, change: str, says: str) -> None:
    with kept.connect("postgres") as connection:
        for table in ("staged", "leaf", "node", "head"):
            connection.execute(f"ALTER TABLE journal_{table} DISABLE TRIGGER ALL")
        connection.execute(change)
    with pytest.raises(Broken, match=says):
        audit.check_log(log_key.verifier)


def test_each_head_is_folded_from_the_bytes_of_its_entries(kept: Any) -> None:
    roots = {size: bytes(root) for size, root in Head.objects.values_list("size", "root")}
    assert audit.roots_of_entries([9, 3, 12], "owner") == roots
    assert sorted(roots) == [3, 9]


def test_heads_of_another_key_are_refused(kept: Any) -> None:
    with pytest.raises(Broken, match="signature"):
        audit.check_log(SigningKey("vethanam.example/other", Ed25519PrivateKey.generate()).verifier)


def test_a_whole_log_has_no_findings(kept: Any, stage: Callable[[int], list[int]]) -> None:
    stage(2)
    assert audit.broken_invariants("owner") == []


def test_no_more_openings_are_missing_than_entries_announce(
    kept: Any, stage: Callable[[int], list[int]]
) -> None:
    for said in ({}, {"openings": -9}, {"openings": "9"}, {"openings": 1}):
        append("openings_destroyed", public=said, private=None, at=datetime.now(UTC), is_sample=True)
    sequencer.sequence_once()
    with kept.connect("postgres") as connection:
        connection.execute("ALTER TABLE journal_opening DISABLE TRIGGER ALL")
        connection.execute("DELETE FROM journal_opening")
    (found,) = audit.broken_invariants("owner")
    assert (found.code, found.facts["announced"]) == ("openings_missing", 1)


def test_a_changed_log_is_a_finding(kept: Any) -> None:
    with kept.connect("postgres") as connection:
        connection.execute("ALTER TABLE journal_leaf DISABLE TRIGGER ALL")
        connection.execute("DELETE FROM journal_leaf WHERE index = 8")
    changed, lost = audit.broken_invariants("owner")
    assert (changed.code, changed.blocks, lost.code, lost.blocks) == ("log_changed", True, "log_lost", True)
    assert "wait for none: 1." in lost.says
