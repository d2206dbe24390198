"""The characters that our fonts can print, read from the fonts' own tables (OpenType ``cmap``)."""

from __future__ import annotations

import struct
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from vethanam.documents.printer import HERE

_BY_SEGMENTS, _BY_GROUPS = 4, 12


def lacking_characters(text: str) -> str:
    """The characters of a text that a paper shows as ``?``, each once, in their order."""
    known = printable()
    return "".join(one for one in dict.fromkeys(text) if ord(one) not in known and not _is_unseen(one))


@cache
def printable() -> frozenset[int]:
    """The code points in every weight of one of our families."""
    families: dict[str, list[set[int]]] = defaultdict(list)
    for path in (HERE / "fonts").glob("*.ttf"):
        families[path.stem.partition("-")[0]].append(set(_of_font(path)))
    return frozenset().union(*(set.intersection(*weights) for weights in families.values()))


def _is_unseen(one: str) -> bool:
    """True for a joiner, which has no shape of its own, and for white space."""
    return unicodedata.category(one) == "Cf" or one.isspace()


def _of_font(path: Path) -> Iterator[int]:
    content = path.read_bytes()
    (tables,) = struct.unpack_from(">H", content, 4)
    records = (struct.unpack_from(">4sLLL", content, 12 + 16 * place) for place in range(tables))
    start = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", content, start + 2)
    for place in range(count):
        _, _, offset = struct.unpack_from(">HHL", content, start + 4 + 8 * place)
        (form,) = struct.unpack_from(">H", content, start + offset)
        if form == _BY_GROUPS:
            yield from _of_groups(content, start + offset)
        elif form == _BY_SEGMENTS:
            yield from _of_segments(content, start + offset)


def _of_groups(content: bytes, start: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">L", content, start + 12)
    for place in range(count):
        first, last, glyph = struct.unpack_from(">LLL", content, start + 16 + 12 * place)
        yield from range(first + (glyph == 0), last + 1)


def _of_segments(content: bytes, start: int) -> Iterator[int]:
    (size,) = struct.unpack_from(">H", content, start + 6)
    count = size // 2
    lasts = struct.unpack_from(f">{count}H", content, start + 14)
    firsts = struct.unpack_from(f">{count}H", content, start + 16 + size)
    deltas = struct.unpack_from(f">{count}H", content, start + 16 + 2 * size)
    ranges = start + 16 + 3 * size
    for place, (first, last, delta) in enumerate(zip(firsts, lasts, deltas, strict=True)):
        (offset,) = struct.unpack_from(">H", content, ranges + 2 * place)
        for code in range(first, last + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", content, ranges + 2 * place + offset + 2 * (code - first))
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                yield code
