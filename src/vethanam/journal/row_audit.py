"""Recompute row sets from the rows (``vethanam check``): rows changed, removed or added behind the log.

A room declares its tables in ``audit.py``: relation → kinds of entry under which an act writes its rows.
Whole or sampled, work is done in buckets of 8,192 ids, so memory stays bounded for any number of rows.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from psycopg import sql

from vethanam.errors import Finding
from vethanam.journal.queries import is_under_head
from vethanam.journal.row_sets import AS_MARKED, ROWS, TAKEN, RowSet, key_of, root_of

#: written under an entry of any kind; written without any
ANY_ACT: Collection[str] = ("*",)
NO_ACT: Collection[str] = ()
BUCKET = 8192
_MOST = 20
_SETS = 1000

type Bucket = tuple[str, int]

_COLUMNS = """
SELECT DISTINCT sets.columns, array(SELECT unnest(sets.columns) EXCEPT
       SELECT attname FROM pg_attribute WHERE attrelid = format('public.%%I', sets.relation)::regclass
          AND attnum > 0 AND NOT attisdropped)
  FROM public.journal_rowset AS sets WHERE relation = %s AND bucket = %s
"""
# Of each id the last set counts: tables with changing rows have a set for each change.
_DIFFERENT = """
WITH given AS MATERIALIZED (
  SELECT DISTINCT ON (row.id) row.id, row.mark, sets.salt, sets.columns, sets.staged_id
    FROM public.journal_rowset AS sets, unnest(sets.ids, sets.marks) AS row (id, mark)
   WHERE sets.relation = %s AND sets.bucket = %s ORDER BY row.id, sets.id DESC)
SELECT coalesce(given.id, there.id), given.id IS NULL, there.id IS NULL, given.staged_id
  FROM given FULL JOIN (SELECT t.{key}::bigint AS id, {texts} FROM public.{relation} AS t
                         WHERE t.{key} BETWEEN %s AND %s) AS there ON there.id = given.id
 WHERE given.id IS NULL OR there.id IS NULL
    OR substr(sha256(given.salt || convert_to({text}, 'UTF8')), 1, 16) IS DISTINCT FROM given.mark
 ORDER BY 1 LIMIT %s
"""
_ALTERED = """
SELECT id FROM public.journal_rowset WHERE {where} AND digest IS DISTINCT FROM sha256(convert_to(
  concat_ws(E'\\n', 'vethanam/rowset/1', relation, bucket, columns, ids, marks, salt), 'UTF8')) ORDER BY id
"""
# Sets of transactions without an entry of the declared kinds.
_WITHOUT_ACT = """
SELECT relation, ids[1], cardinality(ids), acts, staged_id FROM public.journal_rowset
 WHERE relation = %s AND acts IS NOT NULL AND {where}
   AND CASE WHEN %s THEN acts = '{{}}' ELSE NOT acts && %s::text[] END ORDER BY id LIMIT %s
"""
_LEAVES = "SELECT id, leaf FROM public.journal_staged WHERE leaf LIKE %s ORDER BY id"
_OF_LEAVES = """
SELECT staged_id, id, relation, digest, acts FROM public.journal_rowset WHERE staged_id = ANY (%s) ORDER BY id
"""


@dataclass(slots=True)
class _Found:
    """Findings of one relation, at most twenty."""

    relation: str
    cursor: Any
    count: int = 0

    def finding(self, row: int, code: str, staged: int | None, **facts: object) -> Iterator[Finding]:
        self.count += 1
        if self.count <= _MOST:
            record = f"{_named(self.relation)} {row}"
            facts |= {"table": self.relation, "entry": staged or "-", "at": _logged_at(self.cursor, staged)}
            yield Finding(record, code, blocks=True, facts=facts)


def row_findings(
    cursor: Any, relations: Mapping[str, Collection[str]], sample: int | None = None
) -> list[Finding]:
    """Every difference between rows and row sets; with ``sample`` in that many random buckets.

    At most twenty findings for each table. ``relations`` maps each table to the kinds of entry of its rows.
    The transaction of ``cursor`` may read every table.
    """
    cursor.execute(AS_MARKED)
    buckets = _buckets(cursor, relations) if sample is None else _some_buckets(cursor, relations, sample)
    found: list[Finding] = []
    for relation, numbers in buckets.items():
        found += _of_relation(cursor, relation, relations[relation], numbers, is_whole=sample is None)
    return [*found, *_altered(cursor, buckets, sample), *_leaves(cursor, buckets, sample)]


def _buckets(cursor: Any, relations: Collection[str]) -> dict[str, list[int]]:
    """Every bucket with rows or sets."""
    found = {}
    for relation in relations:
        statement = sql.SQL(
            "SELECT bucket FROM public.journal_rowset WHERE relation = %s"
            " UNION SELECT {key}::bigint / %s FROM public.{relation} ORDER BY 1"
        ).format(key=sql.Identifier(key_of(cursor, relation)), relation=sql.Identifier(relation))
        cursor.execute(statement, [relation, BUCKET])
        found[relation] = [number for (number,) in cursor.fetchall()]
    return found


def _some_buckets(cursor: Any, relations: Collection[str], sample: int) -> dict[str, list[int]]:
    """Random buckets, and the last of each table: a row added later has a high id."""
    cursor.execute(
        "SELECT DISTINCT relation, bucket FROM public.journal_rowset WHERE relation = ANY (%s)",
        [list(relations)],
    )
    known: list[Bucket] = cursor.fetchall()
    chosen = set(random.SystemRandom().sample(known, min(sample, len(known))))
    for relation in relations:
        statement = sql.SQL("SELECT max({key})::bigint / %s FROM public.{relation}").format(
            key=sql.Identifier(key_of(cursor, relation)), relation=sql.Identifier(relation)
        )
        cursor.execute(statement, [BUCKET])
        (last,) = cursor.fetchone()
        if last is not None:
            chosen.add((relation, last))
    found: dict[str, list[int]] = {}
    for relation, number in sorted(chosen):
        found.setdefault(relation, []).append(number)
    return found


def _of_relation(
    cursor: Any, relation: str, acts: Collection[str], numbers: Collection[int], *, is_whole: bool
) -> Iterator[Finding]:
    found = _Found(relation, cursor)
    key = key_of(cursor, relation)
    for number in numbers:
        yield from _different(cursor, found, key, number)
    if acts == NO_ACT:
        return
    where = sql.SQL("true") if is_whole else sql.SQL("bucket = ANY ({})").format(list(numbers))
    statement = sql.SQL(_WITHOUT_ACT).format(where=where)
    cursor.execute(statement, [relation, acts == ANY_ACT, [*acts, TAKEN], _MOST])
    for _, row, count, given, staged in cursor.fetchall():
        said = ", ".join(given) or "-"
        yield from found.finding(row, "row_without_act", staged, count=count, acts=said)


def _different(cursor: Any, found: _Found, key: str, number: int) -> Iterator[Finding]:
    relation = found.relation
    cursor.execute(_COLUMNS, [relation, number])
    lists = cursor.fetchall()
    if gone := sorted({name for _, missing in lists for name in missing}):
        yield from found.finding(number * BUCKET, "row_columns_gone", None, columns=gone)
        return
    texts, text = _texts([names for names, _ in lists])
    statement = sql.SQL(_DIFFERENT).format(
        key=sql.Identifier(key),
        relation=sql.Identifier(relation),
        texts=texts,
        text=text,
    )
    cursor.execute(statement, [relation, number, number * BUCKET, number * BUCKET + BUCKET - 1, _MOST])
    for row, is_unknown, is_gone, staged in cursor.fetchall():
        code = "row_without_entry" if is_unknown else "row_missing" if is_gone else "row_changed"
        yield from found.finding(row, code, staged)


def _texts(lists: Sequence[Sequence[str]]) -> tuple[sql.Composable, sql.Composable]:
    """A row's text for each list of columns, and the choice of the one for a given set."""
    texts: list[sql.Composable] = [sql.SQL("NULL::text AS text_none")]
    cases: list[sql.Composable] = []
    for place, names in enumerate(lists):
        name = sql.Identifier(f"text_{place}")
        columns = sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(column)) for column in names)
        texts.append(sql.SQL("ROW({})::text AS {}").format(columns, name))
        cases.append(sql.SQL("WHEN given.columns = {}::text[] THEN there.{}").format(list(names), name))
    chosen = sql.SQL("CASE {} END").format(sql.SQL(" ").join(cases)) if cases else sql.SQL("there.text_none")
    return sql.SQL(", ").join(texts), chosen


def _altered(cursor: Any, buckets: Mapping[str, Collection[int]], sample: int | None) -> Iterator[Finding]:
    """Row sets that contradict their digest."""
    if sample is None:
        cursor.execute("SELECT coalesce(max(id), 0) FROM public.journal_rowset")
        (last,) = cursor.fetchone()
        where = sql.SQL("id BETWEEN %s AND %s")
        parts: list[list[object]] = [[start, start + _SETS - 1] for start in range(1, last + 1, _SETS)]
    else:
        where = sql.SQL("relation = %s AND bucket = ANY (%s)")
        parts = [[relation, list(numbers)] for relation, numbers in buckets.items()]
    for given in parts:
        cursor.execute(sql.SQL(_ALTERED).format(where=where), given)
        for (pk,) in cursor.fetchall():
            yield Finding(f"Row set {pk}", "row_set_changed", blocks=True)


def _leaves(cursor: Any, buckets: Mapping[str, Collection[int]], sample: int | None) -> Iterator[Finding]:
    """Leaves over other row sets than those stored for them."""
    if sample is None:
        cursor.execute(_LEAVES, [f'%"kind":"{ROWS}"%'.encode()])
        leaves = [row for row in cursor.fetchall() if json.loads(bytes(row[1]))["kind"] == ROWS]
    else:
        cursor.execute(
            "SELECT DISTINCT staged_id FROM public.journal_rowset JOIN unnest(%s::text[], %s::bigint[])"
            " AS chosen (relation, bucket) USING (relation, bucket) WHERE staged_id IS NOT NULL",
            [
                [relation for relation, numbers in buckets.items() for _ in numbers],
                [number for numbers in buckets.values() for number in numbers],
            ],
        )
        known = [staged for (staged,) in cursor.fetchall()]
        known = random.SystemRandom().sample(known, min(sample, _MOST, len(known)))
        cursor.execute("SELECT id, leaf FROM public.journal_staged WHERE id = ANY (%s) ORDER BY id", [known])
        leaves = cursor.fetchall()
    for start in range(0, len(leaves), _SETS):
        yield from _leaf_findings(cursor, leaves[start : start + _SETS], sample)


def _leaf_findings(cursor: Any, leaves: list[tuple[int, bytes]], sample: int | None) -> Iterator[Finding]:
    cursor.execute(_OF_LEAVES, [[staged for staged, _ in leaves]])
    sets: dict[int, list[RowSet]] = {}
    for staged, pk, relation, digest, acts in cursor.fetchall():
        sets.setdefault(staged, []).append(RowSet(pk, relation, bytes(digest), acts or ()))
    for staged, leaf in leaves:
        said = json.loads(bytes(leaf))
        is_bound = said["kind"] == ROWS and said["public"]["root"] == root_of(sets.get(staged, []))
        if not is_bound or (sample is not None and not is_under_head(staged)):
            yield Finding(f"Entry {staged}", "rows_leaf_differs", blocks=True)


def _named(relation: str) -> str:
    """The words for a row of a table: ``Bank account``."""
    models: Callable[[], Any] = apps.get_models
    for model in models():
        if model._meta.db_table == relation:
            return str(model._meta.verbose_name).capitalize()
    return relation


def _logged_at(cursor: Any, staged: int | None) -> str:
    cursor.execute("SELECT leaf FROM public.journal_staged WHERE id = %s", [staged])
    row = cursor.fetchone()
    return str(json.loads(bytes(row[0]))["logged_at"])[:16].replace("T", " ") if row else "-"
