"""The file that shows that a person is not in a use or a month of benefits (``docs/spec/persons.md``)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import batched

from vethanam.benefits.cycle_tree import is_on_cycle, keys_of_cycle, stored_tree, tiles_of_cycle
from vethanam.benefits.models import Cycle
from vethanam.benefits.queries.cycles import cycle_named
from vethanam.errors import Unsound, typed
from vethanam.evidence.policies import head_for
from vethanam.journal import keys as journal_keys
from vethanam.journal import queries as journal
from vethanam.ledger import absences
from vethanam.ledger.absences import UseEntry, UseSecrets
from vethanam.ledger.label_trees import FILLED, LEAF_BYTES, ProvingTree
from vethanam.privacy.labels import (
    UseKeys,
    filler_of_use,
    keys_of_use,
    leaves_of_tree,
    made_secret_of,
    tree_of_use,
)
from vethanam.privacy.models import Use, UseSubject


def absence_from_use(reference: str, person: int) -> bytes:
    """The proof that a person is not in a use, or not in an approved month of benefits, for herself.

    Raises
    ------
    Unsound
        There is no such use, she is in it, its tree cannot show it, or the log has not signed it yet.
    """
    use = Use.objects.filter(reference=reference).first()
    if use is not None:
        return absence_under(use.leaf, person, *_tree_of_use(use, person))
    cycle = cycle_named(reference)
    if cycle is None or not hasattr(cycle, "approval"):
        raise Unsound("no_such_use", use=typed(reference, 40))
    return absence_under(cycle.approval.leaf, person, *_tree_of_cycle(cycle, person))


def _tree_of_use(use: Use, person: int) -> tuple[UseKeys, ProvingTree, Sequence[bytes]]:
    if not use.subjects:
        raise Unsound("use_of_nobody")
    if UseSubject.objects.filter(use=use, person=person).exists():
        raise Unsound("person_in_use")
    keys = keys_of_use(use.pk)
    if keys is None:
        raise Unsound("use_without_labels" if filler_of_use(use.pk) is None else "use_key_destroyed")
    tree = tree_of_use(use.pk, keys.filler)
    return keys, tree, leaves_of_tree(use.pk, keys.filler) if tree.size == FILLED else ()


def _tree_of_cycle(cycle: Cycle, person: int) -> tuple[UseKeys, ProvingTree, Sequence[bytes]]:
    if is_on_cycle(cycle, person):
        raise Unsound("person_in_use")
    tree, leaves = stored_tree(cycle), b""
    if tree.size == FILLED:
        leaves = b"".join(tiles_of_cycle(cycle.pk))
    return keys_of_cycle(cycle), tree, [bytes(leaf) for leaf in batched(leaves, LEAF_BYTES)]


def absence_under(leaf: int, person: int, keys: UseKeys, tree: ProvingTree, whole: Sequence[bytes]) -> bytes:
    """The proof that a person's label is not in the tree of an entry.

    Raises
    ------
    Unsound
        She is in it, or the log has not signed the entry yet.
    """
    place = journal.positions_of([leaf]).get(leaf)
    head = head_for({leaf}, place + 1) if place is not None else None
    entry = journal.entry(place) if head is not None and place is not None and place < head.size else None
    if head is None or entry is None:
        raise Unsound("not_signed_yet")
    return absences.absence(
        journal_keys.public_key(),
        head.note,
        UseEntry(entry.index, entry.leaf, journal.inclusion_proof(entry.index, head.size)),
        UseSecrets(made_secret_of(person), keys.key),
        tree,
        whole,
    )
