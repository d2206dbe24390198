"""The only process that gives staged entries their place and signs heads.

Each step is one transaction: take committed entries, append, sign. After a crash it continues with the same
tree; nothing is lost or duplicated, because an entry waits until its leaf is committed.

It refuses to sign if the stored log does not reproduce the last signed head, or is behind the head that it
keeps on disk (``known_heads``): then an older database was brought back.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Event
from typing import Any

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connections, transaction
from django.utils import timezone

from vethanam.errors import Broken, Sentence, Unsound, without_detail
from vethanam.journal import audit, keys, known_heads, witnesses
from vethanam.journal.hoarders import hoarders_ended
from vethanam.journal.known_heads import KnownHeads
from vethanam.journal.row_sets import stage_row_sets, take_row_sets
from vethanam.journal.wakeups import Wakeups
from vethanam.ledger import proofs
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.heads import open_head, sign_head
from vethanam.ledger.merkle import Frontier, Grown, leaf_hashes
from vethanam.ledger.notes import SigningKey
from vethanam.ledger.stamps import DATED, Stamp, stamp_leaf

#: entries and bytes of a step: any process can stage many large ones, and they are in memory together
MOST_AT_ONCE, MOST_BYTES = 50_000, 64 * 1024 * 1024
SIGN_AGAIN_AFTER = timedelta(minutes=5)
#: seconds after which it looks for entries without a notification
LOOK_AGAIN = 5.0
#: seconds after which the witnesses are asked again without a new head, and between two rounds at least
ASK_EVERY, ASK_PAUSE = 5.0, 0.2
ONE_SEQUENCER = 0x6C6F67  # "log"

_KEY = b"key.enrolled"
#: entries that count by their logged time: keys, signatures, and those judged by a time that the writer chose
_TIMED = frozenset(
    (
        _KEY,
        b"act.signed",
        b"approval.given",
        b"keys.day",
        b"sheet.verified",
        *(kind.encode() for kind in DATED),
    )
)
# Members of a leaf are sorted: the first "kind" is its own, and a later one stands in its public part.
_KIND = b'"kind":"'
_FIRST_KEY = """
SELECT leaf.hash FROM journal_leaf AS leaf JOIN journal_staged AS staged ON staged.id = leaf.staged_id
 WHERE position(%s IN staged.leaf) > 0 AND position(%s IN staged.leaf) = position(%s IN staged.leaf)
 ORDER BY leaf.index LIMIT 1
"""

_IS_WAITING = """
SELECT EXISTS (SELECT FROM journal_waiting) OR EXISTS (SELECT FROM journal_rowset WHERE staged_id IS NULL)
"""

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
    SELECT first.xid, first.staged_id, first.leaf
      FROM (SELECT next.*, sum(octet_length(next.leaf)) OVER (ORDER BY next.xid, next.staged_id) AS bytes
              FROM (SELECT waiting.xid, waiting.staged_id, staged.leaf
                      FROM journal_waiting AS waiting
                      JOIN journal_staged AS staged ON staged.id = waiting.staged_id
                     WHERE waiting.xid < horizon.finished OR waiting.xid >= horizon.future
                     ORDER BY waiting.xid, waiting.staged_id
                     LIMIT %s) AS next) AS first
     WHERE first.bytes <= %s) AS taken ON true
 ORDER BY taken.xid, taken.staged_id
"""


@dataclass(frozen=True, slots=True)
class _Last:
    """The last signed head."""

    size: int
    note: str
    is_old: bool


def run(stop: Event, interval: float = 0.15) -> None:
    """Sequence until ``stop`` is set: the body of ``vethanam sequencer``.

    A step follows a commit within ``interval`` seconds, so that one head covers all of that time.

    Waits while another sequencer holds the log. It reconnects to a lost database; a log that does not
    reproduce its last head ends the process.

    Raises
    ------
    Broken
        Others can read the key, or the log was changed.
    """
    key = keys.load()
    with hoarders_ended(alias()):
        while not stop.is_set():
            try:
                _sequence(key, stop, interval)
            except (OperationalError, InterfaceError) as error:
                log.warning("The sequencer lost the database and tries again: %s", without_detail(error))
                connections[alias()].close()
            stop.wait(1.0)


def _sequence(key: SigningKey, stop: Event, interval: float) -> None:
    with _alone() as is_alone:
        if is_alone:
            audit.check_log(key.verifier, using=alias())
            witnesses.require_none_ahead(key.verifier)
            with _witnessed(stop) as (asking, signed), closing(Wakeups(alias())) as wakeups:
                while not stop.is_set():
                    if asking.done():
                        asking.result()
                    if taken := _step(key):
                        signed.set()
                    if taken < MOST_AT_ONCE:
                        _wait(stop, interval, wakeups)


def _wait(stop: Event, interval: float, wakeups: Wakeups) -> None:
    """Wait for the next commit, and a moment more for those that follow it.

    While an entry waits, for the moment alone: nothing may tell when an older transaction has ended.
    """
    with connections[alias()].cursor() as cursor:
        cursor.execute(_IS_WAITING)
        (is_waiting,) = cursor.fetchone()
    if is_waiting or wakeups.wait(stop, LOOK_AGAIN):
        stop.wait(interval)


@contextmanager
def _witnessed(stop: Event) -> Iterator[tuple[Future[None], Event]]:
    """Ask the witnesses in a thread of its own: silent ones hold up nothing. The event says that a head was
    signed.
    """
    ended, signed = Event(), Event()
    with ThreadPoolExecutor(max_workers=1) as pool:
        try:
            yield pool.submit(_ask_until, stop, ended, signed), signed
        finally:
            ended.set()
            signed.set()


def _ask_until(stop: Event, ended: Event, signed: Event) -> None:
    asking = witnesses.Asking()
    try:
        while not stop.is_set() and not ended.is_set():
            signed.wait(ASK_EVERY)
            signed.clear()
            try:
                asking.ask(alias())
            except Error as error:
                log.warning("The witnesses were not asked: %s", without_detail(error))
                connections.close_all()
            ended.wait(ASK_PAUSE)
    finally:
        connections.close_all()


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
        known = _known(cursor, last, key)
        cursor.execute(TAKE, [MOST_AT_ONCE, MOST_BYTES])
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
        if any(_is_timed(leaf) for _, leaf in taken):
            taken = _between_stamps(cursor, start, taken, key)
        grown = frontier.append(leaf_hashes([bytes(leaf) for _, leaf in taken]))
        _keep(cursor, start, [staged for staged, _ in taken], grown)
        coming = _keep_head(cursor, frontier, key)
        known_heads.write(KnownHeads(known.signed, coming))
        transaction.on_commit(lambda: known_heads.write(KnownHeads(coming)), using=alias())
        return entries


def _is_timed(leaf: bytes) -> bool:
    """Whether the batch of an entry stands between two stamps."""
    return _kind_of(leaf) in _TIMED


def _kind_of(leaf: bytes) -> bytes:
    return bytes(leaf).partition(_KIND)[2].partition(b'"')[0]


def _between_stamps(
    cursor: Any, start: int, taken: Sequence[tuple[int, bytes]], key: SigningKey
) -> list[tuple[int, bytes]]:
    """The entries of a batch with a stamp before and one after; both name the log's first key."""
    anchor = _anchor(cursor) or next(
        (leaf_hash(bytes(leaf)) for _, leaf in taken if _kind_of(leaf) == _KEY), None
    )
    stamped = []
    for index in (start, start + len(taken) + 1):
        leaf = stamp_leaf(Stamp(index, timezone.now(), anchor, start), key)
        cursor.execute("INSERT INTO journal_staged (leaf) VALUES (%s) RETURNING id", [leaf])
        stamped.append((cursor.fetchone()[0], leaf))
        cursor.execute("INSERT INTO journal_stamp (index, anchor) VALUES (%s, %s)", [index, anchor])
    return [stamped[0], *taken, stamped[1]]


def _anchor(cursor: Any) -> bytes | None:
    """The hash of the leaf of the log's first key: from the last stamp, else from the log."""
    cursor.execute("SELECT anchor FROM journal_stamp WHERE anchor IS NOT NULL ORDER BY index DESC LIMIT 1")
    row = cursor.fetchone()
    if row is None:
        named = b'%b%b"' % (_KIND, _KEY)
        cursor.execute(_FIRST_KEY, [named, named, _KIND])
        row = cursor.fetchone()
    return bytes(row[0]) if row else None


def _known(cursor: Any, last: _Last | None, key: SigningKey) -> KnownHeads:
    """The head kept on disk, which the stored log must contain if it is of this log.

    Raises
    ------
    Broken
        The stored log is behind it or has other leaves: an older database was brought back.
    """
    known = known_heads.read()
    if known.origin != key.name:
        return KnownHeads()
    if last and last.note == known.signed:
        return known
    signed = open_head(known.signed, key.verifier)
    size = last.size if last else 0
    if size < signed.size or _stored(cursor, signed.size).root != signed.root:
        raise Broken("log_rolled_back", size=size, signed=signed.size)
    return known


def _stored(cursor: Any, size: int) -> Frontier:
    """The tree of the first leaves, from the stored hashes."""
    return Frontier(size, {level: _node(cursor, level, index) for level, index in proofs.places(0, size)})


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
    frontier = _stored(cursor, size)
    if last is None and size == 0:
        return frontier
    if last is None or last.size != size:
        raise _changed("log_longer_than_head", size=size, signed=last.size if last else 0)
    try:
        signed = keys.open_own_head(last.note, key.verifier)
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


def _keep_head(cursor: Any, frontier: Frontier, key: SigningKey) -> str:
    note = sign_head(frontier.size, frontier.root, key)
    cursor.execute(
        "INSERT INTO journal_head (size, root, note, at) VALUES (%s, %s, %s, clock_timestamp())",
        [frontier.size, frontier.root, note],
    )
    return note
