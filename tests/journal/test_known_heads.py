"""The head on disk: an older database is not signed over, and a log goes on under a new name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from vethanam.errors import Broken, Unsound
from vethanam.journal import audit, keys, known_heads, queries, sequencer
from vethanam.journal.known_heads import KnownHeads
from vethanam.ledger.heads import open_head, sign_head
from vethanam.ledger.notes import SigningKey

Stage = Callable[[int], list[int]]


def test_each_head_is_on_disk_before_and_after_its_commit(
    world: Any, log_key: SigningKey, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[KnownHeads] = []
    write = known_heads.write

    def noted(heads: KnownHeads) -> None:
        written.append(heads)
        write(heads)

    monkeypatch.setattr(known_heads, "write", noted)
    stage(2)
    sequencer.sequence_once()
    stage(1)
    sequencer.sequence_once()
    first, second = (head.note for head in queries.heads(most=10))
    assert written == [
        KnownHeads("", first), KnownHeads(first), KnownHeads(first, second), KnownHeads(second),
    ]  # fmt: skip
    assert known_heads.read() == KnownHeads(second)


def test_a_database_behind_the_head_on_disk_is_not_signed(
    world: Any, log_key: SigningKey, stage: Stage
) -> None:
    stage(3)
    sequencer.sequence_once()
    known_heads.write(KnownHeads(sign_head(5, bytes(32), log_key)))
    stage(1)
    with pytest.raises(Broken, match="has 3 leaves, but a head of 5 leaves was signed"):
        sequencer.sequence_once()
    assert [head.size for head in queries.heads(most=10)] == [3]


def test_other_leaves_under_the_head_on_disk_are_not_signed(
    world: Any, log_key: SigningKey, stage: Stage
) -> None:
    stage(3)
    sequencer.sequence_once()
    known_heads.write(KnownHeads(sign_head(2, bytes(32), log_key)))
    stage(1)
    with pytest.raises(Broken, match="An older database was brought back"):
        sequencer.sequence_once()


def test_a_log_goes_on_under_a_new_name(world: Any, log_key: SigningKey, stage: Stage) -> None:
    stage(3)
    sequencer.sequence_once()
    old = queries.latest_head()
    assert old
    known_heads.write(KnownHeads(sign_head(5, bytes(32), log_key)))
    anew = keys.begin_anew(keys.key_path(), "vethanam.example/test/K7M2QXA")
    assert keys.earlier_keys() == [log_key.verifier]
    assert keys.load().verifier == anew == keys.public_key()
    assert anew.public == log_key.verifier.public
    stage(2)
    assert sequencer.sequence_once() == 2
    (head,) = queries.heads(most=10)
    assert open_head(head.note, anew).size == 5
    assert audit.check_log(anew) == 5
    assert known_heads.read().origin == anew.name
    with pytest.raises(Unsound):
        open_head(old.note, anew)


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"signed": "x"}', b'{"other": ""}'])
def test_an_unreadable_file_is_a_sentence(
    world: Any, log_key: SigningKey, stage: Stage, content: bytes
) -> None:
    known_heads.write(KnownHeads())
    known_heads.path_of_heads().write_bytes(content)
    stage(1)
    with pytest.raises(Broken, match="Compare the log with a published head"):
        sequencer.sequence_once()
