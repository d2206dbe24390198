"""Hashes of frames by drawing code: equal rows give equal bytes, alone or in a batch.

A column is hashed as 64-bit little-endian integers in row order: an integer as it is, a date as days since
1970, true as 1, a string as the first eight bytes of its SHA-256, null as the lowest integer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import polars as pl

NOTHING = -(2**63)
#: sort columns, where a frame has them
_ORDER = ("employment", "part", "start", "place", "component", "obligation", "fund", "record", "code", "says")


def digests(
    frames: Mapping[str, pl.DataFrame], codes: Sequence[int], before: Mapping[int, bytes] | None = None
) -> dict[int, bytes]:
    """Map drawing code to the SHA-256 over its rows of all frames, with frame and column names.

    Every frame has a column ``drawing_code``, which is not hashed. ``before`` has hashes to continue from.
    """
    totals = {code: sha256((before or {}).get(code, b"")) for code in codes}
    for name in sorted(frames):
        for code, count, columns in _by_code(frames[name], codes):
            totals[code].update(f"{name} {count}\n".encode())
            for column, content in columns.items():
                totals[code].update(f"{column}\n".encode())
                totals[code].update(content)
    return {code: total.digest() for code, total in totals.items()}


def _by_code(frame: pl.DataFrame, codes: Sequence[int]) -> list[tuple[int, int, dict[str, Any]]]:
    """For each code its row count, and each column as bytes."""
    names = sorted(name for name in frame.columns if name != "drawing_code")
    order = ["drawing_code", *(name for name in _ORDER if name in frame.columns)]
    rows = frame.sort(order, maintain_order=True, nulls_last=True).rechunk()
    lengths = rows.group_by("drawing_code", maintain_order=True).len()
    until = lengths.with_columns(until=pl.col("len").cum_sum()).select("drawing_code", "len", "until")
    places = {code: (end - count, end) for code, count, end in until.iter_rows()}
    content = {name: _bytes_of(rows[name]) for name in names}
    return [
        (code, end - start, {name: content[name][start * 8 : end * 8] for name in names})
        for code in codes
        for start, end in [places.get(code, (0, 0))]
    ]


def _bytes_of(column: pl.Series) -> memoryview:
    array = _as_integers(column).fill_null(NOTHING).rechunk().to_arrow()
    return memoryview(array.buffers()[1])[array.offset * 8 : (array.offset + len(array)) * 8]


def _as_integers(column: pl.Series) -> pl.Series:
    if column.dtype == pl.String:
        words = column.drop_nulls().unique()
        numbers = pl.Series([_of_word(word) for word in words], dtype=pl.Int64)
        return numbers.gather(column.cast(pl.Enum(words)).to_physical())
    if column.dtype == pl.Date:
        return column.cast(pl.Int32).cast(pl.Int64)
    return column.cast(pl.Int64)


def _of_word(word: str) -> int:
    return int.from_bytes(sha256(word.encode()).digest()[:8], "little", signed=True)
