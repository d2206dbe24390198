"""The list of everything the log holds about a person, with the map that shows that it is complete
(``docs/spec/map.md``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vethanam.errors import Broken, Unsound
from vethanam.evidence.policies import head_for
from vethanam.evidence.queries import Record, uses_in_map
from vethanam.journal import keys as journal_keys
from vethanam.journal import queries as journal
from vethanam.journal.queries import Entry
from vethanam.ledger.absences import UseEntry, UseSecrets
from vethanam.ledger.bundles import ProvenEntry
from vethanam.ledger.day_maps import ClosedEntry, person_map
from vethanam.privacy.day_maps import latest_map, line_label, map_keys, tree_of_map
from vethanam.privacy.labels import secret_of


def complete_list(
    person: int, *, is_same_later: bool = False, known: Mapping[int, Record] | None = None
) -> bytes:
    """Every use about a person up to the latest map, for herself.

    With ``is_same_later`` it stands under the first head over the map, so that it has the same bytes until
    the next map. ``known`` are her records that were read before, by staged entry.

    Raises
    ------
    Unsound
        There is no map yet, or it has no line for her yet.
    """
    latest, label, secret = latest_map(), line_label(person), secret_of(person)
    if latest is None:
        raise Unsound("no_map_yet")
    if label is None or secret is None:
        raise Unsound("not_in_map_yet", day=latest.day)
    uses = uses_in_map(person, latest.covers, known)
    place = journal.position_of(latest.leaf)
    head = None
    if place is not None:
        staged = {record.staged for _, record, _ in uses}
        head = journal.first_head_over(place) if is_same_later else head_for(staged, place + 1)
    entry = journal.entry(place) if head is not None and place is not None and place < head.size else None
    if head is None or entry is None:
        raise Unsound("not_signed_yet")
    proven = journal.proven_at([index for index, record, _ in uses if record.opening], head.size)
    return person_map(
        journal_keys.public_key(),
        head.note,
        UseEntry(entry.index, entry.leaf, journal.inclusion_proof(entry.index, head.size)),
        UseSecrets(secret, map_keys(latest.year).key),
        tree_of_map(latest).path_of(label),
        [_entry(place, record, committed, proven) for place, record, committed in uses],
    )


def _entry(
    place: int, record: Record, committed: bytes, proven: Mapping[int, tuple[Entry, Sequence[bytes]]]
) -> ProvenEntry | ClosedEntry:
    """A record, opened where its opening is kept."""
    if record.opening is None:
        return ClosedEntry(place, committed)
    if place not in proven:
        raise Broken("not_in_tree")
    entry, path = proven[place]
    return ProvenEntry(place, entry.leaf, path, persons=[record.opening])
