"""A person's proof that she is on a roll, or that she is not (``docs/spec/roll.md``)."""

from __future__ import annotations

from vethanam.errors import Unsound
from vethanam.evidence.absences import absence_under
from vethanam.evidence.bundles import proven_entries
from vethanam.evidence.rolls import roll_named
from vethanam.journal import keys
from vethanam.ledger import bundles
from vethanam.ledger.bundles import PersonOpening
from vethanam.ledger.label_trees import FILLED
from vethanam.privacy.models import RollLine
from vethanam.privacy.rolls import leaves_of_roll, record_of, roll_keys, salt_of, tree_of_roll


def proof_of_roll(reference: str, person: int) -> bytes:
    """The proof for a person: her line under the entry of the roll, or that no line is hers.

    Raises
    ------
    Unsound
        There is no such roll, it is not made, or the log has not signed it yet.
    """
    roll = roll_named(reference)
    made = getattr(roll, "made", None)
    if made is None:
        raise Unsound("roll_not_made", roll=roll.reference)
    tree = tree_of_roll(made)
    line = RollLine.objects.select_related("roll").filter(roll=roll, person=person).first()
    if line is None:
        whole = leaves_of_roll(made) if tree.size == FILLED else ()
        return absence_under(made.leaf, person, roll_keys(made), tree, whole)
    label = bytes(line.label)
    opening = PersonOpening(salt_of(made, line), record_of(line), tree.path_of(label), label)
    head, entries = proven_entries({made.leaf}, {made.leaf: [opening]})
    return bundles.bundle(keys.public_key(), head, entries)
