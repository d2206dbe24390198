"""Files for a person to take away. Each is one canonical JSON document (``docs/spec/bundle.md``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from vethanam.errors import Unsound
from vethanam.evidence.policies import head_for, leaves_of_policies, whole_heads
from vethanam.evidence.queries import (
    Record,
    leaves_approving,
    leaves_erasing,
    leaves_of_use,
    record_of_payslip,
    records_of_person,
    records_of_use,
)
from vethanam.identity.signers import leaves_behind
from vethanam.journal import keys
from vethanam.journal import queries as journal
from vethanam.ledger import bundles
from vethanam.ledger.bundles import ErasedPerson, Opening, PersonOpening, ProvenEntry
from vethanam.ledger.leaves import leaf_in
from vethanam.payroll.models import Payslip
from vethanam.privacy.labels import secret_of

MOST_HEADS = 200


def bundle_of_use(use: int, person: int) -> bytes:
    """One use for one person: its leaves with their approvals and keys, the decision about her, its outcome.

    Once her record was destroyed by rule, the bundle has its place and the entry that announced it.

    It holds nothing about others, and no private part of the requesting office.

    Raises
    ------
    Unsound
        The use is not about her, her record is missing, or the log has not signed it yet.
    """
    erasing = leaves_erasing(use)
    return _of_person(records_of_use(use, person), [*leaves_of_use(use), *erasing], is_erased=bool(erasing))


def bundle_of_payslip(slip: Payslip) -> bytes:
    """A payslip's record under the entry of its passed bill.

    Raises
    ------
    Unsound
        Its opening was destroyed, or the log has not signed the entry yet.
    """
    return _of_person([record_of_payslip(slip)], ())


def bundle_of_person(person: int) -> bytes:
    """Every record of one person in the log that is signed and can still be opened, with her secret."""
    records = records_of_person(person)
    signed = journal.positions_of({record.staged for record in records})
    shown = [record for record in records if record.staged in signed and record.opening]
    return _of_person(shown, (), secret_of(person))


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


def _of_person(
    records: Sequence[Record], also: Collection[int], secret: bytes | None = None, *, is_erased: bool = False
) -> bytes:
    """Her records under their leaves; leaves of ``also`` without a record of hers are added plain."""
    if not records:
        raise Unsound("not_concerned")
    opened: dict[int, list[PersonOpening | ErasedPerson]] = {}
    for record in records:
        shown = record.opening or (record.erased if is_erased else None)
        if shown is None:
            raise Unsound("opening_destroyed")
        opened.setdefault(record.staged, []).append(shown)
    return _bundle({*opened, *also}, opened, is_opened=False, secret=secret)


def _bundle(
    staged: Collection[int],
    persons: dict[int, list[PersonOpening | ErasedPerson]],
    *,
    is_opened: bool,
    secret: bytes | None = None,
) -> bytes:
    head, entries = proven_entries(staged, persons, staged if is_opened else ())
    return bundles.bundle(keys.public_key(), head, entries, secret)


def proven_entries(
    staged: Collection[int],
    persons: Mapping[int, Sequence[PersonOpening | ErasedPerson]] | None = None,
    opened: Collection[int] = (),
) -> tuple[str, list[ProvenEntry]]:
    """The note of a head, and entries under it: some staged ones with what a verifier needs beside them.

    ``persons`` are records under some of them; the private parts of ``opened`` are shown.

    Raises
    ------
    Unsound
        The log has not signed one of them yet.
    """
    asked = {*staged} | (leaves_approving(staged) if staged else set())
    policies = leaves_of_policies(asked)
    behind = leaves_behind(asked | policies) | policies
    places = journal.positions_of(asked | behind)
    head = head_for(asked, max((places[one] for one in asked & {*places}), default=0) + 1)
    if head is None or any(place not in places or places[place] >= head.size for place in asked) or not asked:
        raise Unsound("not_signed_yet")
    entries = []
    proven = journal.proven_at([place for place in places.values() if place < head.size], head.size)
    for entry, proof in proven.values():
        one = entry.staged
        if one in asked or leaf_in(entry.leaf) is not None:
            private = _private(one) if one in opened else None
            entries.append(ProvenEntry(entry.index, entry.leaf, proof, private, (persons or {}).get(one, ())))
    return head.note, entries


def _private(staged: int) -> Opening | None:
    found = journal.opening_of(staged)
    return Opening(found.salt, found.private) if found else None
