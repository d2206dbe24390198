"""Counts as outsiders may see them."""

from __future__ import annotations

FEW = 20
FEWER = f"fewer than {FEW}"


def counted(count: int) -> int | str:
    """The count, or that it is small: a small count tells who is among the counted."""
    return count if count >= FEW or count == 0 else FEWER
