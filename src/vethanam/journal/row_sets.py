"""Bind row sets to the log: each set written by ``journal_mark_rows()`` (guards/rowset.sql) gets the leaf
``rows.entered``, which commits to the rows of one or more transactions ([docs/spec](docs/spec/rows.md)).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils import timezone
from psycopg import sql

from vethanam.ledger.canonical import Json
from vethanam.ledger.leaves import leaf_bytes

#: the kind of leaf over row sets
ROWS = "rows.entered"
#: the kind of leaf over rows from before sets were kept
TAKEN = "rows.taken"
_LABEL = b"vethanam/rows/1\n"

#: the text of a row depends on these; the function of guards/rowset.sql sets the same
AS_MARKED = """
SELECT set_config(name, value, true) FROM (VALUES ('timezone', 'UTC'), ('datestyle', 'ISO, YMD'),
  ('intervalstyle', 'postgres'), ('bytea_output', 'hex'), ('extra_float_digits', '1'),
  ('search_path', 'pg_catalog')) AS settings (name, value)
"""
_KEY = """
SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
 WHERE indrelid = format('public.%%I', %s::text)::regclass AND indisprimary
"""
_BOUND = """
SELECT attname::text FROM pg_attribute WHERE attrelid = format('public.%%I', %s::text)::regclass
   AND attnum > 0 AND NOT attisdropped AND attname <> ALL (%s::text[]) ORDER BY attname::text COLLATE "C"
"""
# As journal_mark_rows() marks new rows. Rows of an installation that is not begun have sets.
_TAKE_ROWS = """
WITH given AS (SELECT %s::bytea AS salt, %s::text AS relation, %s::text[] AS columns),
     kept AS (SELECT unnest(sets.ids) AS id FROM given JOIN public.journal_rowset AS sets USING (relation))
INSERT INTO public.journal_rowset (relation, bucket, columns, ids, marks, salt, digest)
SELECT relation, bucket, columns, ids, marks, salt, sha256(convert_to(
         concat_ws(E'\\n', 'vethanam/rowset/1', relation, bucket, columns, ids, marks, salt), 'UTF8'))
  FROM given, (SELECT id >> 13 AS bucket, array_agg(id ORDER BY id) AS ids,
                      array_agg(mark ORDER BY id) AS marks
                 FROM (SELECT t.{key}::bigint AS id, substr(sha256(
                                given.salt || convert_to(ROW({columns})::text, 'UTF8')), 1, 16) AS mark
                         FROM given, public.{relation} AS t
                        WHERE NOT EXISTS (SELECT FROM kept WHERE kept.id = t.{key})) AS marked
                GROUP BY 1) AS sets
"""

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
    public: dict[str, Json] = {
        "sets": len(sets),
        "relations": sorted({one.relation for one in sets}),
        "root": root_of(sets),
    }
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


def kept_tables(cursor: Any) -> set[str]:
    """The tables that have row sets."""
    cursor.execute(
        "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
        " WHERE tgname = 'marked' AND relnamespace = 'public'::regnamespace"
    )
    return {name for (name,) in cursor.fetchall()}


def take_rows(
    cursor: Any, marked: Sequence[tuple[str, Sequence[str]]], kept_before: Collection[str] | None = None
) -> int:
    """Take rows from before sets were kept as they are, once, under the leaf ``rows.taken``.

    Returns how many sets. In the caller's transaction, as owner. ``marked`` are tables and their columns
    that may change without an entry. Once the log has a leaf over row sets, only tables are taken that had
    no trigger for sets before this upgrade (``kept_before``) and have no set.
    """
    cursor.execute(
        "SELECT EXISTS (SELECT FROM public.journal_staged WHERE leaf LIKE %s)", [b'%"kind":"rows.%']
    )
    (is_begun,) = cursor.fetchone()
    if is_begun and kept_before is None:
        return 0
    if is_begun:
        cursor.execute("SELECT DISTINCT relation FROM public.journal_rowset")
        old = {relation for (relation,) in cursor.fetchall()} | {*(kept_before or ())}
        marked = [(relation, free) for relation, free in marked if relation not in old]
    if not marked:
        return 0
    cursor.execute(AS_MARKED)
    taken = {relation: _taken(cursor, relation, free) for relation, free in marked}
    relations = sorted(relation for relation, count in taken.items() if count)
    if relations:
        cursor.execute("SELECT public.is_sample()")
        (is_sample,) = cursor.fetchone()
        now = timezone.now()
        leaf = leaf_bytes(
            TAKEN,
            public={"relations": relations},
            commitment=None,
            at=now,
            logged_at=now,
            is_sample=is_sample,
        )
        cursor.execute("INSERT INTO public.journal_staged (leaf) VALUES (%s)", [leaf])
    return sum(taken.values())


def _taken(cursor: Any, relation: str, free: Sequence[str]) -> int:
    cursor.execute(_BOUND, [relation, [*free, "committed_in"]])
    names = [name for (name,) in cursor.fetchall()]
    statement = sql.SQL(_TAKE_ROWS).format(
        key=sql.Identifier(key_of(cursor, relation)),
        relation=sql.Identifier(relation),
        columns=sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(name)) for name in names),
    )
    cursor.execute(statement, [secrets.token_bytes(32), relation, names])
    return int(cursor.rowcount)


def key_of(cursor: Any, relation: str) -> str:
    """The first column of a table's primary key."""
    cursor.execute(_KEY, [relation])
    (name,) = cursor.fetchone()
    return str(name)
