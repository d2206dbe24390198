"""Processor time of the services and the database of an installation in which nobody works."""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

from vethanam.bench.measurement import processor_seconds_by_program


def bench_idle(server_folder: Path, *, settles: float, seconds: float) -> dict[str, Any]:
    """Processor time in per cent of one core over ``seconds``, after ``settles`` seconds for starting."""
    time.sleep(settles)
    before, since = Counter(processor_seconds_by_program(os.getpid(), server_folder)), time.monotonic()
    time.sleep(seconds)
    after, whole = processor_seconds_by_program(os.getpid(), server_folder), time.monotonic() - since
    shares = {name: round(100 * (spent - before[name]) / whole, 2) for name, spent in after.items()}
    return {**shares, "together": round(sum(shares.values()), 2)}
