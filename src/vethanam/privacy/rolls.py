"""Rolls of affected people: signatures, trees, and the lines of a person (``docs/spec/roll.md``)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import batched
from typing import Any

from django.db.models import QuerySet

from vethanam.errors import Finding
from vethanam.identity.signed_leaves import signed_leaf
from vethanam.journal import keys
from vethanam.journal.queries import is_under_head, leaf_content
from vethanam.ledger.canonical import Json
from vethanam.ledger.commitments import salts_of
from vethanam.ledger.label_tiles import TiledTree
from vethanam.ledger.label_trees import FEW, LEAF_BYTES, LabelTree, ProvingTree, label_leaves
from vethanam.ledger.notes import VerifierKey
from vethanam.privacy.labels import UseKeys
from vethanam.privacy.models import MadeRoll, Roll, RollConfirmation, RollLine, RollTile

#: kinds of their entries, and the acts under both signatures
ASKED, CONFIRMED, MADE, CLAIMED = "roll.asked", "roll.confirmed", "roll.made", "claim.made"
MAKES, CONFIRMS = "make_roll", "confirm_roll"
#: the roles of the two who sign
LAW, PROTECTION = "law_officer", "data_protection_officer"
#: kind of entry, act and role of each step
_ASKS, _CONFIRMS = (ASKED, MAKES, LAW), (CONFIRMED, CONFIRMS, PROTECTION)


_LETTERS = "abcdefghjkmnpqrstvwxyz"


def fresh_name(kind: str) -> str:
    """A random name, such as ``ROLL-kqwmzbtrhnda``: letters alone never look like a phone number."""
    return f"{kind}-{''.join(secrets.choice(_LETTERS) for _ in range(12))}"


def statement_of_ask(of: str, subject: str) -> dict[str, Json]:
    """The statement that the law officer signs."""
    return {"of": of, "subject": subject}


def statement_of_roll(roll: Roll) -> dict[str, Json]:
    """The statement that the data protection officer signs."""
    return {"roll": roll.reference, "of": roll.of, "subject": roll.subject}


def is_confirmed_by_two(roll: Roll, log_key: VerifierKey) -> bool:
    """Whether two persons signed a roll, each in the role, in entries under a signed head."""
    confirmation = getattr(roll, "confirmation", None)
    if confirmation is None:
        return False
    first, second = _asked_by(roll, log_key), _confirmed_by(confirmation, log_key)
    return any(one != other for one in first for other in second)


def is_asked(roll: Roll) -> bool:
    """Whether a roll counts for pages and acts: the log proves that a law officer signed it, or has not taken
    its signed entry yet.
    """
    return _stands(roll.leaf, lambda key: bool(_asked_by(roll, key)))


def is_confirmed(roll: Roll) -> bool:
    """Whether a roll has a confirmation that counts, as :func:`is_asked` says of the roll."""
    found: RollConfirmation | None = getattr(roll, "confirmation", None)
    return found is not None and _stands(found.leaf, lambda key: bool(_confirmed_by(found, key)))


def unproven_rolls() -> Iterator[Finding]:
    """For ``vethanam check``: rolls and confirmations that no signature proves."""
    key = keys.public_key()
    for roll in Roll.objects.select_related("confirmation").order_by("pk"):
        found = getattr(roll, "confirmation", None)
        is_false = is_under_head(roll.leaf, key) and not _asked_by(roll, key)
        if is_false or (found and is_under_head(found.leaf, key) and not _confirmed_by(found, key)):
            yield Finding(f"Roll {roll.reference}", "roll_unproven")


def _stands(staged: int, is_proven: Callable[[VerifierKey], bool]) -> bool:
    if is_under_head(staged):
        return is_proven(keys.public_key())
    return isinstance(leaf_content(staged)["public"].get("signed"), Mapping)


def _asked_by(roll: Roll, log_key: VerifierKey) -> list[str]:
    """The law officers who signed that they ask for a roll."""
    return _signers(roll.leaf, roll, _ASKS, statement_of_ask(roll.of, roll.subject), log_key)


def _confirmed_by(confirmation: RollConfirmation, log_key: VerifierKey) -> list[str]:
    """The data protection officers who signed a confirmation."""
    roll = confirmation.roll
    return _signers(confirmation.leaf, roll, _CONFIRMS, statement_of_roll(roll), log_key)


def line_record(roll: str, row: Sequence[Any]) -> dict[str, Json]:
    """The record of a line: ``row`` has number, class, district, uses, messages, first and last day."""
    number, class_of, district, uses, messages, first, last = row
    return {
        "roll": roll, "line": number, "class": class_of, "district": district, "uses": uses,
        "messages": messages, "first": _iso(first), "last": _iso(last),
    }  # fmt: skip


def record_of(line: RollLine) -> dict[str, Json]:
    """The record of a stored line."""
    return line_record(
        line.roll.reference,
        (line.number, line.class_of, line.district, line.uses, line.messages, line.first, line.last),
    )


def salt_of(made: MadeRoll, line: RollLine) -> bytes:
    """The salt of a line, made from the secret of its roll."""
    return salts_of(bytes(made.salts), [str(line.number)])[0]


def made_rolls() -> QuerySet[MadeRoll]:
    """The rolls that are made, newest first."""
    return MadeRoll.objects.select_related("roll").order_by("-roll")


def people_on(names: Sequence[str]) -> list[int]:
    """The people on made rolls of these names."""
    rolls = MadeRoll.objects.filter(roll__reference__in=list(names)).values("roll")
    return list(RollLine.objects.filter(roll__in=rolls).values_list("person", flat=True))


def lines_of_person(person: int) -> list[RollLine]:
    """A person's lines, newest roll first."""
    rows = RollLine.objects.filter(person=person, roll__in=MadeRoll.objects.values("roll"))
    return list(rows.select_related("roll", "roll__made", "claim").order_by("-roll"))


def roll_keys(made: MadeRoll) -> UseKeys:
    """The key of a roll's labels, and the secret that fills up a tree of few people."""
    return UseKeys(bytes(made.key), bytes(made.filler))


def tree_of_roll(made: MadeRoll) -> ProvingTree:
    """The tree of a roll, for proofs: a few tiles of a large one, a small one whole."""
    if made.lines < FEW:
        return LabelTree(leaves_of_roll(made))
    tiles = RollTile.objects.filter(roll=made.roll_id).order_by("number")
    found = list(tiles.values_list("first", "hash"))
    return TiledTree(
        [bytes(first) for first, _ in found],
        [bytes(value) for _, value in found],
        lambda number: bytes(tiles.values_list("leaves", flat=True).get(number=number)),
    )


def leaves_of_roll(made: MadeRoll) -> list[bytes]:
    """The leaves of a roll's tree in order."""
    if made.lines >= FEW:
        return [bytes(leaf) for leaf in batched(b"".join(tiles_of_roll(made.roll_id)), LEAF_BYTES)]
    rows = RollLine.objects.filter(roll=made.roll_id).values_list("label", "commitment")
    labels, commitments = zip(*rows, strict=True)
    return label_leaves(map(bytes, labels), map(bytes, commitments), bytes(made.filler))


def published_trees() -> Iterator[tuple[str, int]]:
    """``persons2`` of each roll of 100 people or more, and the roll."""
    rows = MadeRoll.objects.filter(lines__gte=FEW).order_by("roll").values_list("root", "roll")
    return ((bytes(root).hex(), roll) for root, roll in rows.iterator())


def published_tree(root: bytes) -> Iterator[bytes] | None:
    """A published tree, tile by tile; None if there is none of this root."""
    found = MadeRoll.objects.filter(lines__gte=FEW, root=root).values_list("roll", flat=True).first()
    return None if found is None else tiles_of_roll(found)


def tiles_of_roll(roll: int) -> Iterator[bytes]:
    """The leaves of the tree of a roll, tile by tile."""
    rows = RollTile.objects.filter(roll=roll).order_by("number").values_list("leaves", flat=True)
    return (bytes(leaves) for leaves in rows.iterator(chunk_size=100))


def _signers(
    staged: int, roll: Roll, step: tuple[str, str, str], says: dict[str, Json], log_key: VerifierKey
) -> list[str]:
    kind, act, role = step
    leaf = signed_leaf(staged, log_key)
    if leaf is None or leaf.kind != kind or leaf.public.get("roll") != roll.reference:
        return []
    found = leaf.signers_of("signed", says, act)
    return [str(one.holder) for one in found if one.role == role and one.holds(role)]


def _iso(day: date | str) -> str:
    return day if isinstance(day, str) else day.isoformat()
