"""Two whole logs side by side: the first entry in which they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vethanam.ledger.canonical import canonical


@dataclass(frozen=True, slots=True)
class Compared:
    """The sizes of two logs, and the index of the first entry in which they differ.

    ``differs_at`` is None where the shorter log is the beginning of the other.
    """

    sizes: tuple[int, int]
    differs_at: int | None

    @property
    def is_one_history(self) -> bool:
        """Whether one log begins with the other."""
        return self.differs_at is None

    @property
    def says(self) -> str:
        """The comparison as a sentence."""
        shorter, longer = sorted(self.sizes)
        if self.is_one_history:
            return f"One history: the log of {longer} entries begins with that of {shorter} entries."
        return f"Two histories: entry {self.differs_at} is the first in which they differ."


def compared(one: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]) -> Compared:
    """Compare the leaves of two logs in order.

    >>> compared([{"n": 1}, {"n": 2}], [{"n": 1}]).is_one_history
    True
    >>> compared([{"n": 1}, {"n": 2}], [{"n": 1}, {"n": 3}]).differs_at
    1
    """
    pairs = enumerate(zip(one, other, strict=False))
    at = next((place for place, (a, b) in pairs if canonical(a) != canonical(b)), None)
    return Compared((len(one), len(other)), at)
