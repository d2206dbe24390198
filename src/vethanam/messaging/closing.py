"""The second leaf of a use: what became of its messages, by count for everybody and beneath a root for each person."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from vethanam.journal.actions import append
from vethanam.ledger.commitments import commitment, fresh_salts
from vethanam.ledger.leaves import instant
from vethanam.ledger.persons import PersonTree
from vethanam.privacy.counts import counted
from vethanam.privacy.models import Outbox, Use, UseClosing

STATES = (Outbox.State.SENT, Outbox.State.FAILED, Outbox.State.UNCERTAIN, Outbox.State.CANCELLED)
_OUTCOMES = """
INSERT INTO privacy_subjectoutcome (closing_id, person, salt, record, commitment, position)
SELECT %s, * FROM unnest(%s::bigint[], %s::bytea[], %s::jsonb[], %s::bytea[], %s::int[])
"""


@transaction.atomic
def close_use(use: Use, at: datetime) -> None:
    """Log what became of the messages of a use that are all at an end. A later change is another closing."""
    rows = list(
        Outbox.objects.filter(use=use.pk)
        .order_by("id")
        .values_list("person", "channel", "state", "result", "done_at")
    )
    counts = Counter(state for *_, state, _, _ in rows)
    opened = (
        Outbox.objects.filter(use=use.pk)
        .exclude(state=Outbox.State.CANCELLED)
        .aggregate(last=Max("claimed_at"))["last"]
    )
    records = [
        {
            "use": use.reference, "person": person, "channel": channel, "outcome": state, "result": result,
            "done_at": done.isoformat() if done else None,
        }
        for person, channel, state, result, done in rows
    ]  # fmt: skip
    salts = fresh_salts(len(records))
    commitments = [commitment(salt, record) for salt, record in zip(salts, records, strict=True)]
    tree = PersonTree(commitments)
    leaf = append(
        "use.closed",
        public={
            "use": use.reference, "purpose": use.purpose_code, "persons": tree.root.hex(),
            "opened_until": instant(use.at + (opened - use.recorded_at)) if opened else None,
            **{state.value: counted(counts[state.value]) for state in STATES},
        },
        private={state.value: counts[state.value] for state in STATES},
        at=at,
        is_sample=use.is_sample,
    )  # fmt: skip
    closing = UseClosing.objects.create(
        use=use,
        leaf=leaf,
        root=tree.root,
        recorded_at=timezone.now(),
        **{state.value: counts[state.value] for state in STATES},
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _OUTCOMES,
            [
                closing.pk,
                [person for person, *_ in rows],
                salts,
                [json.dumps(record) for record in records],
                commitments,
                [tree.position_of(one) for one in commitments],
            ],
        )
