"""Staging entries, and destroying what opens them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    """One thing that happened: ``public`` is for everybody for ever, ``private`` is committed to."""

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

    The id is the entry's for ever; its place in the log is known once the sequencer took it
    (:func:`~vethanam.journal.queries.position_of`). Nothing of it stands if the transaction is rolled back,
    so what must not happen unlogged happens in a later transaction.

    Parameters
    ----------
    public
        JSON for everybody: codes, counts, hashes. Nothing personal; no floats.
    private
        JSON that is committed to under a fresh salt and kept as an opening, which can be destroyed.
    at
        Business time; real time is added here.

    Raises
    ------
    Unsound
        ``public`` holds an e-mail address or a phone number.
    Broken
        ``public`` names something personal, or the leaf would be too long.
    """
    return append_many([Event(kind, public, private, at, is_sample)])[0]


@transaction.atomic
def append_many(events: Sequence[Event]) -> list[int]:
    """Stage many entries; their ids in the order given."""
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


@transaction.atomic
def destroy_openings(staged_ids: Collection[int], *, at: datetime, is_sample: bool) -> int:
    """Destroy salts and private parts of entries, and log how many. The commitments turn into noise.

    Nothing is logged when none of them is left.
    """
    count, _ = Opening.objects.filter(pk__in=staged_ids).delete()
    if count:
        append("openings_destroyed", public={"count": count}, private=None, at=at, is_sample=is_sample)
    return count


def _leaf(event: Event, salt: bytes, logged_at: datetime) -> bytes:
    return leaf_bytes(
        event.kind,
        public=event.public,
        commitment=commitment(salt, event.private) if event.private is not None else None,
        at=event.at,
        logged_at=logged_at,
        is_sample=event.is_sample,
    )
