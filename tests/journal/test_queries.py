from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vethanam.errors import Unsound
from vethanam.journal import keys, queries, sequencer
from vethanam.ledger.heads import open_head
from vethanam.ledger.merkle import Tree, leaf_hashes
from vethanam.ledger.notes import SigningKey
from vethanam.ledger.proofs import is_consistent, is_included

Stage = Callable[[int], list[int]]


@pytest.fixture
def leaves(world: Any, log_key: SigningKey, stage: Stage) -> list[bytes]:
    """A log that grew in batches of 1, 2, 4 and 6 leaves."""
    for count in (1, 2, 4, 6):
        stage(count)
        sequencer.sequence_once()
    return [entry.leaf for entry in queries.entries(0, 13)]


def test_any_leaf_is_proven_at_any_size_from_stored_nodes(leaves: list[bytes]) -> None:
    tree = Tree(leaf_hashes(leaves))
    for size in range(1, 14):
        assert queries.root_at(size) == tree.root(size)
        for index in range(size):
            assert queries.inclusion_proof(index, size) == tree.inclusion(index, size)
        for old in range(1, size + 1):
            assert queries.consistency_proof(old, size) == tree.consistency(old, size)


def test_heads_are_signed_notes_of_growing_size(leaves: list[bytes], log_key: SigningKey) -> None:
    tree = Tree(leaf_hashes(leaves))
    heads = queries.heads(most=10)
    assert [head.size for head in heads] == [1, 3, 7, 13]
    for head in heads:
        signed = open_head(head.note, log_key.verifier)
        assert (signed.size, signed.root) == (head.size, tree.root(head.size))
    assert queries.latest_head() == heads[-1]
    assert queries.head_of(7) == heads[2]
    assert queries.head_of(8) is None
    assert [head.size for head in queries.heads(most=2)] == [3, 13]
    assert [head.size for head in queries.heads(most=1)] == [13]


def test_the_latest_head_is_meant_where_no_size_is_named(leaves: list[bytes]) -> None:
    tree, root = Tree(leaf_hashes(leaves)), queries.root_at(13)
    assert is_included(leaf_hashes(leaves)[4], 4, 13, queries.inclusion_proof(4), root)
    assert is_consistent(7, 13, queries.consistency_proof(7), tree.root(7), root)
    with pytest.raises(Unsound, match="13 leaves, not 14"):
        queries.inclusion_proof(0, 14)


def test_an_entry_is_under_a_head_once_the_sequencer_took_it(
    world: Any, log_key: SigningKey, stage: Stage
) -> None:
    (staged,) = stage(1)
    assert queries.position_of(staged) is None
    assert not queries.is_under_head(staged)
    sequencer.sequence_once()
    assert queries.position_of(staged) == 0
    assert queries.positions_of([staged, 999]) == {staged: 0}
    assert queries.is_under_head(staged)
    entry = queries.entry_of(staged)
    assert entry is not None
    assert entry.content["public"] == {"number": 0}


def test_a_row_alone_is_not_believed(
    leaves: list[bytes], world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = queries.entry(4)
    assert staged is not None
    assert queries.is_under_head(staged.staged)
    with world.connect("postgres") as connection:
        connection.execute("ALTER TABLE journal_staged DISABLE TRIGGER ALL")
        connection.execute("UPDATE journal_staged SET leaf = 'forged' WHERE id = %s", [staged.staged])
    assert not queries.is_under_head(staged.staged)
    assert queries.is_under_head(staged.staged + 1)
    monkeypatch.setattr(
        keys, "public_key", lambda: SigningKey("vethanam.example/test", Ed25519PrivateKey.generate()).verifier
    )
    assert not queries.is_under_head(staged.staged + 1)


def test_a_log_without_a_head_says_so(db: None) -> None:
    assert queries.latest_head() is None
    assert queries.heads(most=3) == []
    with pytest.raises(Unsound, match="no signed head"):
        queries.inclusion_proof(0)
