"""The second leaf of a use: the outcome of its messages, in counts and under a root with
a place per person.
"""

from __future__ import annotations

from collections import Counter

import polars as pl
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from vethanam.bulk import copy_rows
from vethanam.journal.actions import append
from vethanam.ledger.leaves import instant
from vethanam.ledger.persons import commit_to
from vethanam.privacy.counts import counted
from vethanam.privacy.models import Outbox, Use, UseClosing
from vethanam.privacy.outcome_trees import store_outcome_tiles
from vethanam.privacy.use_times import time_of_use

STATES = (
    Outbox.State.ACCEPTED,
    Outbox.State.SENT,
    Outbox.State.FAILED,
    Outbox.State.UNCERTAIN,
    Outbox.State.CANCELLED,
)


@transaction.atomic
def close_use(use: Use, log: str) -> None:
    """Log the outcome of a use with no message left open. A later change is another closing. ``log`` is the
    name of the log.
    """
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
    committed = commit_to(records)
    leaf = append(
        "use.closed",
        public={
            "use": use.reference, "purpose": use.purpose_code, "persons": committed.tree.root.hex(),
            "opened_until": instant(time_of_use(use, opened, log)) if opened else None,
            **{state.value: counted(counts[state.value]) for state in STATES},
        },
        private={state.value: counts[state.value] for state in STATES},
        at=time_of_use(use, timezone.now(), log),
        is_sample=use.is_sample,
    )  # fmt: skip
    closing = UseClosing.objects.create(
        use=use,
        leaf=leaf,
        root=committed.tree.root,
        recorded_at=timezone.now(),
        **{state.value: counts[state.value] for state in STATES},
    )
    outcomes = pl.DataFrame(
        {
            "person": [person for person, *_ in rows],
            "salt": committed.salts,
            "record": committed.texts,
            "commitment": committed.commitments,
            "position": committed.positions,
        }
    )
    copy_rows("privacy_subjectoutcome", outcomes.with_columns(closing_id=pl.lit(closing.pk)))
    store_outcome_tiles(closing.pk, committed.tree.commitments)
