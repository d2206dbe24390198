"""Enter restraints: orders, undertakings and an officer's stop.

From its instant on, no message in scope is handed over.

Entering takes the lock that dispatchers share for a chunk, alone: they see that somebody waits for it before
each message, finish the messages they have begun and let go; a dispatcher that hangs is ended after two
seconds. So is any session that keeps a lock against the entry. Once the entry is committed, no message of its
scope can be begun. Then the queue is stated, message by message, and what waited is ended. Nothing that was
ended is ever sent by itself, whatever becomes of the restraint.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable, OutOfMemory

from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.ledger.leaves import refuse_contacts
from vethanam.privacy.actions.entry_locks import close_fence, close_tables
from vethanam.privacy.actions.queue_statement import iso, state_queue
from vethanam.privacy.counts import counted
from vethanam.privacy.current_restraints import SCOPE
from vethanam.privacy.models import Restraint, Use

#: an entry waits so long for rows of another session, then it keeps every other session from them
_LOCK_TIMEOUT = "2s"
#: how often it is tried while the server has no lock left, and the seconds between
_TRIES, _PAUSE = 20, 0.5
LAW_OFFICER = "law_officer"
MAY_STOP = frozenset({LAW_OFFICER, "data_protection_officer", "communicating_officer", "purpose_owner"})


@dataclass(frozen=True, slots=True)
class Filing:
    """The fields of a new restraint. ``scope`` has lists of codes by the names of
    :data:`~vethanam.privacy.current_restraints.SCOPE`."""

    reference: str
    kind: str
    starts_at: datetime
    scope: Mapping[str, Sequence[str]] = field(default_factory=dict)
    excepts: Sequence[str] = ()
    until: datetime | None = None
    is_case_pending: bool = True
    court: str = ""
    case_number: str = ""
    dated: date | None = None
    document_hash: bytes | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """A recorded restraint: the instant it took effect, and its queue statement."""

    reference: str
    instant: datetime
    counts: Mapping[str, int]
    cancelled: int
    root: str
    gap: Mapping[str, Any]
    leaves: tuple[int, int]


def file_restraint(authority: Authority, filing: Filing) -> Filed:
    """Record a restraint, state the queue of its scope, and cancel the waiting messages.

    Raises
    ------
    Refused
        The officer may not enter this kind of restraint.
    Unsound
        Its reference is taken, it ends before it begins, or a text looks like a contact.
    """
    _refuse_who_may_not(authority, filing)
    # the reference of a stop is random
    named = "" if filing.kind == Restraint.Kind.STOP else filing.reference
    refuse_contacts(
        restraint=named, case_number=filing.case_number, court=filing.court, in_a_line=filing.says
    )
    if filing.until is not None and filing.until < filing.starts_at:
        raise Unsound("restraint_ends_before")
    if Restraint.objects.filter(reference=filing.reference).exists():
        raise Unsound("restraint_known", id=filing.reference)
    row = entered(lambda: _enter(authority, filing, alone()), authority)
    statement, cancelled = state_queue(row)
    return Filed(
        row.reference, row.recorded_at, row.counts, cancelled,
        bytes(statement.root).hex() if statement.root else "",
        statement.gap, (row.leaf, statement.leaf),
    )  # fmt: skip


def stop_sending(authority: Authority, use: str, says: str = "") -> Filed:
    """An officer stops one sending. Starting again needs a new request with its own approvals.

    Raises
    ------
    Refused
        The officer may not, or the sending is another office's.
    Unsound
        The sending does not exist.
    """
    found = Use.objects.filter(reference=use).first()
    if found is None:
        raise Unsound("no_such_use", use=typed(use, 40))
    if authority.role in ("communicating_officer", "purpose_owner") and authority.office != found.office:
        raise Refused("not_your_sending")
    return file_restraint(
        authority,
        Filing(
            reference=f"STOP-{secrets.token_hex(6)}", kind=Restraint.Kind.STOP, starts_at=authority.at,
            scope={"uses": [use]}, is_case_pending=False, says=says,
        ),
    )  # fmt: skip


# -- entering ------------------------------------------------------------------------------------------------


def alone() -> datetime:
    """Close the fence; the instant from which no message is handed over. Other locks are awaited briefly."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_LOCK_TIMEOUT])
    return close_fence()


def entered[Row](enter: Callable[[], Row], authority: Authority) -> Row:
    """Run a transaction that enters something; once more, without the sessions that hold a
    lock against it.
    """
    are_closed, left = False, _TRIES
    while True:
        try:
            with transaction.atomic():
                if are_closed:
                    close_tables()
                return _kept(enter, authority)
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable) and not are_closed:
                are_closed = True
            elif isinstance(error.__cause__, OutOfMemory) and left:
                left -= 1
                time.sleep(_PAUSE)  # somebody has all locks of the server, until that session is ended
            else:
                raise


def _kept[Row](enter: Callable[[], Row], authority: Authority) -> Row:
    """Enter, and lock the account of its references now: at the end of a page's transaction it would be too
    late to end sessions that hold it.
    """
    row = enter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM identity_account WHERE id = %s FOR KEY SHARE", [authority.account])
    return row


def _enter(authority: Authority, filing: Filing, instant: datetime) -> Restraint:
    row = Restraint(
        reference=filing.reference, kind=filing.kind, court=filing.court, case_number=filing.case_number,
        dated=filing.dated, document_hash=filing.document_hash, says=filing.says,
        excepts=list(filing.excepts), starts_at=filing.starts_at, until=filing.until,
        is_case_pending=filing.is_case_pending, at=authority.at, recorded_at=instant,
        entered_by_id=authority.account, office=authority.office,
        role=authority.role,
        is_sample=authority.is_sample, **{name: list(filing.scope.get(name, ())) for name in SCOPE},
    )  # fmt: skip
    row.counts = _counts(row)
    row.leaf = append(
        "restraint.filed",
        public=_public(row),
        private={"entered_by": authority.account, "counts": row.counts, "says": row.says},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    row.save(force_insert=True)
    return row


_COUNTS = """
-- Messages by state of the uses that a restraint covers, before it is on record.
WITH filed AS (SELECT r FROM jsonb_populate_record(NULL::privacy_restraint, %s::jsonb) r)
SELECT o.state, count(*)
  FROM filed, privacy_use u JOIN privacy_outbox o ON o.use_id = u.id
  LEFT JOIN privacy_usesubject s ON s.use_id = o.use_id AND s.person = o.person
 WHERE privacy_covers((filed).r, u)
   AND (cardinality(((filed).r).channels) = 0 OR o.channel = ANY (((filed).r).channels))
   AND (cardinality(((filed).r).classes) = 0 OR cardinality(coalesce(s.classes, '{}')) = 0
   OR s.classes && ((filed).r).classes)
 GROUP BY o.state
"""


def _counts(row: Restraint) -> dict[str, int]:
    codes = {name: list(getattr(row, name)) for name in (*SCOPE, "excepts")}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [json.dumps(codes)])
        return dict(cursor.fetchall())


def _public(row: Restraint) -> dict[str, Json]:
    return {
        "restraint": row.reference, "kind": row.kind, "court": row.court, "case": row.case_number,
        "dated": row.dated.isoformat() if row.dated else None,
        "document_hash": bytes(row.document_hash).hex() if row.document_hash else None,
        "scope": {name: list(getattr(row, name)) for name in SCOPE if getattr(row, name)},
        "except": list(row.excepts), "from": iso(row.starts_at), "until": iso(row.until),
        "is_case_pending": row.is_case_pending, "instant": iso(row.recorded_at), "role": row.role,
        "office": row.office,
        "states": {state: counted(count) for state, count in sorted(row.counts.items())},
    }  # fmt: skip


def _refuse_who_may_not(authority: Authority, filing: Filing) -> None:
    if filing.kind == Restraint.Kind.STOP:
        if authority.role not in MAY_STOP:
            raise Refused("may_not_stop")
    elif authority.role != LAW_OFFICER:
        raise Refused("not_law_officer")
