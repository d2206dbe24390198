"""Order, crashes, tampering: the sequencer's treatment of committed entries."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from django.db import connections, transaction

from tests.junk_entries import plain_leaf
from vethanam.errors import Broken
from vethanam.journal import audit, queries, sequencer
from vethanam.journal.models import Staged
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.heads import open_head
from vethanam.ledger.notes import SigningKey
from vethanam.ledger.proofs import is_consistent

Stage = Callable[[int], list[int]]
HASH = "'\\x" + "00" * 32 + "'::bytea"


def test_committed_entries_become_leaves_under_a_signed_head(
    world: Any, log_key: SigningKey, stage: Stage
) -> None:
    staged = stage(3)
    assert sequencer.sequence_once() == 3
    assert [queries.position_of(one) for one in staged] == [0, 1, 2]
    head = queries.latest_head()
    assert head is not None
    assert open_head(head.note, log_key.verifier).size == head.size == 3
    assert sequencer.sequence_once() == 0
    assert queries.latest_head() == head


def test_an_entry_of_an_open_transaction_waits_and_holds_later_ones(
    world: Any, log_key: SigningKey, stage: Stage
) -> None:
    (before,) = stage(1)
    with world.connect("worker") as open_act:
        with open_act.transaction():
            open_act.execute("INSERT INTO journal_staged (leaf) VALUES (%s)", [plain_leaf("slow")])
            stage(2)
            assert sequencer.sequence_once() == 1
            assert queries.position_of(before) == 0
        assert sequencer.sequence_once() == 3
    assert [json.loads(leaf)["kind"] for (leaf,) in in_order(world)] == ["event", "slow", "event", "event"]


def test_a_key_named_inside_an_entry_is_no_first_key(world: Any, log_key: SigningKey) -> None:
    """Nobody takes the place of the first key before it is enrolled, but by a key in public."""
    stage = "INSERT INTO journal_staged (leaf) VALUES (%s)"
    world.sql("web", stage, plain_leaf("event", of={"kind": "key.enrolled"}))
    assert sequencer.sequence_once() == 1
    enrolled = plain_leaf("key.enrolled", key="k")
    world.sql("web", stage, enrolled)
    assert sequencer.sequence_once() == 1
    world.sql("web", stage, plain_leaf("act.signed", key="k"))
    sequencer.sequence_once()
    anchors = world.sql("owner", "SELECT DISTINCT anchor FROM journal_stamp")
    assert [bytes(one) for (one,) in anchors] == [leaf_hash(enrolled)]


def test_large_entries_are_taken_in_several_steps(
    world: Any, log_key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "MOST_BYTES", 150_000)
    leaf = plain_leaf(said="x" * 60_000)
    world.sql("web", "INSERT INTO journal_staged (leaf) SELECT %s FROM generate_series(1, 5)", leaf)
    assert [sequencer.sequence_once() for _ in range(4)] == [2, 2, 1, 0]


def test_a_rolled_back_act_holds_nothing(world: Any, log_key: SigningKey, stage: Stage) -> None:
    with world.connect("worker") as act, pytest.raises(ZeroDivisionError), act.transaction():
        act.execute("INSERT INTO journal_staged (leaf) VALUES (%s)", [plain_leaf("never")])
        _ = 1 / 0
    stage(1)
    assert sequencer.sequence_once() == 1


def test_a_transaction_of_another_database_is_not_waited_for(
    world: Any, log_key: SigningKey, stage: Stage
) -> None:
    with world.server.admin("postgres") as elsewhere, elsewhere.transaction():
        elsewhere.execute("SELECT pg_current_xact_id()")
        stage(2)
        assert sequencer.sequence_once() == 2


def test_transactions_of_another_database_that_end_just_now_hold_nothing(
    world: Any, log_key: SigningKey, stage: Stage
) -> None:
    ended = threading.Event()

    def keep_writing(seed: int) -> None:
        chance = Random(seed)
        with world.server.admin("postgres") as elsewhere:
            while not ended.is_set():
                with elsewhere.transaction():
                    elsewhere.execute("SELECT pg_current_xact_id()")
                    time.sleep(chance.random() * 0.004)

    others = [threading.Thread(target=keep_writing, args=(seed,)) for seed in range(3)]
    for other in others:
        other.start()
    try:
        for _ in range(150):
            stage(1)
            assert sequencer.sequence_once() == 1
    finally:
        ended.set()
        for other in others:
            other.join()


def test_entries_of_a_restored_dump_are_taken(world: Any, log_key: SigningKey, stage: Stage) -> None:
    stage(2)
    with world.connect("postgres") as admin:
        admin.execute("ALTER TABLE journal_waiting DISABLE TRIGGER ALL")
        admin.execute("UPDATE journal_waiting SET xid = '9000000000000'")
        admin.execute("ALTER TABLE journal_waiting ENABLE ALWAYS TRIGGER never_changes")
        admin.execute("ALTER TABLE journal_waiting ENABLE ALWAYS TRIGGER until_leaf")
    stage(1)
    assert sequencer.sequence_once() == 3
    assert world.sql("sequencer", "SELECT count(*) FROM journal_waiting") == [(0,)]


def test_a_great_backlog_is_taken_in_parts(
    world: Any, log_key: SigningKey, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "MOST_AT_ONCE", 4)
    stage(10)
    assert [sequencer.sequence_once() for _ in range(4)] == [4, 4, 2, 0]
    assert audit.check_log(log_key.verifier) == 10


def test_two_sequencers_are_one(world: Any, log_key: SigningKey, stage: Stage) -> None:
    stage(1)
    with world.connect("sequencer") as other:
        other.execute("SELECT pg_advisory_lock(%s)", [sequencer.ONE_SEQUENCER])
        assert sequencer.sequence_once() == 0
    until(lambda: sequencer.sequence_once() == 1)


def test_an_idle_log_is_signed_again(
    world: Any, log_key: SigningKey, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage(1)
    sequencer.sequence_once()
    first = queries.latest_head()
    monkeypatch.setattr(sequencer, "SIGN_AGAIN_AFTER", sequencer.SIGN_AGAIN_AFTER * 0)
    assert sequencer.sequence_once() == 0
    again = queries.latest_head()
    assert first is not None
    assert again is not None
    assert (again.note, again.size) == (first.note, first.size)
    assert again.at > first.at
    assert audit.check_log(log_key.verifier) == 1


@pytest.mark.parametrize(
    "change",
    [
        f"UPDATE journal_node SET hash = {HASH} WHERE level = 1 AND index = 0",
        f"UPDATE journal_leaf SET hash = {HASH} WHERE index = 2",
        "DELETE FROM journal_leaf WHERE index = 2",
        "DELETE FROM journal_node WHERE level = 1",
        "DELETE FROM journal_head",
        "UPDATE journal_head SET note = replace(note, '3', '2')",
        f"UPDATE journal_head SET root = {HASH}, note = ''",
    ],
)
def test_a_changed_log_is_not_signed(world: Any, log_key: SigningKey, stage: Stage, change: str) -> None:
    stage(3)
    sequencer.sequence_once()
    with world.connect("postgres") as admin:
        for table in ("leaf", "node", "head"):
            admin.execute(f"ALTER TABLE journal_{table} DISABLE TRIGGER ALL")
        admin.execute(change)
    heads = world.sql("web", "SELECT count(*) FROM journal_head")
    stage(1)
    with pytest.raises(Broken, match="Nothing is signed"):
        sequencer.sequence_once()
    assert world.sql("web", "SELECT count(*) FROM journal_head") == heads
    assert world.sql("sequencer", "SELECT count(*) FROM journal_waiting") == [(1,)]


def test_a_log_changed_below_its_frontier_is_noticed_at_the_next_start(
    world: Any, log_key: SigningKey, stage: Stage
) -> None:
    staged = stage(4)
    sequencer.sequence_once()
    with world.connect("postgres") as admin:
        admin.execute("ALTER TABLE journal_staged DISABLE TRIGGER ALL")
        admin.execute("UPDATE journal_staged SET leaf = 'x' WHERE id = %s", [staged[1]])
    with pytest.raises(Broken, match="Leaf 1 is not the one"):
        sequencer.run(threading.Event())


def test_it_runs_until_it_is_stopped_and_meets_a_lost_database_again(
    world: Any, log_key: SigningKey, stage: Stage
) -> None:
    stop = threading.Event()
    running = threading.Thread(target=in_thread, args=(stop,))
    running.start()
    try:
        stage(2)
        until(lambda: size() == 2)
        with world.server.admin() as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = %s",
                [world.name, "vethanam_sequencer"],
            )
        stage(2)
        until(lambda: size() == 4)
    finally:
        stop.set()
        running.join(timeout=60)
    assert not running.is_alive()


def in_thread(stop: threading.Event) -> None:
    try:
        sequencer.run(stop, interval=0.02)
    finally:
        connections.close_all()


RUN = """
import sys, threading
from pathlib import Path
import django
django.setup()
from vethanam.journal import keys, sequencer
keys.key_path = lambda: Path(sys.argv[1])
sequencer.MOST_AT_ONCE = 400
sequencer.run(threading.Event(), interval=0.01)
"""


def test_killed_at_any_instant_it_goes_on_with_the_same_tree(
    world: Any, log_key: SigningKey, stage: Stage, tmp_path: Path
) -> None:
    random, heads, staged = Random(7), [], []
    for number in range(4):
        process = subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path / "log.key")], env=world.env)
        started = size()
        for _ in range(12):
            staged += stage(150)
        until(lambda started=started: size() > started)  # type: ignore[misc]
        time.sleep(random.random() * 0.1)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        head = queries.latest_head()
        assert head is not None
        heads.append(head)
        assert number == 0 or head.size >= heads[-2].size
    until(lambda: sequencer.sequence_once() == 0 and size() == len(staged), seconds=20)
    assert audit.check_log(log_key.verifier) == len(staged) == Staged.objects.count()
    assert sorted(one for (one,) in world.sql("web", "SELECT staged_id FROM journal_leaf")) == staged
    for head in heads:
        proof = queries.consistency_proof(head.size)
        assert is_consistent(head.size, len(staged), proof, head.root, queries.root_at(len(staged)))


def test_entries_of_many_writers_stand_in_the_order_of_their_transactions(
    world: Any, log_key: SigningKey
) -> None:
    before, after = plain_leaf(xid=0).decode().split('"xid":0')
    around = [f'{before}"xid":', after]

    def write() -> None:
        with world.connect("web") as connection:
            for _ in range(30):
                with connection.transaction():
                    connection.execute(
                        "INSERT INTO journal_staged (leaf)"
                        " SELECT convert_to(%s || pg_current_xact_id() || %s, 'UTF8')",
                        around,
                    )

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        sequencer.sequence_once()
    until(lambda: sequencer.sequence_once() == 0 and size() == 120)
    xids = [json.loads(leaf)["public"]["xid"] for (leaf,) in in_order(world)]
    assert xids == sorted(xids)


def test_a_step_that_is_not_committed_leaves_everything_waiting(
    world: Any, log_key: SigningKey, stage: Stage
) -> None:
    stage(2)
    with pytest.raises(ZeroDivisionError), transaction.atomic(using=sequencer.alias()):
        assert sequencer.sequence_once() == 2
        _ = 1 / 0
    assert size() == 0
    assert sequencer.sequence_once() == 2


def in_order(world: Any) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = world.sql(
        "web",
        (
            "SELECT staged.leaf FROM journal_leaf JOIN journal_staged AS staged ON staged.id = staged_id "
            "ORDER BY index"
        ),
    )
    return rows


def size() -> int:
    head = queries.latest_head()
    return head.size if head else 0


def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if holds():
                return
        except psycopg.OperationalError:
            pass
        time.sleep(0.02)
    raise AssertionError("It did not come about in time.")
