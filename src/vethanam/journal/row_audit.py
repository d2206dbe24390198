"""Recompute row sets from the rows (``vethanam check``): rows changed, removed or added behind the log.

A room declares its tables in ``audit.py``: relation → kinds of entry under which an act writes its rows, and
relation → the changes that its rows may have later. A row of any other table is written once.
Whole or sampled, work is done in buckets of 8,192 ids, so memory stays bounded for any number of rows.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from psycopg import sql

from vethanam.errors import Finding
from vethanam.journal.queries import NOTHING, is_under_head
from vethanam.journal.row_sets import AS_MARKED, ROWS, TAKEN, RowSet, key_of, root_of
from vethanam.ledger.leaves import leaf_in

#: written under an entry of any kind; written without any
ANY_ACT: Collection[str] = ("*",)
NO_ACT: Collection[str] = ()
#: a bucket has the ids with an equal ``id >> 13``: division would bring those on both sides of 0 together
BUCKET, _BITS = 8192, 13
#: before every id
_FIRST = -(2**63)
_MOST = 20
_SETS = 1000

type Bucket = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """What may change rows of a table: an act with one of these kinds of entry.

    Changes of rows ``t`` under the condition ``unless`` need no entry. ``filled`` is a column that is null
    at first and is filled once, without an entry; then nothing else changes.
    """

    acts: Collection[str] = ANY_ACT
    unless: str = "false"
    filled: str = ""


_COLUMNS = """
SELECT DISTINCT sets.columns, array(SELECT unnest(sets.columns) EXCEPT
       SELECT attname FROM pg_attribute WHERE attrelid = format('public.%%I', sets.relation)::regclass
          AND attnum > 0 AND NOT attisdropped)
  FROM public.journal_rowset AS sets WHERE relation = %s AND bucket = %s
"""
# Of each id the last set counts: tables with changing rows have a set for each change.
_DIFFERENT = """
WITH given AS MATERIALIZED (
  SELECT DISTINCT ON (row.id) row.id, row.mark, sets.salt, sets.columns, sets.staged_id, sets.acts,
         lead(sets.id) OVER before AS set_before{before}
    FROM public.journal_rowset AS sets, unnest(sets.ids, sets.marks) AS row (id, mark)
   WHERE sets.relation = %s AND sets.bucket = %s
  WINDOW before AS (PARTITION BY row.id ORDER BY sets.id DESC) ORDER BY row.id, sets.id DESC), compared AS (
  SELECT coalesce(given.id, there.id) AS id, given.id IS NULL AS is_unknown, there.id IS NULL AS is_gone,
         given.set_before IS NOT NULL AND NOT ({may_change}) AS is_again, given.staged_id,
         substr(sha256(given.salt || convert_to({text}, 'UTF8')), 1, 16) IS DISTINCT FROM given.mark
           AS is_other
    FROM given FULL JOIN (SELECT t.{key}::bigint AS id, {unless} AS is_free, {texts}
                            FROM public.{relation} AS t
                           WHERE t.{key} BETWEEN %s AND %s) AS there ON there.id = given.id)
SELECT id, is_unknown, is_gone, is_other, staged_id FROM compared
 WHERE is_unknown OR is_gone OR is_other OR is_again ORDER BY id LIMIT %s
"""
# The set before that of a filled column, and whether it was the first.
_BEFORE_FILLED = """,
         lead(row.mark) OVER before AS mark_before, lead(sets.salt) OVER before AS salt_before,
         lead(sets.id, 2) OVER before IS NULL AS is_second"""
_FILLED = """coalesce(given.is_second AND given.mark_before
  = substr(sha256(given.salt_before || convert_to({text}, 'UTF8')), 1, 16), false)"""
# Earlier versions took the rows of an installation again if it was installed twice before its first leaf.
_TAKEN_TWICE = "coalesce(given.staged_id = {first} AND given.acts @> {taken}::text[], false) OR {may_change}"
_BELOW_ONE = "SELECT {key} FROM public.{relation} WHERE {key} < 1 ORDER BY 1 LIMIT %s"
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
# Entries of another kind to which sets are bound.
_OF_OTHERS = """
SELECT id FROM public.journal_staged WHERE id = ANY (%s)
   AND substring(encode(leaf, 'escape') FROM '"kind":"([^"]+)"') IS DISTINCT FROM %s ORDER BY id
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
    cursor: Any,
    relations: Mapping[str, Collection[str]],
    sample: int | None = None,
    changes: Mapping[str, Change] | None = None,
) -> list[Finding]:
    """Every difference between rows and row sets; with ``sample`` in that many random buckets.

    At most twenty findings for each table. ``relations`` maps each table to the kinds of entry of its rows,
    ``changes`` some to what may change them.
    The transaction of ``cursor`` may read every table.
    """
    cursor.execute(AS_MARKED)
    buckets = _buckets(cursor, relations) if sample is None else _some_buckets(cursor, relations, sample)
    found: list[Finding] = []
    for relation, numbers in buckets.items():
        acts, change = relations[relation], (changes or {}).get(relation)
        found += _of_relation(
            cursor, _Found(relation, cursor), acts, change, numbers, is_whole=sample is None
        )
    return [*found, *_altered(cursor, buckets, sample), *_leaves(cursor, buckets, sample)]


def _buckets(cursor: Any, relations: Collection[str]) -> dict[str, list[int]]:
    """Every bucket with rows or sets."""
    found = {}
    for relation in relations:
        statement = sql.SQL(
            "SELECT bucket FROM public.journal_rowset WHERE relation = %s"
            " UNION SELECT {key}::bigint >> %s FROM public.{relation} ORDER BY 1"
        ).format(key=sql.Identifier(key_of(cursor, relation)), relation=sql.Identifier(relation))
        cursor.execute(statement, [relation, _BITS])
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
        statement = sql.SQL("SELECT max({key})::bigint >> %s FROM public.{relation}").format(
            key=sql.Identifier(key_of(cursor, relation)), relation=sql.Identifier(relation)
        )
        cursor.execute(statement, [_BITS])
        (last,) = cursor.fetchone()
        if last is not None:
            chosen.add((relation, last))
    found: dict[str, list[int]] = {}
    for relation, number in sorted(chosen):
        found.setdefault(relation, []).append(number)
    return found


def _of_relation(
    cursor: Any,
    found: _Found,
    acts: Collection[str],
    change: Change | None,
    numbers: Collection[int],
    *,
    is_whole: bool,
) -> Iterator[Finding]:
    relation, key = found.relation, key_of(cursor, found.relation)
    names = {"key": sql.Identifier(key), "relation": sql.Identifier(relation)}
    cursor.execute(sql.SQL(_BELOW_ONE).format(**names), [_MOST])
    for (row,) in cursor.fetchall():
        yield from found.finding(row, "row_below_one", None)
    for number in numbers:
        yield from _different(cursor, found, names, change, number)
    if acts == NO_ACT:
        return
    where = sql.SQL("true") if is_whole else sql.SQL("bucket = ANY ({})").format(list(numbers))
    statement = sql.SQL(_WITHOUT_ACT).format(where=where)
    known = [*acts, *(change.acts if change else ()), TAKEN]
    cursor.execute(statement, [relation, "*" in known, known, _MOST])
    for _, row, count, given, staged in cursor.fetchall():
        said = ", ".join(given) or "-"
        yield from found.finding(row, "row_without_act", staged, count=count, acts=said)


def _different(
    cursor: Any, found: _Found, names: Mapping[str, sql.Composable], change: Change | None, number: int
) -> Iterator[Finding]:
    relation = found.relation
    cursor.execute(_COLUMNS, [relation, number])
    lists = cursor.fetchall()
    if gone := sorted({name for _, missing in lists for name in missing}):
        yield from found.finding(number * BUCKET, "row_columns_gone", None, columns=gone)
        return
    texts, text, text_before = _texts([columns for columns, _ in lists], change.filled if change else "")
    statement = sql.SQL(_DIFFERENT).format(
        **names,
        texts=texts,
        text=text,
        before=sql.SQL(_BEFORE_FILLED if change and change.filled else ""),
        may_change=_or_taken_twice(cursor, _may_change(change, text_before)),
        unless=sql.SQL(change.unless if change else "false"),
    )
    cursor.execute(statement, [relation, number, number * BUCKET, number * BUCKET + BUCKET - 1, _MOST])
    for row, is_unknown, is_gone, is_other, staged in cursor.fetchall():
        code = (
            "row_without_entry" if is_unknown else "row_missing" if is_gone else "row_changed" if is_other
            else "row_written_again"
        )  # fmt: skip
        yield from found.finding(row, code, staged)


def _or_taken_twice(cursor: Any, may_change: sql.Composable) -> sql.Composable:
    cursor.execute("SELECT min(staged_id) FROM public.journal_rowset")
    (first,) = cursor.fetchone()
    return sql.SQL(_TAKEN_TWICE).format(first=first, taken=[TAKEN], may_change=may_change)


def _may_change(change: Change | None, text_before: sql.Composable) -> sql.Composable:
    """Whether the last set of a row may be a further one. One without a leaf yet is left to a later check."""
    if change is None:
        return sql.SQL("false")
    if change.filled:
        return sql.SQL(_FILLED).format(text=text_before)
    if "*" in change.acts:
        return sql.SQL("given.acts IS DISTINCT FROM '{{}}' OR coalesce(there.is_free, false)").format()
    return sql.SQL("given.acts IS NULL OR given.acts && {}::text[] OR coalesce(there.is_free, false)").format(
        list(change.acts)
    )


def _texts(
    lists: Sequence[Sequence[str]], filled: str
) -> tuple[sql.Composable, sql.Composable, sql.Composable]:
    """A row's text for each list of columns, the choice of the one for a given set, and the same with the
    column ``filled`` still null.
    """
    texts: list[sql.Composable] = [sql.SQL("NULL::text AS text_none")]
    chosen: list[sql.Composable] = []
    for prefix, without in (("text", ""), ("first", filled)):
        cases: list[sql.Composable] = []
        for place, names in enumerate(lists if without or prefix == "text" else ()):
            name = sql.Identifier(f"{prefix}_{place}")
            columns = sql.SQL(", ").join(
                sql.SQL("NULL") if column == without else sql.SQL("t.{}").format(sql.Identifier(column))
                for column in names
            )
            texts.append(sql.SQL("ROW({})::text AS {}").format(columns, name))
            cases.append(sql.SQL("WHEN given.columns = {}::text[] THEN there.{}").format(list(names), name))
        empty = sql.SQL("there.text_none")
        chosen.append(sql.SQL("CASE {} END").format(sql.SQL(" ").join(cases)) if cases else empty)
    return sql.SQL(", ").join(texts), chosen[0], chosen[1]


def _altered(cursor: Any, buckets: Mapping[str, Collection[int]], sample: int | None) -> Iterator[Finding]:
    """Row sets that contradict their digest."""
    if sample is None:
        where = sql.SQL("id > %s AND id <= %s")
        parts: Iterable[list[object]] = _parts_of_sets(cursor)
    else:
        where = sql.SQL("relation = %s AND bucket = ANY (%s)")
        parts = [[relation, list(numbers)] for relation, numbers in buckets.items()]
    for given in parts:
        cursor.execute(sql.SQL(_ALTERED).format(where=where), given)
        for (pk,) in cursor.fetchall():
            yield Finding(f"Row set {pk}", "row_set_changed", blocks=True)


def _parts_of_sets(cursor: Any) -> Iterator[list[object]]:
    """The ids around every thousand sets: before the first, and the last."""
    last = _FIRST
    while True:
        cursor.execute(
            "SELECT max(id) FROM ("
            "SELECT id FROM public.journal_rowset WHERE id > %s ORDER BY id LIMIT %s) AS part",
            [last, _SETS],
        )
        (end,) = cursor.fetchone()
        if end is None:
            return
        yield [last, end]
        last = end


def _leaves(cursor: Any, buckets: Mapping[str, Collection[int]], sample: int | None) -> Iterator[Finding]:
    """Leaves over other row sets than those stored for them, and sets of an entry of another kind."""
    if sample is None:
        cursor.execute(_LEAVES, [f'%"kind":"{ROWS}"%'.encode()])
        leaves = [row for row in cursor.fetchall() if _read(row[1])["kind"] == ROWS]
        cursor.execute("SELECT DISTINCT staged_id FROM public.journal_rowset WHERE staged_id IS NOT NULL")
        others = sorted({staged for (staged,) in cursor.fetchall()} - {staged for staged, _ in leaves})
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
        cursor.execute(_OF_OTHERS, [known, ROWS])
        others = [staged for (staged,) in cursor.fetchall()]
        known = random.SystemRandom().sample(known, min(sample, _MOST, len(known)))
        cursor.execute("SELECT id, leaf FROM public.journal_staged WHERE id = ANY (%s) ORDER BY id", [known])
        leaves = cursor.fetchall()
    for staged in others:
        yield Finding(f"Entry {staged}", "rows_of_another_entry", blocks=True)
    for start in range(0, len(leaves), _SETS):
        yield from _leaf_findings(cursor, leaves[start : start + _SETS], sample)


def _leaf_findings(cursor: Any, leaves: list[tuple[int, bytes]], sample: int | None) -> Iterator[Finding]:
    cursor.execute(_OF_LEAVES, [[staged for staged, _ in leaves]])
    sets: dict[int, list[RowSet]] = {}
    for staged, pk, relation, digest, acts in cursor.fetchall():
        sets.setdefault(staged, []).append(RowSet(pk, relation, bytes(digest), acts or ()))
    for staged, leaf in leaves:
        said = _read(leaf)
        if said["kind"] != ROWS:
            continue
        is_bound = said["public"].get("root") == root_of(sets.get(staged, []))
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
    return _read(row[0])["logged_at"][:16].replace("T", " ") or "-" if row else "-"


def _read(leaf: bytes) -> Mapping[str, Any]:
    return leaf_in(bytes(leaf)) or NOTHING
