"""Split a text into short message parts: GSM 7-bit if its table has every letter, else UCS-2; joined by UDH.

A part never splits a letter: an extended letter of the table is two septets, a letter beyond the plane
two UTF-16 units.
"""

from __future__ import annotations

from codecs import charmap_encode
from collections.abc import Callable
from dataclasses import dataclass

GSM, UCS2 = 0x00, 0x08
UDH_FOLLOWS = 0x40
_WHOLE = {GSM: 160, UCS2: 140}
_PART = {GSM: 153, UCS2: 134}
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPE = b"\x1b"
#: letter number → its septet, or the two after the escape
_CODES: dict[int, int | bytes] = {ord(letter): code for code, letter in enumerate(_BASIC) if letter != "\x1b"}
_CODES |= {
    ord(letter): _ESCAPE + bytes([code])
    for letter, code in {
        "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40,
        "€": 0x65,
    }.items()
}  # fmt: skip


#: octets at the end of a piece that belong to a split letter
_REACHES_ON: dict[int, Callable[[bytes], int]] = {
    GSM: lambda piece: int(piece.endswith(_ESCAPE)),
    UCS2: lambda piece: 2 if 0xD8 <= piece[-2] <= 0xDB else 0,
}


@dataclass(frozen=True, slots=True)
class Parts:
    """The ``short_message`` of each part, with their coding and class."""

    coding: int
    esm_class: int
    texts: tuple[bytes, ...]


def parts_of(text: str, reference: int) -> Parts:
    """The parts of a text. ``reference`` tells the parts of one message from those of another.

    >>> [len(part) for part in parts_of("x" * 161, 7).texts], parts_of("₹ 45,210", 7).coding
    ([159, 14], 8)
    """
    coding, whole = _coded(text)
    if len(whole) <= _WHOLE[coding]:
        return Parts(coding, 0, (whole,))
    pieces = _split(whole, _PART[coding], _REACHES_ON[coding])
    head = bytes((5, 0, 3, reference & 0xFF, len(pieces)))
    return Parts(
        coding, UDH_FOLLOWS, tuple(head + bytes([place]) + piece for place, piece in enumerate(pieces, 1))
    )


def _coded(text: str) -> tuple[int, bytes]:
    try:
        return GSM, charmap_encode(text, "strict", _CODES)[0]
    except UnicodeEncodeError:
        return UCS2, text.encode("utf-16-be")


def _split(whole: bytes, longest: int, reaches_on: Callable[[bytes], int]) -> list[bytes]:
    pieces, start = [], 0
    while start < len(whole):
        piece = whole[start : start + longest]
        if start + longest < len(whole):
            piece = piece[: len(piece) - reaches_on(piece)]
        pieces.append(piece)
        start += len(piece)
    return pieces
