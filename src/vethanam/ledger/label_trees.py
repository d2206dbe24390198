"""The tree of a use, sorted by label: it proves who is in the use, and who is not (``docs/spec/persons.md``).

    label    = HMAC-SHA-256(s, "vethanam/label/2\\n" || k || reference)
    leaf     = label || commitment, 64 bytes; strictly ascending by label
    persons2 = SHA-256("vethanam/persons/2\\n" || number of leaves, 8 bytes big-endian || root)

``s`` is a secret of the person, ``k`` one of the use. Fewer than 100 people are filled up to 128 leaves.
"""

from __future__ import annotations

import hmac
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256, sha512

from vethanam.errors import Broken, Unsound
from vethanam.ledger.hashing import HASH_BYTES, leaf_hash
from vethanam.ledger.merkle import Tree, leaf_hashes, root_of
from vethanam.ledger.persons import PersonPath
from vethanam.ledger.proofs import root_of_path

SECRET_BYTES = 32
LEAF_BYTES = 64
#: a tree of fewer people is filled up, and stands whole in each proof of absence
FEW, FILLED = 100, 128
_LABEL, _ROOT = b"vethanam/label/2\n", b"vethanam/persons/2\n"
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))
_PADDING, _SECRET = b"vethanam/padding/2\n", b"vethanam/secret/2\n"


def label_of(secret: bytes, use_key: bytes, reference: str) -> bytes:
    """The label of the person with this secret in a use.

    >>> label_of(bytes(32), bytes(32), "a").hex()[:16]
    'f83c18dbf7dd6063'
    """
    return hmac.digest(secret, _LABEL + use_key + reference.encode(), "sha256")


def hmac_halves(secrets: bytes) -> tuple[bytes, bytes]:
    """The inner and outer padded key of HMAC, of secrets of 32 bytes one after another.

    With these a label is ``SHA-256(outer || 0x5c 32 times || SHA-256(inner || 0x36 32 times || text))``.
    """
    return secrets.translate(_INNER), secrets.translate(_OUTER)


def secret_of_half(inner: bytes) -> bytes:
    """The secret of an inner padded key."""
    return inner.translate(_INNER)


def secret_hash(secret: bytes) -> bytes:
    """The hash to which a contact's seal is bound."""
    return sha256(_SECRET + secret).digest()


def padding(filler: bytes, people: int) -> list[bytes]:
    """The leaves that fill up a tree of few people, from a secret that no proof holds."""
    count = FILLED - people if people < FEW else 0
    return [sha512(_PADDING + filler + bytes([place])).digest() for place in range(count)]


def label_leaves(labels: Iterable[bytes], commitments: Iterable[bytes], filler: bytes) -> list[bytes]:
    """The leaves of a tree in order.

    Raises
    ------
    Broken
        A label stands twice, or a label or commitment has another length.
    """
    leaves = [label + commitment for label, commitment in zip(labels, commitments, strict=True)]
    leaves += padding(filler, len(leaves))
    leaves.sort()
    if any(len(leaf) != LEAF_BYTES for leaf in leaves):
        raise Broken("not_a_commitment")
    if len({leaf[:HASH_BYTES] for leaf in leaves}) != len(leaves):
        raise Broken("label_twice")
    return leaves


def root_of_labels(leaves: Sequence[bytes]) -> bytes:
    """``persons2`` of leaves in order; no level of the tree is kept."""
    return bound_root(len(leaves), root_of(leaves))


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A leaf of a tree with its place."""

    leaf: bytes
    place: PersonPath

    @property
    def label(self) -> bytes:
        """The label of the leaf."""
        return self.leaf[:HASH_BYTES]

    def is_under(self, root: bytes) -> bool:
        """Whether ``root``, as in a leaf of the log, commits to it at this place."""
        return has_leaf(root, self.leaf, self.place)


class ProvingTree(ABC):
    """A tree that proves who is in it, and who is not."""

    #: the number of leaves
    size: int

    def path_of(self, label: bytes) -> PersonPath:
        """The place of a label.

        Raises
        ------
        Broken
            It is not in the tree.
        """
        position = self._place(label)
        if not self._holds(label, position):
            raise Broken("not_in_tree")
        return self._path(position)

    def around(self, label: bytes) -> list[Neighbour]:
        """The leaves on both sides of a label that is not in the tree.

        Raises
        ------
        Unsound
            The label is in the tree.
        """
        position = self._place(label)
        if self._holds(label, position):
            raise Unsound("label_in_tree")
        sides = [place for place in (position - 1, position) if 0 <= place < self.size]
        return [Neighbour(self._leaf(place), self._path(place)) for place in sides]

    def _holds(self, label: bytes, position: int) -> bool:
        return position < self.size and self._leaf(position).startswith(label)

    @abstractmethod
    def _place(self, label: bytes) -> int:
        """The number of leaves below a label."""

    @abstractmethod
    def _leaf(self, position: int) -> bytes: ...

    @abstractmethod
    def _path(self, position: int) -> PersonPath: ...


class LabelTree(ProvingTree):
    """A tree with all its levels, for proofs.

    >>> tree = LabelTree([bytes([n]) * 64 for n in range(100)])
    >>> [one.place.position for one in tree.around(bytes([7]) * 31 + b"x")]
    [7, 8]
    >>> [one.place.position for one in tree.around(bytes([99]) * 31 + b"x")]
    [99]
    """

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.leaves = leaves
        self.size = len(leaves)
        self._tree = Tree(leaf_hashes(leaves))

    @property
    def root(self) -> bytes:
        """``persons2``."""
        return bound_root(self.size, self._tree.root())

    def _place(self, label: bytes) -> int:
        return bisect_left(self.leaves, label)

    def _leaf(self, position: int) -> bytes:
        return self.leaves[position]

    def _path(self, position: int) -> PersonPath:
        return PersonPath(position, self.size, tuple(self._tree.inclusion(position)))


def has_leaf(root: bytes, leaf: bytes, place: PersonPath) -> bool:
    """Whether ``root``, as in a leaf of the log, commits to ``label || commitment`` at this place."""
    inner = root_of_path(leaf_hash(leaf), place.position, place.size, place.path)
    return inner is not None and bound_root(place.size, inner) == root


def first_unsorted(leaves: Sequence[bytes]) -> int | None:
    """The position of the first leaf with a label not above the label before; None in a sorted tree."""
    before = b""
    for position, leaf in enumerate(leaves):
        label = leaf[:HASH_BYTES]
        if label <= before:
            return position
        before = label
    return None


def leaves_in(file: bytes) -> list[bytes]:
    """The leaves of a published tree.

    Raises
    ------
    Unsound
        The file is not a whole number of leaves, or has fewer than 100.
    """
    if len(file) % LEAF_BYTES or len(file) < FEW * LEAF_BYTES:
        raise Unsound("not_a_tree")
    return list(_cut(file))


def _cut(file: bytes) -> Iterator[bytes]:
    return (file[start : start + LEAF_BYTES] for start in range(0, len(file), LEAF_BYTES))


def bound_root(size: int, root: bytes) -> bytes:
    """``persons2``: the root of a tree with its number of leaves."""
    return sha256(_ROOT + size.to_bytes(8, "big") + root).digest()
