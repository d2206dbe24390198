"""The queue statement of a restraint: every message in scope, waiting ones cancelled, and those
sent in the gap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from vethanam.bulk import copy_rows
from vethanam.journal.actions import append
from vethanam.ledger.leaves import instant
from vethanam.ledger.persons import commit_to
from vethanam.privacy.counts import counted
from vethanam.privacy.current_restraints import Gap
from vethanam.privacy.models import QueueStatement, RecordedWindow, Restraint, Use


@transaction.atomic
def state_queue(row: Restraint) -> tuple[QueueStatement, int]:
    """Write the queue statement of a restraint once and cancel its waiting messages; returns it
    with the cancelled count.

    Messages waiting at its instant are still waiting: nothing in scope can have begun since.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"statement {row.pk}"])
        known = QueueStatement.objects.filter(restraint=row).first()
        if known is not None:
            return known, 0
        cursor.execute(
            "SELECT message, use, person, state, told_at FROM privacy_messages_under(%s) ORDER BY message",
            [row.pk],
        )
        messages = cursor.fetchall()
        statement = _state(cursor, row, messages)
        cursor.execute("SELECT privacy_end_restrained(%s)", [row.pk])
        (cancelled,) = cursor.fetchone()
    return statement, cancelled


def unstated_restraints() -> list[Restraint]:
    """Restraints without a queue statement: the process that entered them was killed before it wrote one."""
    return list(Restraint.objects.filter(statement__isnull=True).order_by("id"))


def _state(cursor: Any, row: Restraint, messages: Sequence[Sequence[Any]]) -> QueueStatement:
    committed = commit_to(
        {"restraint": row.reference, "message": message, "use": use, "person": person, "state": state}
        for message, use, person, state, _ in messages
    )
    tree = committed.tree if messages else None
    counts = dict(Counter(state for _, _, _, state, _ in messages))
    gap = _gap(row, messages)
    leaf = append(
        "restraint.queue",
        public={
            "restraint": row.reference, "instant": iso(row.recorded_at), "messages": counted(len(messages)),
            "states": {state: counted(count) for state, count in sorted(counts.items())},
            "persons": tree.root.hex() if tree else None, "sent_in_gap": counted(gap.count),
        },
        private={"states": counts, "gap": gap.as_json()},
        at=row.at, is_sample=row.is_sample,
    )  # fmt: skip
    statement = QueueStatement.objects.create(
        restraint=row, counts=counts, gap=gap.as_json(), size=len(messages), root=tree.root if tree else None,
        leaf=leaf,
        recorded_at=timezone.now(),
    )  # fmt: skip
    if tree:
        rows = pl.DataFrame(
            {
                "message": [message for message, *_ in messages],
                "person": [person for _, _, person, _, _ in messages],
                "state": [state for _, _, _, state, _ in messages],
                "salt": committed.salts,
                "commitment": committed.commitments,
                "position": committed.positions,
            }
        )
        copy_rows("privacy_statedmessage", rows.with_columns(statement_id=pl.lit(statement.pk)))
    return statement


def _gap(row: Restraint, messages: Sequence[Sequence[Any]]) -> Gap:
    """Messages sent between the start date of a restraint and its entry."""
    if row.starts_at >= row.at:
        return Gap(0)
    told = [
        (told_at, use)
        for _, use, _, state, told_at in messages
        if state in ("accepted", "sent", "uncertain") and told_at >= row.starts_at
    ]
    return _gap_of(told)


def gap_of_window(starts_at: datetime, kind: str) -> Gap:
    """Messages sent since a window began, under purposes that the window stops."""
    column = "election_window" if kind == RecordedWindow.Kind.ELECTION else "caution_window"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.told_at, u.id FROM privacy_outbox o JOIN privacy_use u ON u.id = o.use_id"
            " JOIN privacy_purpose p ON p.id = u.purpose_id"
            " CROSS JOIN journal_is_of_sample() AS s(of_sample)"
            " CROSS JOIN LATERAL privacy_moment(u, o.done_at, s.of_sample) AS t(told_at)"
            " WHERE o.state IN ('accepted', 'sent', 'uncertain') AND t.told_at >= %s"
            " AND (p.content ->> %s = 'deny' OR p.content ->> %s <> 'unaffected'"
            " AND coalesce(privacy_said_of(u) -> 'kinds' ? 'achievements', true))",
            [starts_at, column, column],
        )
        return _gap_of(cursor.fetchall())


def _gap_of(told: Sequence[Sequence[Any]]) -> Gap:
    if not told:
        return Gap(0)
    references = dict(Use.objects.filter(pk__in={use for _, use in told}).values_list("pk", "reference"))
    uses = Counter(references[use] for _, use in told)
    return Gap(len(told), min(at for at, _ in told), max(at for at, _ in told), uses)


def iso(at: datetime | None) -> str | None:
    """An instant as leaves of restraints write it."""
    return instant(at) if at else None
