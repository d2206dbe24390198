"""Counts for outsiders."""

from __future__ import annotations

from collections.abc import Mapping

FEW = 20
FEWER = f"fewer than {FEW}"
ALL_BUT_FEW = f"all but {FEWER}"
OTHERS = "others"


def counted(count: int) -> int | str:
    """The count, or a marker for small counts, which could identify people."""
    return count if count >= FEW or count == 0 else FEWER


def counted_part(part: int, whole: int) -> int | str:
    """The count of a part, where neither it nor the rest of the whole is small."""
    return ALL_BUT_FEW if 0 < whole - part < FEW <= part else counted(part)


def tells_few(part: int, whole: int) -> bool:
    """Whether a part and its whole side by side tell a small count."""
    return any(0 < count < FEW for count in (part, whole, whole - part))


def without_few(counts: Mapping[str, int]) -> dict[str, int | str]:
    """Counts by name, in which no small one can be told: the smallest stand together as ``others``."""
    rising = sorted(counts.items(), key=lambda one: (one[1], one[0]))
    together, joined = 0, 0
    while joined < len(rising) and (rising[joined][1] < FEW or 0 < together < FEW):
        together += rising[joined][1]
        joined += 1
    told: dict[str, int | str] = dict(sorted(rising[joined:]))
    if joined:
        told[OTHERS] = together if together >= FEW else FEWER
    return told
