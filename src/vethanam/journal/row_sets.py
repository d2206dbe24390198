"""Bind row sets to the log: each set written by ``journal_mark_rows()`` (guards/rowset.sql) gets the leaf
``rows.entered``, which commits to the rows of one or more transactions ([docs/spec](docs/spec/rows.md)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils import timezone

from vethanam.ledger.leaves import leaf_bytes

#: the kind of leaf over row sets
ROWS = "rows.entered"
_LABEL = b"vethanam/rows/1\n"

# Sets of finished transactions, as in the sequencer's TAKE, without a leaf.
_TAKE = """
SELECT id, relation, digest, xid::text FROM journal_rowset
 WHERE staged_id IS NULL AND (xid < %s::text::xid8 OR xid >= %s::text::xid8) ORDER BY id
"""
# The kinds of entry that each transaction staged; a leaf is canonical JSON, so its first "kind" is its own.
_KINDS = """
SELECT DISTINCT waiting.xid::text, substring(encode(staged.leaf, 'escape') FROM '"kind":"([^"]+)"')
  FROM journal_waiting AS waiting JOIN journal_staged AS staged ON staged.id = waiting.staged_id
 WHERE waiting.xid::text = ANY (%s::text[])
"""


@dataclass(frozen=True, slots=True)
class RowSet:
    """One set: its digest, and the kinds of entry staged by the same transaction."""

    id: int
    relation: str
    digest: bytes
    acts: Sequence[str]


def take_row_sets(cursor: Any, finished: str, future: str) -> list[RowSet]:
    """The row sets without a leaf of transactions before ``finished`` or from ``future`` on."""
    cursor.execute(_TAKE, [finished, future])
    rows = cursor.fetchall()
    if not rows:
        return []
    cursor.execute(_KINDS, [sorted({xid for *_, xid in rows})])
    kinds: dict[str, set[str]] = {}
    for xid, kind in cursor.fetchall():
        kinds.setdefault(xid, set()).add(kind or "")
    return [
        RowSet(pk, relation, bytes(digest), sorted(kinds.get(xid, ()))) for pk, relation, digest, xid in rows
    ]


def stage_row_sets(cursor: Any, sets: Sequence[RowSet]) -> tuple[int, bytes]:
    """Stage the leaf over some row sets; its id and bytes."""
    cursor.execute("SELECT is_sample()")
    (is_sample,) = cursor.fetchone()
    now = timezone.now()
    public = {"sets": len(sets), "relations": sorted({one.relation for one in sets}), "root": root_of(sets)}
    leaf = leaf_bytes(ROWS, public=public, commitment=None, at=now, logged_at=now, is_sample=is_sample)
    cursor.execute("INSERT INTO journal_staged (leaf) VALUES (%s) RETURNING id", [leaf])
    (staged,) = cursor.fetchone()
    cursor.execute(
        "UPDATE journal_rowset AS sets SET staged_id = %s, acts = string_to_array(bound.acts, ',')"
        " FROM unnest(%s::bigint[], %s::text[]) AS bound (id, acts) WHERE sets.id = bound.id",
        [staged, [one.id for one in sets], [",".join(one.acts) for one in sets]],
    )
    return staged, leaf


def root_of(sets: Sequence[RowSet]) -> str:
    """The hash over some sets in the order of their ids, in hex."""
    digest = sha256(_LABEL)
    for one in sorted(sets, key=lambda one: one.id):
        digest.update(sha256(one.digest + ",".join(one.acts).encode()).digest())
    return digest.hexdigest()
