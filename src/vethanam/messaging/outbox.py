"""The message queue in SQL: claim, release, save outcomes. Ids only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from vethanam.bulk import array_of, array_of_texts
from vethanam.messaging.gateways.letter import Fate, Handed, Receipt

# Insert messages of one use and channel, without people who took their consent back since they were allowed.
QUEUE = """
WITH resting AS MATERIALIZED (SELECT * FROM privacy_resting_on_consent(ARRAY[%(use)s]::bigint[]))
INSERT INTO privacy_outbox
  (use_id, channel, person, contact_id, state, attempts, queued_at, result, not_before)
SELECT %(use)s, %(channel)s, x.person, x.contact, 'queued', 0, clock_timestamp(), '',
       %(not_before)s::timestamptz
  FROM unnest(%(persons)s::bigint[], %(contacts)s::bigint[]) AS x(person, contact)
 WHERE NOT EXISTS (SELECT FROM resting r WHERE NOT privacy_consents(x.person, r.purpose, r.controller))
"""

#: results of messages set aside at dispatch: another contact is chosen by now; the log took the use too late
REPLACED, MISDATED = "another contact by now", "logged at another time"
#: not begun, because a restraint was about to be entered
KEPT_BACK = "kept back"
MOST_ATTEMPTS = 5
WAITS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
_STATES: Mapping[Fate, str] = {
    Fate.ACCEPTED: "accepted", Fate.SENT: "sent", Fate.PERMANENT: "failed", Fate.UNCERTAIN: "uncertain",
}  # fmt: skip

# Uses with messages to send now, without those paused. It steps from use to use in the index, however many
# messages each has.
WAITING = """
WITH RECURSIVE open AS (
  SELECT (SELECT min(use_id) FROM privacy_outbox WHERE done_at IS NULL) AS use_id
  UNION ALL
  SELECT (SELECT min(o.use_id) FROM privacy_outbox o WHERE o.done_at IS NULL AND o.use_id > open.use_id)
    FROM open WHERE open.use_id IS NOT NULL)
SELECT use_id FROM open
 WHERE use_id IS NOT NULL AND use_id <> ALL (%s::bigint[])
   AND NOT EXISTS (SELECT FROM privacy_usepause p WHERE p.use_id = open.use_id
                      AND NOT EXISTS (SELECT FROM privacy_useresume r WHERE r.pause_id = p.id))
   AND EXISTS (
   SELECT FROM privacy_outbox o
    WHERE o.use_id = open.use_id AND o.done_at IS NULL AND o.state = 'queued' AND o.holder IS NULL
      AND (o.not_before IS NULL OR o.not_before <= clock_timestamp()))
 LIMIT %s
"""

# Claim some messages of one use. They still wait: no gateway has seen them.
CLAIM = """
UPDATE privacy_outbox SET holder = %s, claimed_at = clock_timestamp()
 WHERE id IN (SELECT id FROM privacy_outbox
               WHERE use_id = %s AND channel = %s AND done_at IS NULL AND state = 'queued' AND holder IS NULL
                 AND (not_before IS NULL OR not_before <= clock_timestamp())
               ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING id, person, contact_id, channel, attempts + 1
"""

# From here on a message may be outside: committed before the gateway is called, behind the fence, never under
# a restraint. The messages are counted in the same statement.
BEGIN = """
WITH begun AS (
UPDATE privacy_outbox SET state = 'sending', attempts = attempts + 1
 WHERE id = ANY (%(ids)s::bigint[]) AND use_id = %(use)s AND holder = %(holder)s AND state = 'queued'
   AND NOT EXISTS (SELECT FROM privacy_usepause p WHERE p.use_id = %(use)s
                      AND NOT EXISTS (SELECT FROM privacy_useresume r WHERE r.pause_id = p.id))
   AND (NOT EXISTS (SELECT FROM privacy_reaching(ARRAY[%(use)s]::bigint[]))
        OR id NOT IN (SELECT message FROM privacy_restrained(%(ids)s::bigint[])))
RETURNING id),
counted AS (
INSERT INTO privacy_openedcount (use_id, opened, begun, let_go)
SELECT %(use)s, 0, count(*), 0 FROM begun HAVING count(*) > 0)
SELECT id FROM begun
"""

# Contacts of a use that were opened, or let go without being begun; without a use they were sealed again.
COUNT = "INSERT INTO privacy_openedcount (use_id, opened, begun, let_go) VALUES (%s, %s, %s, %s)"

# Uses with messages cancelled by a new queue statement.
STATED = """
SELECT max(q.id), array_agg(DISTINCT o.use_id) FROM privacy_queuestatement q
  JOIN privacy_statedmessage m ON m.statement_id = q.id JOIN privacy_outbox o ON o.id = m.message
 WHERE q.id > %s
"""

# Save outcomes of one holder's messages and release those that wait again. ``coalesce`` hides the planner's
# low estimate for a holder's rows, which would lead to a nested loop over both lists.
SAVE = """
UPDATE privacy_outbox o
   SET state = d.state, result = d.result, not_before = d.not_before,
       holder = CASE WHEN d.state = 'queued' THEN NULL ELSE o.holder END,
       attempts = CASE WHEN o.state = 'queued' AND d.state <> 'cancelled' THEN o.attempts + 1
       ELSE o.attempts END,
       done_at = CASE WHEN d.state = 'queued' THEN NULL ELSE clock_timestamp() END
  FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[]) AS d(id, state, result, not_before)
 WHERE o.id = d.id AND coalesce(o.holder = %s, false)
   AND coalesce(o.state IN ('queued', 'sending', 'uncertain'), false)
"""

# Record gateway references for parts of messages; and record later reports, the latest per reference.
EXPECT = """
INSERT INTO privacy_delivery (message_id, reference, state, recorded_at)
SELECT m, r, '', clock_timestamp() FROM unnest(%s::bigint[], %s::text[]) AS x(m, r)
"""
RECEIVED = """
UPDATE privacy_delivery d SET state = x.state, told_at = clock_timestamp()
  FROM unnest(%s::text[], %s::text[]) AS x(reference, state)
 WHERE d.id = (SELECT max(l.id) FROM privacy_delivery l WHERE l.reference = x.reference) AND d.state = ''
"""

# Messages of dead senders: those being sent become uncertain, those only claimed are released.
LEFT = (
    "SELECT DISTINCT holder FROM privacy_outbox WHERE done_at IS NULL AND holder IS NOT NULL AND holder <> %s"
)
GIVE_UP = """
UPDATE privacy_outbox SET state = 'uncertain', done_at = clock_timestamp(),
  result = 'the sender ended before it heard'
 WHERE holder = %s AND done_at IS NULL AND state = 'sending'
"""
LET_GO = "UPDATE privacy_outbox SET holder = NULL WHERE holder = %s AND done_at IS NULL AND state = 'queued'"
LET_GO_OF = f"{LET_GO} AND id = ANY (%s::bigint[])"
# Contacts that a dead sender had opened for messages that it only claimed.
COUNT_LEFT = """
INSERT INTO privacy_openedcount (use_id, opened, begun, let_go)
SELECT o.use_id, 0, 0, count(*) FROM privacy_outbox o
 WHERE o.holder = %s AND o.done_at IS NULL AND o.state = 'queued' AND EXISTS (
       SELECT FROM privacy_opengrant g
        WHERE g.use_id = o.use_id AND g.contact_id = o.contact_id AND g.granted_at >= o.claimed_at)
 GROUP BY o.use_id
"""

# Uses with all messages ended and an outdated or missing closing. A mail server delivers accepted letters bit
# by bit: they make one more closing, when the last is delivered. The search for a waiting message starts from
# the last one, because dead index entries before it are skipped one by one until a vacuum.
CLOSABLE = """
WITH done AS MATERIALIZED (
  SELECT u.use_id
    FROM (SELECT unnest(%s::bigint[]) UNION SELECT DISTINCT use_id FROM privacy_outbox WHERE %s) AS u(use_id)
   WHERE (SELECT w.id FROM privacy_outbox w WHERE w.use_id = u.use_id AND w.done_at IS NULL
           ORDER BY w.id DESC LIMIT 1) IS NULL)
SELECT o.use_id
  FROM done JOIN privacy_outbox o ON o.use_id = done.use_id
  LEFT JOIN LATERAL (SELECT accepted, sent, failed, uncertain, cancelled
                       FROM privacy_useclosing c
                      WHERE c.use_id = o.use_id ORDER BY c.id DESC LIMIT 1) c ON true
 GROUP BY o.use_id, c.accepted, c.sent, c.failed, c.uncertain, c.cancelled
HAVING (c.accepted = 0, c.accepted + c.sent, c.failed, c.uncertain, c.cancelled) IS DISTINCT FROM (
       count(*) FILTER (WHERE o.state = 'accepted') = 0,
       (count(*) FILTER (WHERE o.state IN ('accepted', 'sent')))::int,
       (count(*) FILTER (WHERE o.state = 'failed'))::int,
       (count(*) FILTER (WHERE o.state = 'uncertain'))::int,
       (count(*) FILTER (WHERE o.state = 'cancelled'))::int)
"""


class Claimed(NamedTuple):
    """A claimed message; ``attempts`` counts the coming one."""

    id: int
    person: int
    contact: int
    channel: str
    attempts: int


class Ended(NamedTuple):
    """The outcome of a message, or (``queued``) a retry after ``not_before``."""

    id: int
    state: str
    result: str
    not_before: datetime | None = None


def queue(use: int, channel: str, contacts: Mapping[int, int], not_before: datetime | None = None) -> None:
    """Queue one message per person for a use and channel, to her chosen contact, for now or an instant."""
    with connection.cursor() as cursor:
        given = {"persons": array_of(contacts), "contacts": array_of(contacts.values())}
        cursor.execute(QUEUE, {"use": use, "channel": channel, "not_before": not_before, **given})


def ended_of(one: Claimed, handed: Handed) -> Ended:
    """The outcome of an offered message, or the time of its retry."""
    if handed.fate != Fate.TEMPORARY:
        return Ended(one.id, _STATES[handed.fate], handed.code)
    if handed.code == KEPT_BACK:
        return Ended(one.id, "queued", handed.code)
    if one.attempts >= MOST_ATTEMPTS:
        return Ended(one.id, "failed", f"{handed.code}, {one.attempts} attempts")
    return _again(one, handed.code)


def _again(one: Claimed, code: str) -> Ended:
    wait = WAITS[min(one.attempts, len(WAITS)) - 1]
    return Ended(one.id, "queued", code, timezone.now() + wait)


def waiting_uses(limit: int = 20, skipped: Sequence[int] = ()) -> list[int]:
    """Uses with messages that may go now, without some that are known to wait."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [array_of(skipped), limit])
        return [use for (use,) in cursor.fetchall()]


def claim(use: int, channel: str, holder: int, count: int) -> list[Claimed]:
    """Claim up to ``count`` messages of a use on a channel."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [holder, use, channel, count])
        return [Claimed(*row) for row in sorted(cursor.fetchall())]


def begin(use: int, ids: Sequence[int], holder: int) -> set[int]:
    """Mark messages of a use as sending, and commit; only these may be handed over."""
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, {"use": use, "ids": array_of(ids), "holder": holder})
        return {message for (message,) in cursor.fetchall()}


def let_go(use: int, claimed: Sequence[Claimed], holder: int, opened: int) -> None:
    """Release claimed messages that were not begun; ``opened`` of their contacts had been opened."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LET_GO_OF, [holder, array_of(one.id for one in claimed)])
        if opened:
            cursor.execute(COUNT, [use, 0, 0, opened])


def count_opened(cursor: CursorWrapper, use: int | None, opened: int, begun: int = 0) -> None:
    """Count opened contacts in the transaction of their grant; without a use they are sealed again."""
    if opened:
        cursor.execute(COUNT, [use, opened, begun, 0])


def save(ended: Sequence[Ended], holder: int) -> None:
    """Save outcomes in id order, to avoid deadlocks with concurrent cancellations; idempotent."""
    if not ended:
        return
    ended = sorted(ended, key=lambda one: one.id)
    with connection.cursor() as cursor:
        cursor.execute(
            SAVE,
            [
                array_of(e.id for e in ended),
                array_of(e.state for e in ended),
                array_of_texts(e.result[:40] for e in ended),
                array_of(e.not_before.isoformat() if e.not_before else "NULL" for e in ended),
                holder,
            ],
        )


def give_up_left_ones(holder: int) -> int:
    """Mark the messages of dead senders as uncertain: a live sender holds the lock of its number."""
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(LEFT, [holder])
        for (other,) in cursor.fetchall():
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [other])
            if cursor.fetchone() == (True,):
                cursor.execute(GIVE_UP, [other])
                count += cursor.rowcount
                _let_go_of(cursor, other)
                cursor.execute("SELECT pg_advisory_unlock(%s)", [other])
    return count


def _let_go_of(cursor: CursorWrapper, other: int) -> None:
    """Release the messages that a dead sender only claimed, and count the contacts it had opened for them."""
    with transaction.atomic():
        cursor.execute(COUNT_LEFT, [other])
        cursor.execute(LET_GO, [other])


def expect_receipts(references: Sequence[tuple[int, str]]) -> None:
    """Record the gateway's reference of each message, so that its delivery receipt is recognised."""
    if references:
        with connection.cursor() as cursor:
            cursor.execute(
                EXPECT,
                [
                    array_of(message for message, _ in references),
                    array_of_texts(known for _, known in references),
                ],
            )


def save_receipts(receipts: Sequence[Receipt]) -> None:
    """Save the gateways' later reports; unknown references are ignored."""
    if receipts:
        with connection.cursor() as cursor:
            cursor.execute(
                RECEIVED,
                [
                    array_of_texts(one.reference for one in receipts),
                    array_of_texts(one.state for one in receipts),
                ],
            )


def uses_stated_since(statement: int) -> tuple[int, list[int]]:
    """The latest queue statement, and the uses that statements after ``statement`` list."""
    with connection.cursor() as cursor:
        cursor.execute(STATED, [statement])
        latest, uses = cursor.fetchone()
        return latest or statement, list(uses or ())


def closable_uses(touched: Sequence[int] | None) -> list[int]:
    """Uses that can be closed, among these or among all."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSABLE, [list(touched or ()), touched is None])
        return [use for (use,) in cursor.fetchall()]
