"""A log as files (c2sp.org/tlog-tiles): hashes and entries in tiles of 256, and the addresses of the tiles.

    checkpoint                        the signed head
    tile/<level>/<number>[.p/<width>]     256 hashes of one level, 32 bytes each
    tile/entries/<number>[.p/<width>]     256 entries, each after its length in two bytes

A number is written in groups of three digits, all but the last after an ``x``: 1234067 is ``x001/x234/067``.
A full tile never changes; ``.p/<width>`` marks a partial one at the end of a level.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

CHECKPOINT = "checkpoint"
WIDTH = 256
#: of levels of the tree in one level of tiles
HEIGHT = 8
ENTRIES = "entries"
_PATH = re.compile(
    r"tile/(?P<level>[0-9]|[1-5][0-9]|6[0-3]|entries)"
    r"/(?P<groups>(?:x[0-9]{3}/){0,5})(?P<last>[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of hashes; of entries if ``level`` is None."""

    level: int | None
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The path of the tile below the address of the log."""
        digits = f"{self.number:03}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[place : place + 3] for place in range(0, len(digits), 3)]
        written = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        part = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{ENTRIES if self.level is None else self.level}/{written}{part}"

    @property
    def places(self) -> range:
        """Indexes in its level of the tree, or of its entries."""
        return range(self.number * WIDTH, self.number * WIDTH + self.width)

    @property
    def tree_level(self) -> int:
        """The level of its hashes in the binary tree."""
        return (self.level or 0) * HEIGHT

    @classmethod
    def parse(cls, path: str) -> Self | None:
        """The tile of an address; None if it is not one, or not written in its one form."""
        found = _PATH.fullmatch(path)
        if found is None:
            return None
        level = None if found["level"] == ENTRIES else int(found["level"])
        number = int(found["groups"].replace("x", "").replace("/", "") + found["last"])
        tile = cls(level, number, int(found["width"] or WIDTH))
        return tile if tile.path == path else None

    def is_in(self, size: int) -> bool:
        """Whether a log of this size has it: whole, or at least this wide."""
        return self.places[-1] < size >> self.tree_level


def tiles_of(size: int, before: int = 0) -> Iterator[Tile]:
    """The tiles of a log of ``size`` entries that one of ``before`` entries has not: entries, then hashes."""
    yield from _of_level(None, before, size)
    level = 0
    while size >> level * HEIGHT:
        yield from _of_level(level, before >> level * HEIGHT, size >> level * HEIGHT)
        level += 1


def _of_level(level: int | None, before: int, size: int) -> Iterator[Tile]:
    if size > before:
        for number in range(before // WIDTH, -(-size // WIDTH)):
            yield Tile(level, number, min(WIDTH, size - number * WIDTH))


def entry_bundle(entries: Iterable[bytes]) -> bytes:
    """Entries as the bytes of their tile; none is longer than its two bytes can say (``LARGEST_LEAF``)."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)
