"""Rolls of affected people: signatures, trees, and the lines of a person (``docs/spec/roll.md``)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import batched
from typing import Any

from django.db.models import QuerySet

from vethanam.identity.signed_leaves import SignedLeaf, signed_leaf
from vethanam.ledger.canonical import Json
from vethanam.ledger.commitments import salts_of
from vethanam.ledger.label_tiles import TiledTree
from vethanam.ledger.label_trees import FEW, LEAF_BYTES, LabelTree, ProvingTree, label_leaves
from vethanam.ledger.notes import VerifierKey
from vethanam.privacy.labels import UseKeys
from vethanam.privacy.models import MadeRoll, Roll, RollLine, RollTile

#: kinds of their entries, and the acts under both signatures
ASKED, CONFIRMED, MADE, CLAIMED = "roll.asked", "roll.confirmed", "roll.made", "claim.made"
MAKES, CONFIRMS = "make_roll", "confirm_roll"
#: the roles of the two who sign
LAW, PROTECTION = "law_officer", "data_protection_officer"


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
    asked, confirmed = signed_leaf(roll.leaf, log_key), signed_leaf(confirmation.leaf, log_key)
    if asked is None or confirmed is None:
        return False
    first = _holders(asked, ASKED, statement_of_ask(roll.of, roll.subject), MAKES, LAW)
    second = _holders(confirmed, CONFIRMED, statement_of_roll(roll), CONFIRMS, PROTECTION)
    is_same = {asked.public.get("roll"), confirmed.public.get("roll")} == {roll.reference}
    return is_same and any(one != other for one in first for other in second)


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


def _holders(leaf: SignedLeaf, kind: str, says: dict[str, Json], act: str, role: str) -> list[str]:
    if leaf.kind != kind:
        return []
    found = leaf.signers_of("signed", says, act)
    return [str(one.holder) for one in found if one.role == role and one.holds(role)]


def _iso(day: date | str) -> str:
    return day if isinstance(day, str) else day.isoformat()
