"""Recompute the maps of days from the rows, for ``vethanam check``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from vethanam.errors import Finding
from vethanam.ledger.day_maps import NO_RECORDS, chain_after, line_of
from vethanam.ledger.label_tiles import root_of_tiles, tiles_of_leaves
from vethanam.ledger.label_trees import FEW, padding, secret_of_half
from vethanam.privacy.law.windows import IST

#: a real installation makes the map of a day on the next
LATE = timedelta(days=2)

_MAPS = """
SELECT d.day, d.covers, d.root, s.leaf
  FROM privacy_daymap d LEFT JOIN journal_staged s ON s.id = d.leaf ORDER BY d.day
"""
_YEAR = """
SELECT y.key, y.filler, 'map-' || y.year, d.covers, d.people, d.root
  FROM privacy_daymap d JOIN privacy_mapyear y ON y.year = d.year_id ORDER BY d.day DESC LIMIT 1
"""
# Each line with the label that its secret gives, by person; some of them for a sample.
_LINES = """
SELECT m.person, m.records, m.chain, m.line, s.inner_key,
       m.label IS NOT DISTINCT FROM privacy_label(s.inner_key, s.outer_key, privacy_label_text(%s, %s)),
       m.label
  FROM privacy_mapline m LEFT JOIN privacy_labelsecret s ON s.person = m.person
 ORDER BY CASE WHEN %s::int IS NULL THEN 0 ELSE random() END, m.person LIMIT %s
"""
_RECORDS = """
SELECT s.person, l.index, s.commitment
  FROM privacy_usesubject s JOIN privacy_use u ON u.id = s.use_id JOIN journal_leaf l ON l.staged_id = u.leaf
 WHERE l.index < %s AND (%s::bigint[] IS NULL OR s.person = ANY (%s::bigint[])) ORDER BY l.index
"""


def map_findings(cursor: Any, sample: int | None) -> Iterator[Finding]:
    """Maps that differ from their leaves, days without one, and lines that do not chain their records."""
    cursor.execute(_MAPS)
    before, is_sample = None, False
    for day, covers, root, leaf in cursor.fetchall():
        content = json.loads(bytes(leaf)) if leaf is not None else {"public": {}}
        public, is_sample = content["public"], content.get("sample", False)
        said = (public.get("day"), public.get("covers"), public.get("persons2"))
        if said != (day.isoformat(), covers, bytes(root).hex()):
            yield Finding(f"Map of {day}", "map_differs")
        if before and day != before + timedelta(days=1):
            yield Finding(f"Map of {before + timedelta(days=1)}", "map_day_missing")
        before = day
    if before and not is_sample and before < datetime.now(IST).date() - LATE:
        yield Finding(f"Map of {before}", "map_late")
    if before:
        yield from _lines(cursor, sample)


def _lines(cursor: Any, sample: int | None) -> Iterator[Finding]:
    cursor.execute(_YEAR)
    key, filler, named, covers, people, root = cursor.fetchone()
    cursor.execute(_LINES, [key, named, sample, sample])
    lines = cursor.fetchall()
    found = _chains(cursor, covers, None if sample is None else [person for person, *_ in lines])
    leaves = []
    for person, records, chain, line, half, is_hers, label in lines:
        number, end = found.pop(person, (0, NO_RECORDS))
        secret = secret_of_half(bytes(half)) if half is not None else b""
        made = line_of(secret, bytes(label), number, end)
        if not is_hers or (records, bytes(chain), bytes(line)) != (number, end, made):
            yield Finding(f"Person {person}", "map_line_differs")
        leaves.append(bytes(label) + bytes(line))
    for person in found:
        yield Finding(f"Person {person}", "map_line_differs")
    cursor.execute("SELECT count(*) FROM privacy_mapline")
    is_whole = cursor.fetchone()[0] == people
    if not is_whole or (sample is None and not _is_root(leaves, people, bytes(filler), bytes(root))):
        yield Finding("Map of the latest day", "map_differs")


def _is_root(leaves: list[bytes], people: int, filler: bytes, root: bytes) -> bool:
    in_order = sorted([*leaves, *padding(filler, people)]) if people < FEW else sorted(leaves)
    return root_of_tiles([tile.hash for tile in tiles_of_leaves(in_order)], len(in_order)) == root


def _chains(cursor: Any, covers: int, persons: list[int] | None) -> dict[int, tuple[int, bytes]]:
    cursor.execute(_RECORDS, [covers, persons, persons])
    found: dict[int, tuple[int, bytes]] = {}
    for person, index, committed in cursor.fetchall():
        number, chain = found.get(person, (0, NO_RECORDS))
        found[person] = (number + 1, chain_after(chain, index, bytes(committed)))
    return found
