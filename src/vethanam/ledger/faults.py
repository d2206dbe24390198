"""What a verifier finds wrong in a file: the failing part, and the sentence about it."""

from __future__ import annotations


class FaultError(Exception):
    """A part of a file differs from its signed content; ``leaf`` is the index of its entry."""

    def __init__(self, part: str, says: str, leaf: int | None = None) -> None:
        super().__init__(says)
        self.part, self.says, self.leaf = part, says, leaf
