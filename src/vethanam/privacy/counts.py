"""Counts for outsiders."""

from __future__ import annotations

FEW = 20
FEWER = f"fewer than {FEW}"


def counted(count: int) -> int | str:
    """The count, or a marker for small counts, which could identify people."""
    return count if count >= FEW or count == 0 else FEWER
