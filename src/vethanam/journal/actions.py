"""Stage entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from vethanam.journal.models import Opening, Staged
from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.commitments import commitment, fresh_salts
from vethanam.ledger.leaves import leaf_bytes

_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Event:
    """One event: ``public`` is permanent and for everybody, ``private`` is only committed to."""

    kind: str
    public: Mapping[str, Json]
    private: Mapping[str, Json] | None
    at: datetime
    is_sample: bool


def append(
    kind: str,
    *,
    public: Mapping[str, Json],
    private: Mapping[str, Json] | None,
    at: datetime,
    is_sample: bool,
) -> int:
    """Stage one entry in the caller's transaction and return its id.

    The id is permanent; the place in the log is known after the sequencer took the entry
    (:func:`~vethanam.journal.queries.position_of`). A rollback removes it, so an effect that needs a leaf
    belongs in a later transaction.

    Parameters
    ----------
    public
        JSON for everybody: codes, counts, hashes. Nothing personal; no floats.
    private
        JSON committed to under a new salt and stored as an opening, which can be destroyed.
    at
        Business time; real time is added here.

    Raises
    ------
    Unsound
        ``public`` holds an e-mail address or a phone number.
    Broken
        ``public`` names something personal, or the leaf is too long.
    """
    return append_many([Event(kind, public, private, at, is_sample)])[0]


@transaction.atomic
def append_many(events: Sequence[Event]) -> list[int]:
    """Stage many entries; returns their ids in order."""
    logged_at = timezone.now()
    salts = fresh_salts(len(events))
    rows = [Staged(leaf=_leaf(event, salt, logged_at)) for event, salt in zip(events, salts, strict=True)]
    Staged.objects.bulk_create(rows, batch_size=_ROWS)
    Opening.objects.bulk_create(
        [
            Opening(staged_id=row.pk, salt=salt, private=canonical(event.private))
            for row, event, salt in zip(rows, events, salts, strict=True)
            if event.private is not None
        ],
        batch_size=_ROWS,
    )
    return [row.pk for row in rows]


def _leaf(event: Event, salt: bytes, logged_at: datetime) -> bytes:
    return leaf_bytes(
        event.kind,
        public=event.public,
        commitment=commitment(salt, event.private) if event.private is not None else None,
        at=event.at,
        logged_at=logged_at,
        is_sample=event.is_sample,
    )
