"""The sequencer's side of witnesses: signatures that come, silence that stops nothing, and what ends it."""

from __future__ import annotations

import contextlib
import shutil
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connections

from vethanam.errors import Broken
from vethanam.journal import policy_files, queries, sequencer, witnesses
from vethanam.journal.models import Cosignature
from vethanam.journal.witnesses import Answer, Asking
from vethanam.ledger.heads import sign_head
from vethanam.ledger.merkle import Tree
from vethanam.ledger.notes import SigningKey
from vethanam.ledger.witness import Witness, cosigned

Stage = Callable[[int], list[int]]


def sequenced(stage: Stage, count: int) -> None:
    stage(count)
    sequencer.sequence_once()


def test_every_head_gets_the_signatures_of_those_who_answer(
    world: Any, two: dict[str, Witness], stage: Stage
) -> None:
    asking = Asking()
    assert asking.ask("sequencer") == 0
    for count in (3, 5, 90):
        sequenced(stage, count)
        assert asking.ask("sequencer") == 2 and asking.ask("sequencer") == 0
        shown = witnesses.head_to_show()
        assert shown and shown.is_enough and set(shown.signers) == {"union", "court"}
        assert shown.head.size == queries.latest_head().size  # type: ignore[union-attr]
    assert Asking().ask("sequencer") == 2  # after a start it asks from which size each goes on
    sequenced(stage, 1)
    shown = witnesses.head_to_show()
    assert shown and shown.head.size == 98 and shown.is_enough
    assert Cosignature.objects.count() == 8


def test_a_witness_that_was_silent_signs_the_same_head_later(
    world: Any, two: dict[str, Witness], stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witnesses, "ASK_AGAIN", 0.0)
    sequenced(stage, 3)
    asking, asked, silent = Asking(), witnesses._asked, {"court"}
    addresses = policy_files.read_policy().addresses  # type: ignore[union-attr]

    def answer(method: str, address: str, body: str = "") -> Answer:
        is_silent = any(address.startswith(addresses[name]) for name in silent)
        return Answer(0) if is_silent else asked(method, address, body)

    monkeypatch.setattr(witnesses, "_asked", answer)
    assert asking.ask("sequencer") == 1 and asking.ask("sequencer") == 0
    silent.clear()
    assert asking.ask("sequencer") == 1  # union has signed this head, and is not asked again
    assert {row.witness for row in Cosignature.objects.all()} == {"union", "court"}


def test_the_witnesses_of_policies_for_purposes_are_asked_too(
    world: Any, two: dict[str, Witness], stage: Stage
) -> None:
    """A key stands once, under its first name; a file that is no policy is left out."""
    path = policy_files.policy_path()
    folder = policy_files.policy_folder()
    folder.mkdir()
    lines = path.read_text().splitlines()
    (folder / "event").write_text(f"{lines[0].replace('union', 'first', 1)}\n{lines[1]}\nquorum first")
    (folder / "broken").write_text("quorum")
    path.write_text(f"{lines[0]}\nquorum union")
    assert sorted(witnesses.asked_witnesses().witnesses) == ["court", "union"]
    sequenced(stage, 3)
    assert Asking().ask("sequencer") == 2
    with pytest.raises(Broken, match="broken cannot be used"):
        policy_files.policy_files()
    shutil.rmtree(folder)


def test_too_few_signatures_show_the_latest_head_and_are_a_finding(
    world: Any, two: dict[str, Witness], stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    sequenced(stage, 3)
    Asking().ask("sequencer")
    policy = policy_files.policy_path().read_text().replace("group two 2", "group two all")
    policy_files.policy_path().write_text(policy)
    sequenced(stage, 1)
    shown = witnesses.head_to_show()
    assert shown and shown.head.size == 4 and not shown.signers and not shown.is_enough
    assert not witnesses.is_late()
    monkeypatch.setattr(witnesses, "WITNESSED_WITHIN", timedelta(0))
    assert witnesses.is_late()
    policy_files.policy_path().write_text("quorum\n")
    with pytest.raises(Broken, match="Line 1 of the policy"):
        witnesses.is_late()


def test_a_witness_that_knows_a_longer_log_ends_the_sequencer(
    world: Any, two: dict[str, Witness], log_key: SigningKey, stage: Stage
) -> None:
    """The database was brought back: two of its last entries are lost."""
    sequenced(stage, 3)
    witnesses.require_none_ahead(log_key.verifier)
    two["court"].add(f"old 0\n\n{sign_head(5, bytes(32), log_key)}", 1)
    with pytest.raises(Broken, match="court signed a head of 5 leaves, and the log has 3"):
        witnesses.require_none_ahead(log_key.verifier)
    with pytest.raises(Broken, match="court signed a head of 5 leaves, and the log has 3"):
        Asking().ask("sequencer")


def test_a_witness_that_signed_other_leaves_ends_the_sequencer(
    world: Any, two: dict[str, Witness], log_key: SigningKey, stage: Stage
) -> None:
    other = Tree([bytes(32)] * 3)
    two["union"].add(f"old 0\n\n{sign_head(3, other.root(), log_key)}", 1)
    sequenced(stage, 4)
    with pytest.raises(Broken, match="union signed a head of 3 leaves, and the log has 4"):
        witnesses.require_none_ahead(log_key.verifier)
    with pytest.raises(Broken, match="union signed a head of 3 leaves"):
        Asking().ask("sequencer")
    stop = threading.Event()
    with pytest.raises(Broken, match="union signed a head of 3 leaves"):
        sequencer.run(stop)


def test_the_running_sequencer_asks_and_stops_when_a_witness_disagrees(
    world: Any, two: dict[str, Witness], log_key: SigningKey, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "ASK_EVERY", 0.05)
    stop, faults = threading.Event(), []

    def body() -> None:
        try:
            sequencer.run(stop, interval=0.05)
        except Broken as broken:
            faults.append(broken.code)
        finally:
            connections.close_all()

    running = threading.Thread(target=body)
    stage(3)
    running.start()
    for _ in range(200):
        if Cosignature.objects.count() >= 2:
            break
        stop.wait(0.05)
    assert Cosignature.objects.count() == 2 and not faults
    other = bytes(32)
    with contextlib.closing(two["court"]._database()) as database:
        database.execute("UPDATE last SET root = ?, note = ?", [other, sign_head(3, other, log_key)])
    stage(1)
    running.join(20)
    stop.set()
    assert not running.is_alive() and faults == ["witness_ahead"]


def ahead(size: int) -> Answer:
    return Answer(409, f"{size}\n")


@pytest.mark.parametrize(
    "says",
    [
        ahead(10**9), Answer(409, "9" * 5000), Answer(409, "\u00b2"), Answer(422, "no"), Answer(200, "\n\n"),
        Answer(200, "2^63"), Answer(200, "future"),
    ],
)  # fmt: skip
def test_a_lie_of_a_witness_stops_nothing(
    world: Any, two: dict[str, Witness], stage: Stage, monkeypatch: pytest.MonkeyPatch, says: Answer
) -> None:
    sequenced(stage, 3)
    head = queries.latest_head()
    assert head
    text, key = head.note.partition("\n\n")[0] + "\n", two["court"].key
    lines = {
        "2^63": cosigned(key, text, 2**63),
        "future": cosigned(key, text, 32_503_680_000),
    }
    asked = witnesses._asked

    def answer(method: str, address: str, body: str = "") -> Answer:
        if address.startswith(policy_files.read_policy().addresses["court"]):  # type: ignore[union-attr]
            return replace(says, text=lines.get(says.text, says.text)) if method == "POST" else Answer(404)
        return asked(method, address, body)

    monkeypatch.setattr(witnesses, "_asked", answer)
    assert Asking().ask("sequencer") == 1
    assert Cosignature.objects.get().witness == "union"


def test_an_answer_that_drips_or_is_broken_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witnesses, "ANSWERS_WITHIN", 0.1)
    release = threading.Event()

    def drips(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 65000\r\n\r\n")
        while not release.wait(0.05):
            connection.sendall(b"x")
        connection.close()

    def garbles(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnone")
        connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        for side in (garbles, drips):
            accepting = threading.Thread(target=lambda side=side: side(listening.accept()[0]))
            accepting.start()
            assert witnesses._asked("GET", address) == Answer(0)
        assert witnesses._unanswered[address].is_alive()
        assert witnesses._asked("GET", address) == Answer(0)
        release.set()
        accepting.join(5)


def test_only_the_sequencer_keeps_signatures_and_nobody_changes_one(
    world: Any, two: dict[str, Witness], stage: Stage
) -> None:
    sequenced(stage, 1)
    Asking().ask("sequencer")
    for role in ("web", "worker", "dispatcher", "paymaster"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            world.sql(
                role,
                "INSERT INTO journal_cosignature (size, witness, line, signed_at)"
                " VALUES (1, 'a', 'b', now())",
            )
    with pytest.raises(psycopg.errors.RestrictViolation):
        world.sql("postgres", "DELETE FROM journal_cosignature")
