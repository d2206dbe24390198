"""A text as the parts of a short message: GSM 7-bit where every letter is in its table, else UCS-2; long ones joined by UDH.

A part never ends within a letter: an extended letter of the table is two septets, a letter beyond the plane two UTF-16 units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GSM, UCS2 = 0x00, 0x08
UDH_FOLLOWS = 0x40
_WHOLE = {GSM: 160, UCS2: 140}
_PART = {GSM: 153, UCS2: 134}
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_CODES = {letter: bytes([code]) for code, letter in enumerate(_BASIC) if letter != "\x1b"}
_CODES |= {
    letter: b"\x1b" + bytes([code])
    for letter, code in {
        "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65,
    }.items()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """What goes into ``short_message`` of each part, with the coding and class of them all."""

    coding: int
    esm_class: int
    texts: tuple[bytes, ...]


def parts_of(text: str, reference: int) -> Parts:
    """The parts of a text. ``reference`` tells the parts of one message from those of another.

    >>> [len(part) for part in parts_of("x" * 161, 7).texts], parts_of("₹ 45,210", 7).coding
    ([159, 14], 8)
    """
    coding = GSM if all(letter in _CODES for letter in text) else UCS2
    letters = [_CODES[letter] if coding == GSM else letter.encode("utf-16-be") for letter in text]
    whole = b"".join(letters)
    if len(whole) <= _WHOLE[coding]:
        return Parts(coding, 0, (whole,))
    pieces = _split(letters, _PART[coding])
    head = bytes((5, 0, 3, reference & 0xFF, len(pieces)))
    return Parts(
        coding, UDH_FOLLOWS, tuple(head + bytes([place]) + piece for place, piece in enumerate(pieces, 1))
    )


def _split(letters: Sequence[bytes], longest: int) -> list[bytes]:
    pieces, piece = [], b""
    for letter in letters:
        if len(piece) + len(letter) > longest:
            pieces.append(piece)
            piece = b""
        piece += letter
    return [*pieces, piece]
