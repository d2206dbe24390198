"""Signatures that prove nothing: proven once, and again only when what they rest on has changed."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any

import pytest

from tests.conftest import World
from tests.payroll.office import at
from tests.signers import administrators
from vethanam.identity import actions, signed_log, signers
from vethanam.identity.models import SignedAct
from vethanam.identity.signed_log import SignedLog
from vethanam.identity.signers import prove
from vethanam.journal.actions import Event, append, append_many
from vethanam.journal.models import Opening
from vethanam.journal.queries import leaves_under_head
from vethanam.journal.sequencer import sequence_once
from vethanam.ledger.notes import SigningKey, VerifierKey

JUNK = {
    "act": "decide_master",
    "signs": "pay_day",
    "approves": "00" * 32,
    "as": "finance_officer",
    "key": "k",
}


def junk(world: World, count: int, private: dict[str, Any] | None = None) -> list[int]:
    """So many signatures that prove nothing, as the web process stages them; under a head."""
    with world.role("web"):
        events = [
            Event("act.signed", {**JUNK, "n": n}, private, at(27), is_sample=True) for n in range(count)
        ]
        staged = append_many(events)
    sequence_once()
    return staged


@pytest.fixture
def proven(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of signatures of each proof."""
    counts: list[int] = []
    inner = signers._proven_of

    def counted(signed: Collection[int], key: VerifierKey) -> Any:
        counts.append(len(signed))
        return inner(signed, key)

    monkeypatch.setattr(signers, "_proven_of", counted)
    return counts


def test_a_thousand_refused_signatures_are_not_proven_again(
    world: World, log_key: SigningKey, proven: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    log, staged = SignedLog(log_key.verifier), junk(world, 1_000)
    assert log.signings(staged) == {} and proven == [1_000]
    staged += junk(world, 1)
    assert log.signings(staged) == {} and proven == [1_000, 1]
    with world.role("web"):
        administrators()
    sequence_once()
    assert log.signings(staged) == {} and proven == [1_000, 1]  # such rows can be added at any rate
    later = time.monotonic() + 3_600
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert log.signings(staged) == {} and proven == [1_000, 1, 1_001]
    assert log.signings(staged) == {} and len(proven) == 3


def test_an_opening_of_another_entry_is_read_once(
    world: World, log_key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    inner = leaves_under_head

    def counted(staged: Collection[int], key: VerifierKey) -> Any:
        read.append(len(staged))
        return inner(staged, key)

    monkeypatch.setattr(signed_log, "leaves_under_head", counted)
    staged = junk(world, 3)
    with world.role("web"):
        for one in staged:
            Opening.objects.create(staged_id=one, salt=bytes(16), private=b"{}")
    log = SignedLog(log_key.verifier)
    for _ in range(2):
        assert (log.entries(staged), log.signings(staged), log.waiting(staged)) == ({}, {}, set())
    assert sum(read) == 3


def test_a_true_signature_behind_refused_ones_is_proven(world: World, log_key: SigningKey) -> None:
    log, staged = SignedLog(log_key.verifier), junk(world, 2)
    assert log.signings(staged) == {}
    with world.role("web"):
        administrators()
        staged.append(SignedAct.objects.latest("id").leaf)
    assert log.waiting(staged) == {staged[-1]}
    sequence_once()
    assert [*log.signings(staged)] == staged[-1:]


@pytest.mark.parametrize("is_named", [True, False])
def test_a_key_whose_opening_names_nobody_proves_nothing(
    world: World, log_key: SigningKey, monkeypatch: pytest.MonkeyPatch, is_named: bool
) -> None:
    def nameless(kind: str, **given: Any) -> int:
        if kind == "key.enrolled" and not is_named:
            given["private"] = {name: value for name, value in given["private"].items() if name != "person"}
        return append(kind, **given)

    monkeypatch.setattr(actions, "append", nameless)
    with world.role("web"):
        administrators()
        signed = SignedAct.objects.latest("id").leaf
    sequence_once()
    assert (prove(signed, log_key.verifier) is not None) is is_named
