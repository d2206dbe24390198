"""A large sorted tree (:mod:`.label_trees`, :mod:`.persons`) in tiles of 256 leaves: a proof reads a few."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from vethanam.ledger.hashing import HASH_BYTES, leaf_hash, node_hash
from vethanam.ledger.label_trees import LEAF_BYTES, ProvingTree, bound_root
from vethanam.ledger.merkle import root_of
from vethanam.ledger.persons import PersonPath
from vethanam.ledger.proofs import hashes_of, inclusion_plan

#: leaves of a tile, and the level of its hash
WIDTH, LEVEL = 256, 8


@dataclass(frozen=True, slots=True)
class LeafTile:
    """Some leaves of a tree in order; all tiles but the last have 256."""

    number: int
    leaves: Sequence[bytes] = field(repr=False)

    @property
    def first(self) -> bytes:
        """The label of its first leaf."""
        return self.leaves[0][:HASH_BYTES]

    @property
    def hash(self) -> bytes:
        """The root over its leaves."""
        return root_of(self.leaves)


def tiles_of_leaves(leaves: Sequence[bytes]) -> list[LeafTile]:
    """The leaves of a tree cut into tiles."""
    starts = range(0, len(leaves), WIDTH)
    return [LeafTile(start // WIDTH, leaves[start : start + WIDTH]) for start in starts]


def root_of_tiles(hashes: Sequence[bytes], size: int) -> bytes:
    """``persons2`` of a tree from the hashes of its tiles."""
    nodes = list(hashes)
    while len(nodes) > 1:
        odd = nodes[len(nodes) & ~1 :]
        nodes = [node_hash(left, right) for left, right in zip(nodes[::2], nodes[1::2], strict=False)] + odd
    return bound_root(size, nodes[0])


class TiledTree(ProvingTree):
    """Proofs from the labels and hashes of all tiles, and the leaves of those that a proof needs.

    ``read`` gives the bytes of a tile by its number; ``leaf_bytes`` is the length of a leaf.

    >>> leaves = [bytes([n >> 8, n & 255]) * 32 for n in range(0, 1000, 2)]
    >>> tiles = tiles_of_leaves(leaves)
    >>> read = lambda number: b"".join(tiles[number].leaves)
    >>> tree = TiledTree([t.first for t in tiles], [t.hash for t in tiles], read)
    >>> tree.size, [one.place.position for one in tree.around(bytes([2, 1]) * 16)]
    (500, [256, 257])
    """

    def __init__(
        self,
        firsts: Sequence[bytes],
        hashes: Sequence[bytes],
        read: Callable[[int], bytes],
        leaf_bytes: int = LEAF_BYTES,
    ) -> None:
        self._firsts, self._hashes, self._read, self._leaf_bytes = firsts, hashes, read, leaf_bytes
        self._tiles: dict[int, Sequence[bytes]] = {}
        self.size = (len(firsts) - 1) * WIDTH + len(self._tile(len(firsts) - 1))

    def _tile(self, number: int) -> Sequence[bytes]:
        if number not in self._tiles:
            read = self._read(number)
            self._tiles[number] = [
                read[start : start + self._leaf_bytes] for start in range(0, len(read), self._leaf_bytes)
            ]
        return self._tiles[number]

    def _place(self, label: bytes) -> int:
        number = max(bisect_left(self._firsts, label) - 1, 0)
        return number * WIDTH + bisect_left(self._tile(number), label)

    def _leaf(self, position: int) -> bytes:
        return self._tile(position // WIDTH)[position % WIDTH]

    def _path(self, position: int) -> PersonPath:
        path = hashes_of(inclusion_plan(position, self.size), self._node)
        return PersonPath(position, self.size, tuple(path))

    def _node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree."""
        if level >= LEVEL:
            start, count = index << (level - LEVEL), 1 << (level - LEVEL)
            return _root(self._hashes[start : start + count])
        first, count = index << level, 1 << level
        start = first % WIDTH
        return _root([leaf_hash(leaf) for leaf in self._tile(first // WIDTH)[start : start + count]])


def _root(nodes: Sequence[bytes]) -> bytes:
    """The root over the nodes of a complete subtree."""
    while len(nodes) > 1:
        nodes = [node_hash(left, right) for left, right in zip(nodes[::2], nodes[1::2], strict=True)]
    return nodes[0]
