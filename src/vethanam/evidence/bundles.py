"""Files for a person to take away. Each is one canonical JSON document (``docs/spec/bundle.md``)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from vethanam.errors import Unsound
from vethanam.evidence.policies import head_for, leaves_of_policies, whole_heads
from vethanam.evidence.queries import (
    Record,
    leaves_approving,
    leaves_of_use,
    records_of_person,
    records_of_use,
)
from vethanam.identity.signers import leaves_behind
from vethanam.journal import keys
from vethanam.journal import queries as journal
from vethanam.ledger import bundles
from vethanam.ledger.bundles import Opening, PersonOpening, ProvenEntry

MOST_HEADS = 200


def bundle_of_use(use: int, person: int) -> bytes:
    """One use for one person: its leaves with their approvals and keys, the decision about her, its outcome.

    It holds nothing about others, and no private part of the requesting office.

    Raises
    ------
    Unsound
        The use is not about her, her record was destroyed, or the log has not signed it yet.
    """
    return _of_person(records_of_use(use, person), leaves_of_use(use))


def bundle_of_person(person: int) -> bytes:
    """Every record of one person in the log that is signed and can still be opened."""
    records = records_of_person(person)
    signed = journal.positions_of({record.staged for record in records})
    return _of_person([record for record in records if record.staged in signed and record.opening], ())


def bundle_of_entries(staged: Collection[int], *, is_opened: bool = False) -> bytes:
    """Any entries; with their private parts for an authorised reader, such as a court."""
    return _bundle(staged, {}, is_opened=is_opened)


def whole_log() -> bytes:
    """Every leaf under the latest head, with earlier heads to narrow down a fault. Nothing is opened."""
    heads = journal.heads(MOST_HEADS)
    if not heads or not heads[-1].size:
        raise Unsound("no_signed_head")
    leaves = (entry.leaf for entry in journal.entries(0, heads[-1].size))
    return bundles.whole_log(keys.public_key(), whole_heads(heads), leaves)


def _of_person(records: Sequence[Record], also: Collection[int]) -> bytes:
    """Her records under their leaves; leaves of ``also`` without a record of hers are added plain."""
    if not records:
        raise Unsound("not_concerned")
    opened: dict[int, list[PersonOpening]] = {}
    for record in records:
        if record.opening is None:
            raise Unsound("opening_destroyed")
        opened.setdefault(record.staged, []).append(record.opening)
    return _bundle({*opened, *also}, opened, is_opened=False)


def _bundle(staged: Collection[int], opened: dict[int, list[PersonOpening]], *, is_opened: bool) -> bytes:
    staged = {*staged, *leaves_approving(staged)} if staged else staged
    policies = leaves_of_policies(staged)
    asked, behind = {*staged}, leaves_behind({*staged, *policies}) | policies
    places = journal.positions_of(asked | behind)
    head = head_for(staged, max((places[one] for one in asked & {*places}), default=0) + 1)
    if head is None or any(place not in places or places[place] >= head.size for place in asked) or not asked:
        raise Unsound("not_signed_yet")
    entries = []
    for one in (one for one, place in places.items() if place < head.size):
        entry = journal.entry(places[one])
        if entry is not None:
            proof = journal.inclusion_proof(entry.index, head.size)
            private = _private(one) if is_opened and one in asked else None
            entries.append(ProvenEntry(entry.index, entry.leaf, proof, private, opened.get(one, ())))
    return bundles.bundle(keys.public_key(), head.note, entries)


def _private(staged: int) -> Opening | None:
    found = journal.opening_of(staged)
    return Opening(found.salt, found.private) if found else None
