"""The clock of every engine: processor seconds of all its threads, and wall seconds.

Imports nothing but the standard library, since other engines run in a process without ours.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple


class Timing(NamedTuple):
    """Medians over several runs of one process."""

    processor: float
    wall: float
    runs: int


def timed[T](work: Callable[[], T], times: int) -> tuple[Timing, T]:
    """Run the work that many times; its last result."""
    processor, wall = [], []
    for _ in range(times):
        busy, since = time.process_time(), time.perf_counter()
        result = work()
        processor.append(time.process_time() - busy)
        wall.append(time.perf_counter() - since)
    return Timing(max(median(processor), 1e-9), max(median(wall), 1e-9), times), result
