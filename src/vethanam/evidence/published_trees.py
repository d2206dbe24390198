"""The trees of large uses, rolls and months of benefits, beside the log (``docs/spec/persons.md``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import batched
from pathlib import Path

from vethanam.benefits import cycle_tree
from vethanam.errors import Broken
from vethanam.journal.log_files import write_file
from vethanam.ledger.label_tiles import WIDTH, root_of_tiles
from vethanam.ledger.merkle import root_of
from vethanam.privacy import rolls
from vethanam.privacy.day_maps import latest_map, published_map
from vethanam.privacy.labels import published_trees, tiles_of_use

PERSONS = "persons"


def publish_trees(folder: Path) -> int:
    """Write each published tree, and that of the latest map, if it is not there yet; returns how many.
    Nothing is written in part.
    """
    new = [*_new(folder, published_trees(), tiles_of_use)]
    new += _new(folder, cycle_tree.published_trees(), cycle_tree.tiles_of_cycle)
    new += _new(folder, rolls.published_trees(), rolls.tiles_of_roll)
    for root, tiles in new:
        write_file(folder / PERSONS / root, tiles)
    return len(new) + _publish_map(folder)


def _new(
    folder: Path, trees: Iterable[tuple[str, int]], tiles: Callable[[int], Iterator[bytes]]
) -> Iterator[tuple[str, Iterator[bytes]]]:
    return ((root, tiles(key)) for root, key in trees if not (folder / PERSONS / root).exists())


def _publish_map(folder: Path) -> int:
    latest = latest_map()
    root = bytes(latest.root) if latest else b""
    path = folder / PERSONS / root.hex()
    leaves = published_map(root) if root and not path.exists() else None
    if leaves is None:
        return 0
    write_file(path, _checked(leaves, root))
    return 1


def _checked(leaves: Iterable[bytes], root: bytes) -> Iterator[bytes]:
    """The leaves in tiles; Broken at the end if the tree has another root."""
    hashes, size = [], 0
    for part in batched(leaves, WIDTH):
        hashes.append(root_of(part))
        size += len(part)
        yield b"".join(part)
    if not size or root_of_tiles(hashes, size) != root:
        raise Broken("map_changed")
