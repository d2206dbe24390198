"""The tree under one leaf: all people of a mass event, without revealing anyone.

A mailing to five lakh people is one leaf. Its ``public.persons`` commits to a Merkle tree over one salted
commitment per person, sorted, so that the order reveals nothing either:

    persons = SHA-256("vethanam/persons/1\\n" || number of commitments, 8 bytes big-endian || root)

A person's proof is her salt and record, her position, the number, and the path. Outsiders see 32 bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from operator import eq

from vethanam.errors import Broken
from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.commitments import commitments, fresh_salts
from vethanam.ledger.hashing import HASH_BYTES, leaf_hash
from vethanam.ledger.merkle import Tree, leaf_hashes, root_of
from vethanam.ledger.proofs import root_of_path

LABEL = b"vethanam/persons/1\n"


@dataclass(frozen=True, slots=True)
class PersonPath:
    """The place of one commitment: position, number of commitments, and audit path."""

    position: int
    size: int
    path: tuple[bytes, ...]


class PersonTree:
    """A sorted tree of per-person commitments.

    Build it from the commitments in any order; ``root`` goes into the leaf as ``public["persons"]`` in hex,
    ``position_of`` is stored with each person, ``path_of`` is her proof.

    >>> tree = PersonTree([b"b" * 32, b"a" * 32])
    >>> tree.position_of(b"b" * 32), tree.size
    (1, 2)
    >>> has_person(tree.root, b"b" * 32, tree.path_of(b"b" * 32))
    True
    """

    def __init__(self, commitments: Iterable[bytes]) -> None:
        self.commitments: Sequence[bytes] = sorted(commitments)
        self._positions = {value: position for position, value in enumerate(self.commitments)}
        if len(self._positions) != len(self.commitments):
            raise Broken("person_twice")
        if any(len(value) != HASH_BYTES for value in self.commitments):
            raise Broken("not_a_commitment")
        self._tree = Tree(leaf_hashes(self.commitments))

    @property
    def size(self) -> int:
        """The number of people."""
        return len(self.commitments)

    @property
    def root(self) -> bytes:
        """The 32 bytes for the log's leaf: a hash over the number of people and the root of the tree."""
        return _bound(self.size, self._tree.root())

    def position_of(self, commitment: bytes) -> int:
        """The position of a commitment."""
        try:
            return self._positions[commitment]
        except KeyError:
            raise Broken("not_in_tree") from None

    def positions_of(self, commitments: Iterable[bytes]) -> list[int]:
        """The positions of some commitments."""
        try:
            return [self._positions[one] for one in commitments]
        except KeyError:
            raise Broken("commitment_not_in_tree") from None

    def path_of(self, commitment: bytes) -> PersonPath:
        """The proof of one commitment."""
        position = self.position_of(commitment)
        return PersonPath(position, self.size, tuple(self._tree.inclusion(position)))


def root_of_persons(commitments: Iterable[bytes]) -> bytes:
    """The root of :class:`PersonTree` where no proof is asked: no level of the tree is kept.

    >>> root_of_persons([b"b" * 32, b"a" * 32]) == PersonTree([b"a" * 32, b"b" * 32]).root
    True
    """
    ordered = sorted(commitments)
    if any(map(eq, ordered, islice(ordered, 1, None))):
        raise Broken("person_twice")
    if any(len(value) != HASH_BYTES for value in ordered):
        raise Broken("not_a_commitment")
    return _bound(len(ordered), root_of(ordered))


@dataclass(frozen=True, slots=True)
class CommittedTo:
    """Records with their salts, and the tree over their commitments, all in record order.

    ``texts`` are the canonical JSON of the records.
    """

    salts: Sequence[bytes]
    texts: Sequence[str]
    commitments: Sequence[bytes]
    tree: PersonTree

    @property
    def positions(self) -> list[int]:
        """The position of each commitment in the tree."""
        return self.tree.positions_of(self.commitments)


def commit_to(records: Iterable[Json]) -> CommittedTo:
    """Commit to a record per person, each under a new salt.

    >>> committed = commit_to([{"person": 1}, {"person": 2}])
    >>> committed.texts, sorted(committed.positions)
    (['{"person":1}', '{"person":2}'], [0, 1])
    """
    return commit_to_texts([canonical(record).decode() for record in records])


def commit_to_texts(texts: Sequence[str]) -> CommittedTo:
    """Commit to each person's record, given in canonical text."""
    salts = fresh_salts(len(texts))
    made = commitments(salts, texts)
    return CommittedTo(salts, texts, made, PersonTree(made))


def has_person(root: bytes, commitment: bytes, proof: PersonPath) -> bool:
    """Whether ``root``, as in a leaf, commits to this commitment at this place."""
    inner = root_of_path(leaf_hash(commitment), proof.position, proof.size, proof.path)
    return inner is not None and _bound(proof.size, inner) == root


def _bound(size: int, root: bytes) -> bytes:
    return sha256(LABEL + size.to_bytes(8, "big") + root).digest()
