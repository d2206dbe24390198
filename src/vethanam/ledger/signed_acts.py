"""The commitment a person signs for an act, and the proof that a statement was in her signed list.

    commitment = SHA-256("vethanam/act/1\\n" || canonical JSON of {"act", "also", "count", "root"})
    root       = RFC 9162 tree over the canonical JSON of each statement, in the order of the list

One signature covers a list: the leaf ``act.signed`` has the commitment, the leaf of each item its place and
its path to the root. The statement of an item is then enough to prove that it was signed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from vethanam.errors import Broken
from vethanam.ledger import proofs
from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.merkle import Tree, leaf_hashes

LABEL = b"vethanam/act/1\n"


@dataclass(frozen=True, slots=True)
class SignedList:
    """The statements under one signature. ``also`` is signed about the act as a whole."""

    act: str
    statements: tuple[Mapping[str, Json], ...]
    also: Mapping[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.statements:
            raise Broken("nothing_is_signed", act=self.act)

    @property
    def tree(self) -> Tree:
        """The tree over the statements."""
        return Tree(leaf_hashes(canonical(dict(one)) for one in self.statements))

    @property
    def commitment(self) -> bytes:
        """The 32 bytes for the whole list."""
        return commitment_over(self.act, self.tree.root(), len(self.statements), self.also)

    def parts(self) -> list[dict[str, Json]]:
        """The part for each statement's own leaf: commitment, act as a whole, place and path."""
        tree, count = self.tree, len(self.statements)
        commitment = commitment_over(self.act, tree.root(), count, self.also).hex()
        return [
            {
                "approves": commitment,
                "act": self.act,
                "also": dict(self.also),
                "place": place,
                "count": count,
                "path": [one.hex() for one in tree.inclusion(place)],
            }
            for place in range(count)
        ]


def commitment_over(act: str, root: bytes, count: int, also: Mapping[str, Json]) -> bytes:
    """The commitment over a tree of statements."""
    content: dict[str, Json] = {"act": act, "also": dict(also), "count": count, "root": root.hex()}
    return sha256(LABEL + canonical(content)).digest()


def is_covered(statement: Mapping[str, Json], part: Mapping[str, Json]) -> bool:
    """Whether a statement is at its place under the commitment in a leaf.

    >>> listed = SignedList("pass", ({"bill": "2026/0412/1"}, {"bill": "2026/0412/2"}))
    >>> is_covered({"bill": "2026/0412/2"}, listed.parts()[1])
    True
    >>> is_covered({"bill": "2026/0412/3"}, listed.parts()[1])
    False
    """
    try:
        place, count, path = part["place"], part["count"], part["path"]
        if not isinstance(place, int) or not isinstance(count, int) or not isinstance(path, Sequence):
            return False
        hashes = [bytes.fromhex(str(one)) for one in path]
        also = part["also"]
        root = proofs.root_of_path(leaf_hash(canonical(dict(statement))), place, count, hashes)
    except (KeyError, ValueError):
        return False
    if root is None or not isinstance(also, Mapping):
        return False
    return commitment_over(str(part.get("act")), root, count, also).hex() == part.get("approves")
