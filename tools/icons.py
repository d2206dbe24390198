"""Draws the icon of the site: an SVG, and PNGs for a phone's screen, from one list of shapes.

    .venv/bin/python tools/icons.py            writes them into src/vethanam/web/static/vethanam
    .venv/bin/python tools/icons.py --check    says whether they are as drawn here

The shapes stand within the middle four fifths, so that a phone may cut any outline.
"""

from __future__ import annotations

import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "src" / "vethanam" / "web" / "static" / "vethanam"
GROUND = (0x00, 0x5A, 0x6E)
WHITE, GOLD = (0xFF, 0xFF, 0xFF), (0xE0, 0xB9, 0x5C)
type Colour = tuple[int, int, int]
type Shape = tuple[Colour, tuple[tuple[int, int], ...]]
#: on a square of 100: the double line of a kasavu, and a V
SHAPES: tuple[Shape, ...] = (
    (GOLD, ((26, 24), (74, 24), (74, 28), (26, 28))),
    (GOLD, ((26, 31), (74, 31), (74, 33), (26, 33))),
    (WHITE, ((27, 40), (38, 40), (50, 66), (62, 40), (73, 40), (55, 77), (45, 77))),
)
SIZES = (180, 192, 512)
#: samples of a pixel in each direction
FINE = 4


def svg() -> str:
    """The icon as SVG."""
    paths = "".join(
        f'<path fill="{_hex(colour)}" d="M{" ".join(f"{x} {y}" for x, y in points)}Z"/>'
        for colour, points in SHAPES
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<path fill="{_hex(GROUND)}" d="M0 0h100v100H0z"/>{paths}</svg>\n'
    )


def png(size: int) -> bytes:
    """The icon as a PNG of this many pixels."""
    rows = b"".join(b"\0" + bytes(part for pixel in row for part in pixel) for row in _pixels(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def files() -> Iterator[tuple[str, bytes]]:
    """Every file by its name."""
    yield "icon.svg", svg().encode()
    for size in SIZES:
        yield f"icon-{size}.png", png(size)


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{part:02X}" for part in colour)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _pixels(size: int) -> Iterator[list[Colour]]:
    """The rows of the picture; each pixel is the mean of its samples."""
    fine = size * FINE
    lines = [[GROUND] * fine for _ in range(fine)]
    for colour, points in SHAPES:
        for row, line in enumerate(lines):
            for left, right in _spans(points, (row + 0.5) * 100 / fine):
                first, last = round(left * fine / 100), round(right * fine / 100)
                line[first:last] = [colour] * (last - first)
    for top in range(0, fine, FINE):
        block = lines[top : top + FINE]
        yield [
            _mean([pixel for line in block for pixel in line[left : left + FINE]])
            for left in range(0, fine, FINE)
        ]


def _spans(points: tuple[tuple[int, int], ...], y: float) -> Iterator[tuple[float, float]]:
    """Where a line at this height is within the outline."""
    crossed = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in zip(points, (*points[1:], points[0]), strict=True)
        if min(y1, y2) <= y < max(y1, y2)
    )
    yield from zip(crossed[::2], crossed[1::2], strict=True)


def _mean(samples: list[Colour]) -> Colour:
    red, green, blue = (round(sum(parts) / len(samples)) for parts in zip(*samples, strict=True))
    return red, green, blue


def main() -> int:
    """Write or check the files."""
    others = [name for name, content in files() if not _is_there(name, content)]
    if "--check" in sys.argv:
        return 1 if others else 0
    for name, content in files():
        (STATIC / name).write_bytes(content)
    return 0


def _is_there(name: str, content: bytes) -> bool:
    path = STATIC / name
    return path.exists() and path.read_bytes() == content


if __name__ == "__main__":
    sys.exit(main())
