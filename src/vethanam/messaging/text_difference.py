"""The difference of a text from the registered one, word by word, for the officers who approve it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, LEFT_OUT = "same", "added", "left_out"
#: a word with the space behind it
_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Successive words that are the same in both texts, were added, or were left out."""

    kind: str
    text: str


def difference(registered: str, written: str) -> list[Piece]:
    """The pieces of a text compared with the registered one, in the order of the text.

    The same and the added pieces together are the text, to the letter. A change of spaces alone is none.

    >>> [(piece.kind, piece.text) for piece in difference("From 1 July.", "From 1 July, at last.")]
    [('same', 'From 1 '), ('left_out', 'July.'), ('added', 'July, at last.')]
    """
    before, after = _WORD.findall(registered), _WORD.findall(written)
    matcher = SequenceMatcher(None, _bare(before), _bare(after), autojunk=False)
    pieces = []
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece(SAME, "".join(after[start:end])))
            continue
        pieces.append(Piece(LEFT_OUT, "".join(before[first:last])))
        pieces.append(Piece(ADDED, "".join(after[start:end])))
    return [piece for piece in pieces if piece.text]


def _bare(words: Sequence[str]) -> list[str]:
    return [word.strip() for word in words]
