"""What this machine does at its best in the same minute: COPY into an empty table, SHA-256, reading memory.

A figure of a benchmark says little without it: another machine, or this one with other work, is slower.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Any

import polars as pl

_MIB = 1 << 20
_ROWS = 200_000
_TIMES = 3


def machine_floor(connection: Any) -> dict[str, int]:
    """MiB a second of one processor, the best of three; ``connection`` may make a temporary table."""
    text = "".join(f"{n}\t{n * 7}\t{n * 1_000_003}\n" for n in range(_ROWS)).encode()
    block = bytes(32 * _MIB)
    column = pl.int_range(8 * _MIB, eager=True)
    connection.execute("CREATE TEMP TABLE machine_floor (a bigint, b bigint, c bigint)")

    def copied() -> None:
        with connection.cursor().copy("COPY machine_floor FROM STDIN") as into:
            into.write(text)

    found = {
        "copy_mib_a_second": _rate(copied, len(text)),
        "sha256_mib_a_second": _rate(lambda: hashlib.sha256(block).digest(), len(block)),
        "memory_mib_a_second": _rate(column.sum, 8 * column.len()),
    }
    connection.execute("DROP TABLE machine_floor")
    return found


def _rate(work: Callable[[], object], size: int) -> int:
    best = float("inf")
    for _ in range(_TIMES):
        since = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - since)
    return round(size / best / _MIB)
