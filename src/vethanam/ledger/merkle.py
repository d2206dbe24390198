"""The Merkle tree of RFC 9162 section 2.1 (the tree of RFC 6962) over SHA-256.

    leaf hash = SHA-256(0x00 || leaf)
    node hash = SHA-256(0x01 || left || right)
    root of no leaf = SHA-256("")

A *place* is ``(level, index)``: the complete subtree over leaves ``index << level`` up to ``(index + 1) <<
level``. A complete subtree never changes, so its hash is stored once; all other hashes are folded from those.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from vethanam.errors import Broken
from vethanam.ledger import proofs
from vethanam.ledger.hashing import EMPTY_ROOT, fold

__all__ = ["Frontier", "Grown", "Tree", "leaf_hashes", "root_of"]


def leaf_hashes(leaves: Iterable[bytes]) -> list[bytes]:
    """The leaf hash of each leaf, in bulk."""
    digest = sha256
    return [digest(b"\x00" + leaf).digest() for leaf in leaves]


@dataclass(frozen=True, slots=True)
class Grown:
    """Newly complete nodes of one level, from index ``start``. Level 0 are the leaves."""

    level: int
    start: int
    hashes: Sequence[bytes]


@dataclass(slots=True)
class Frontier:
    """The state for appending: the size and the roots of the complete subtrees, by level.

    ``peaks[level]`` is present exactly if bit ``level`` of ``size`` is one.
    """

    size: int = 0
    peaks: dict[int, bytes] = field(default_factory=dict)

    def append(self, hashes: Sequence[bytes]) -> list[Grown]:
        """Append leaf hashes; returns the newly complete nodes, level by level from the leaves up."""
        digest, level, start, nodes = sha256, 0, self.size, list(hashes)
        self.size += len(nodes)
        grown = []
        while nodes:
            grown.append(Grown(level, start, nodes))
            if start & 1:
                nodes, start = [self.peaks.pop(level), *nodes], start - 1
            if len(nodes) & 1:
                self.peaks[level] = nodes[-1]
            pairs = zip(nodes[::2], nodes[1::2], strict=False)
            nodes = [digest(b"\x01" + left + right).digest() for left, right in pairs]
            level, start = level + 1, start >> 1
        return grown

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        return (
            fold([self.peaks[level] for level in sorted(self.peaks, reverse=True)])
            if self.size
            else EMPTY_ROOT
        )


class Tree:
    """A tree with all its levels in memory, for proofs of any leaf at any size.

    >>> from vethanam.ledger.hashing import leaf_hash
    >>> tree = Tree(leaf_hashes([b"a", b"b", b"c"]))
    >>> proofs.is_included(leaf_hash(b"b"), 1, 3, tree.inclusion(1), tree.root())
    True
    """

    def __init__(self, hashes: Sequence[bytes] = ()) -> None:
        self._frontier = Frontier()
        self._levels: list[list[bytes]] = []
        self.append(hashes)

    def append(self, hashes: Sequence[bytes]) -> None:
        """Append leaf hashes."""
        for grown in self._frontier.append(hashes):
            if grown.level == len(self._levels):
                self._levels.append([])
            self._levels[grown.level].extend(grown.hashes)

    @property
    def size(self) -> int:
        """The number of leaves."""
        return self._frontier.size

    def root(self, size: int | None = None) -> bytes:
        """The root now, or at an earlier ``size``."""
        if size is None or size == self.size:
            return self._frontier.root
        if not 0 <= size < self.size:
            raise Broken("no_root_of_size", size=self.size, asked=size)
        return (
            fold([self._node(level, index) for level, index in proofs.places(0, size)])
            if size
            else EMPTY_ROOT
        )

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The audit path of a leaf now, or at an earlier ``size``."""
        return proofs.hashes_of(proofs.inclusion_plan(index, self._known(size)), self._node)

    def consistency(self, old: int, size: int | None = None) -> list[bytes]:
        """The proof that the first ``old`` leaves are a prefix of the tree now, or at ``size``."""
        return proofs.hashes_of(proofs.consistency_plan(old, self._known(size)), self._node)

    def _known(self, size: int | None) -> int:
        if size is not None and size > self.size:
            raise Broken("no_such_size", size=self.size, asked=size)
        return self.size if size is None else size

    def _node(self, level: int, index: int) -> bytes:
        return self._levels[level][index]


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaves given as bytes."""
    frontier = Frontier()
    frontier.append(leaf_hashes(leaves))
    return frontier.root
