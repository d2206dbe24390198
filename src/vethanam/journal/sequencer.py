"""The only process that gives staged entries their place and signs heads.

Each step is one transaction: take committed entries, append, sign. After a crash it continues with the same
tree; nothing is lost or duplicated, because an entry waits until its leaf is committed.

It refuses to sign if the stored log does not reproduce the last signed head.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Event
from typing import Any

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connections, transaction

from vethanam.errors import Broken, Sentence, Unsound, without_detail
from vethanam.journal import audit, keys
from vethanam.journal.row_sets import stage_row_sets, take_row_sets
from vethanam.ledger import proofs
from vethanam.ledger.heads import open_head, sign_head
from vethanam.ledger.merkle import Frontier, Grown, leaf_hashes
from vethanam.ledger.notes import SigningKey

MOST_AT_ONCE = 50_000
SIGN_AGAIN_AFTER = timedelta(minutes=5)
ONE_SEQUENCER = 0x6C6F67  # "log"

log = logging.getLogger("vethanam.journal")

#: retries, and the pause between them, for a transaction that is just beginning or ending
LOOKS, BETWEEN_LOOKS = 20, 0.002

# Take waiting entries of finished transactions, in transaction order.
#
# By id or time alone, a late commit could belong before entries already signed. Only transactions of this
# database can stage; their locks tell which they are. One without a lock is just beginning or ending, as
# the first column reports. A transaction number from the future comes from a restored dump; a visible row
# is committed.
TAKE = """
WITH present AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot),
     holder AS MATERIALIZED (
         SELECT held.transactionid, session.datname
           FROM pg_locks AS held LEFT JOIN pg_stat_activity AS session USING (pid)
          WHERE held.locktype = 'transactionid' AND held.granted AND held.mode = 'ExclusiveLock'),
     unfinished AS (
         SELECT x, holder.datname IS NULL AS is_unclear
           FROM present, pg_snapshot_xip(snapshot) AS x LEFT JOIN holder ON holder.transactionid = x::xid
          WHERE holder.datname IS NULL OR holder.datname = current_database()
          ORDER BY x LIMIT 1),
     horizon AS (
         SELECT coalesce((SELECT is_unclear FROM unfinished), false) AS is_unclear,
                coalesce((SELECT x FROM unfinished), pg_snapshot_xmax(snapshot)) AS finished,
                pg_snapshot_xmax(snapshot) AS future
           FROM present)
SELECT horizon.is_unclear, horizon.finished::text, horizon.future::text, taken.staged_id, taken.leaf
  FROM horizon LEFT JOIN LATERAL (
    SELECT waiting.xid, waiting.staged_id, staged.leaf
      FROM journal_waiting AS waiting JOIN journal_staged AS staged ON staged.id = waiting.staged_id
     WHERE waiting.xid < horizon.finished OR waiting.xid >= horizon.future
     ORDER BY waiting.xid, waiting.staged_id
     LIMIT %s) AS taken ON true
 ORDER BY taken.xid, taken.staged_id
"""


@dataclass(frozen=True, slots=True)
class _Last:
    """The last signed head."""

    size: int
    note: str
    is_old: bool


def run(stop: Event, interval: float = 0.2) -> None:
    """Sequence until ``stop`` is set: the body of ``vethanam sequencer``.

    Waits while another sequencer holds the log. It reconnects to a lost database; a log that does not
    reproduce its last head ends the process.

    Raises
    ------
    Broken
        Others can read the key, or the log was changed.
    """
    key = keys.load()
    while not stop.is_set():
        try:
            with _alone() as is_alone:
                if is_alone:
                    audit.check_log(key.verifier, using=alias())
                    _sequence_until(stop, interval, key)
        except (OperationalError, InterfaceError) as error:
            log.warning("The sequencer lost the database and tries again: %s", without_detail(error))
            connections[alias()].close()
        stop.wait(1.0)


def _sequence_until(stop: Event, interval: float, key: SigningKey) -> None:
    while not stop.is_set():
        if _step(key) < MOST_AT_ONCE:
            stop.wait(interval)


def sequence_once(key: SigningKey | None = None) -> int:
    """Append waiting committed entries, and sign the new head. Returns the number of entries.

    Row sets of finished transactions get one further leaf.

    Does nothing while another sequencer holds the log.

    Raises
    ------
    Broken
        The stored log does not reproduce the last signed head: nothing is appended or signed.
    """
    key = key or keys.load()
    with _alone() as is_alone:
        return _step(key) if is_alone else 0


def alias() -> str:
    """The connection of the sequencer's database role: its own if a process has several, as in tests."""
    return "sequencer" if "sequencer" in settings.DATABASES else "default"


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold the log for this session; False if another session does. May be nested."""
    with connections[alias()].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_SEQUENCER])
        (is_alone,) = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone:
            _let_go()


def _let_go() -> None:
    try:
        with connections[alias()].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_SEQUENCER])
    except Error:  # the session and its lock are gone
        connections[alias()].close()


def _step(key: SigningKey) -> int:
    for _ in range(LOOKS):
        taken = _append(key, may_wait=True)
        if taken is not None:
            return taken
        time.sleep(BETWEEN_LOOKS)
    return _append(key, may_wait=False) or 0


def _append(key: SigningKey, *, may_wait: bool) -> int | None:
    """Append entries and sign; None, without effect, while some transactions are undecided."""
    with transaction.atomic(using=alias()), connections[alias()].cursor() as cursor:
        last = _last_head(cursor)
        cursor.execute(TAKE, [MOST_AT_ONCE])
        rows = cursor.fetchall()
        is_unclear, finished, future, *_ = rows[0]
        if may_wait and is_unclear:
            return None
        taken: list[tuple[int, bytes]] = [(staged, leaf) for *_, staged, leaf in rows if staged is not None]
        row_sets = take_row_sets(cursor, finished, future)
        if not taken and not row_sets and not (last and last.is_old):
            return 0
        frontier = _frontier(cursor, last, key)
        start, entries = frontier.size, len(taken)
        if row_sets:
            taken.append(stage_row_sets(cursor, row_sets))
        grown = frontier.append(leaf_hashes([bytes(leaf) for _, leaf in taken]))
        _keep(cursor, start, [staged for staged, _ in taken], grown)
        _keep_head(cursor, frontier, key)
        return entries


def _last_head(cursor: Any) -> _Last | None:
    cursor.execute(
        "SELECT size, note, at < clock_timestamp() - %s FROM journal_head ORDER BY id DESC LIMIT 1",
        [SIGN_AGAIN_AFTER],
    )
    row = cursor.fetchone()
    return _Last(row[0], row[1], row[2]) if row else None


def _frontier(cursor: Any, last: _Last | None, key: SigningKey) -> Frontier:
    """The stored frontier, checked against the last signed head, which must be ours."""
    cursor.execute("SELECT coalesce(max(index) + 1, 0) FROM journal_leaf")
    (size,) = cursor.fetchone()
    frontier = Frontier(size, {level: _node(cursor, level, index) for level, index in proofs.places(0, size)})
    if last is None and size == 0:
        return frontier
    if last is None or last.size != size:
        raise _changed("log_longer_than_head", size=size, signed=last.size if last else 0)
    try:
        signed = open_head(last.note, key.verifier)
    except Unsound as error:
        raise _changed("head_of_another_key", why=error.sentence) from error
    if (signed.size, signed.root) != (size, frontier.root):
        raise _changed("head_not_reproduced", size=size)
    return frontier


def _node(cursor: Any, level: int, index: int) -> bytes:
    if level:
        cursor.execute("SELECT hash FROM journal_node WHERE level = %s AND index = %s", [level, index])
    else:
        cursor.execute("SELECT hash FROM journal_leaf WHERE index = %s", [index])
    row = cursor.fetchone()
    if row is None:
        raise _changed("node_missing", level=level, index=index)
    return bytes(row[0])


def _changed(code: str, /, **facts: object) -> Broken:
    return Broken("log_not_signed", what=Sentence(code, facts))


def _keep(cursor: Any, start: int, staged: Sequence[int], grown: Sequence[Grown]) -> None:
    if not staged:
        return
    indexes = list(range(start, start + len(staged)))
    cursor.execute(
        "INSERT INTO journal_leaf (index, staged_id, hash)"
        " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[])",
        [indexes, list(staged), list(grown[0].hashes)],
    )
    for part in grown[1:]:
        cursor.execute(
            "INSERT INTO journal_node (level, index, hash)"
            " SELECT %s, * FROM unnest(%s::bigint[], %s::bytea[])",
            [part.level, list(range(part.start, part.start + len(part.hashes))), list(part.hashes)],
        )
    cursor.execute("DELETE FROM journal_waiting WHERE staged_id = ANY(%s)", [list(staged)])


def _keep_head(cursor: Any, frontier: Frontier, key: SigningKey) -> None:
    cursor.execute(
        "INSERT INTO journal_head (size, root, note, at) VALUES (%s, %s, %s, clock_timestamp())",
        [frontier.size, frontier.root, sign_head(frontier.size, frontier.root, key)],
    )
