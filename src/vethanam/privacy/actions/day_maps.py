"""Make the map of a day: one leaf that commits to what the log holds about each person
(``docs/spec/map.md``).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import batched, chain
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from vethanam.bulk import array_of, array_of_octets
from vethanam.errors import Broken
from vethanam.identity.authority import Authority
from vethanam.journal import queries as journal
from vethanam.journal.actions import append
from vethanam.ledger.day_maps import KIND, NO_RECORDS, chain_after, line_of
from vethanam.ledger.label_tiles import WIDTH, root_of_tiles, tiles_of_leaves
from vethanam.ledger.label_trees import FEW, SECRET_BYTES, padding, secret_of_half
from vethanam.privacy.day_maps import all_lines, latest_map, map_keys, name_of_map
from vethanam.privacy.labels import make_secrets
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import DayMap, MapLine, MapYear

_ONE_MAKER = 0x6D6170  # "map"
_AT_ONCE = 20_000
_RECORDS = """
SELECT s.person, l.index, s.commitment
  FROM journal_leaf l
  JOIN privacy_use u ON u.leaf = l.staged_id
  JOIN privacy_usesubject s ON s.use_id = u.id
 WHERE l.index >= %s AND l.index < %s
 ORDER BY l.index
"""
_NEW_PEOPLE = """
SELECT s.person, privacy_label(s.inner_key, s.outer_key, privacy_label_text(%s, %s)), 0, %s::bytea,
       s.inner_key
  FROM privacy_labelsecret s WHERE NOT EXISTS (SELECT FROM privacy_mapline m WHERE m.person = s.person)
"""
_RELABELLED = """
SELECT s.person, privacy_label(s.inner_key, s.outer_key, privacy_label_text(%s, %s)), m.records, m.chain,
       s.inner_key
  FROM privacy_mapline m JOIN privacy_labelsecret s ON s.person = m.person
"""
_PRESENT = """
SELECT m.person, m.label, m.records, m.chain, s.inner_key
  FROM privacy_mapline m JOIN privacy_labelsecret s ON s.person = m.person
 WHERE m.person = ANY (%s::bigint[])
"""
_SUMS = """
SELECT count(*), coalesce(sum(records), 0) FROM privacy_mapline WHERE NOT person = ANY (%s::bigint[])
"""
_ARRAYS = "unnest(%s::bigint[], %s::bytea[], %s::int[], %s::bytea[], %s::bytea[])"
_ADD = f"""
INSERT INTO privacy_mapline (person, label, records, chain, line) SELECT * FROM {_ARRAYS}
"""  # noqa: S608  (a constant)
_CHANGE = f"""
UPDATE privacy_mapline m SET label = n.label, records = n.records, chain = n.chain, line = n.line
  FROM {_ARRAYS} AS n(person, label, records, chain, line) WHERE m.person = n.person
"""  # noqa: S608  (a constant)

#: person, label, number of records, chain, inner half of the secret
type _Row = tuple[int, bytes, int, bytes, bytes]
#: person, label, number of records, chain, rest of the line in the tree
type _Line = tuple[int, bytes, int, bytes, bytes]
#: some lines, each column as the parameter of a statement
type _Written = list[str]


@dataclass(frozen=True, slots=True)
class _Map:
    """A map before it is written: its new and changed lines, and its tree over all lines.

    The records under ``covers`` and the lines of the map before never change, so that it is computed
    without a transaction: a writing one makes the log wait until it ends.
    """

    day: date
    year: MapYear
    last: DayMap | None
    before: int | None
    covers: int
    new: list[_Written]
    changed: list[_Written]
    people: int
    records: int
    firsts: bytes
    hashes: bytes
    root: bytes


def make_map(authority: Authority) -> date | None:
    """The next map, if a day has ended since the last; returns its day.

    One at a time: the leaf of a map names the place of the map before, which must be under a head. Only the
    writing at the end is a transaction: killed before, nothing is written.
    """
    with _alone() as is_alone:
        made = _computed(authority.at) if is_alone else None
        if made is None:
            return None
        with transaction.atomic():
            _write(authority, made)
        return made.day


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else makes a map until the end of the block, in or out of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_MAKER])
        (is_alone,) = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_MAKER])


def _computed(at: datetime) -> _Map | None:
    last, head = latest_map(), journal.latest_head()
    day = _due(at, last)
    if day is None or head is None or not head.size:
        return None
    before = journal.position_of(last.leaf) if last else None
    if last and (before is None or before >= head.size):
        return None
    year = _year_of(day)
    new, changed = _lines(last, head.size, year)
    people, records = _sums(new, changed)
    fresh = {label: label + line for _, label, _, _, line in chain(new, changed)}
    kept = (
        () if _is_relabelled(last, year) else (one for one in all_lines() if one[:SECRET_BYTES] not in fresh)
    )
    filling = padding(bytes(year.filler), people) if people < FEW else []
    tree = _tree(merge(kept, sorted([*fresh.values(), *filling])))
    written = _written(new), _written(changed)
    return _Map(day, year, last, before, head.size, *written, people, records, *tree)


def _due(at: datetime, last: DayMap | None) -> date | None:
    ended = at.astimezone(IST).date() - timedelta(days=1)
    if last is None:
        return ended
    return last.day + timedelta(days=1) if last.day < ended else None


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ONE_MAKER])
        return bool(cursor.fetchone()[0])


def _year_of(day: date) -> MapYear:
    fresh = {"key": secrets.token_bytes(SECRET_BYTES), "filler": secrets.token_bytes(SECRET_BYTES)}
    return MapYear.objects.get_or_create(year=day.year, defaults=fresh)[0]


def _is_relabelled(last: DayMap | None, year: MapYear) -> bool:
    return last is not None and last.year_id != year.year


def _write(authority: Authority, made: _Map) -> None:
    """Write the lines, the map and its leaf.

    Refuses where the map before is not the one it was computed from: another process went on meanwhile, after
    this connection's lock was lost.
    """
    if DayMap.objects.order_by("-day").values_list("pk", flat=True).first() != (made.last and made.last.pk):
        raise Broken("map_moved", day=made.day)
    _put(_ADD, made.new)
    _put(_CHANGE, made.changed)
    if MapLine.objects.count() != made.people:
        raise Broken("map_moved", day=made.day)
    is_few = made.people < FEW
    leaf = append(
        KIND,
        public={
            "day": made.day.isoformat(), "covers": made.covers, "before": made.before,
            "map": name_of_map(made.day.year), "people": None if is_few else made.people,
            "records": None if is_few else made.records, "label_key": map_keys(made.year).hash,
            "persons2": made.root.hex(),
        },
        private=None,
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    DayMap.objects.create(
        day=made.day, year=made.year, covers=made.covers, people=made.people, records=made.records,
        root=made.root, leaf=leaf, firsts=made.firsts, hashes=made.hashes, recorded_at=timezone.now(),
    )  # fmt: skip


def _put(statement: str, written: Iterable[_Written]) -> None:
    with connection.cursor() as cursor:
        for parameters in written:
            cursor.execute(statement, parameters)


def _written(lines: Sequence[_Line]) -> list[_Written]:
    found = []
    for part in batched(lines, _AT_ONCE):
        persons, labels, numbers, chains, made = zip(*part, strict=True)
        octets = [array_of_octets(values) for values in (labels, chains, made)]
        found.append([array_of(persons), octets[0], array_of(numbers), octets[1], octets[2]])
    return found


def _sums(new: Iterable[_Line], changed: Sequence[_Line]) -> tuple[int, int]:
    """The people of a map and their records."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [array_of(person for person, *_ in changed)])
        people, records = cursor.fetchone()
    numbers = [number for _, _, number, *_ in chain.from_iterable((new, changed))]
    return int(people) + len(numbers), int(records) + sum(numbers)


def _tree(leaves: Iterable[bytes]) -> tuple[bytes, bytes, bytes]:
    """The first labels and the hashes of a tree's tiles, and its root."""
    firsts, hashes, size = list[bytes](), list[bytes](), 0
    for part in batched(leaves, WIDTH):
        (tile,) = tiles_of_leaves(part)
        firsts.append(tile.first)
        hashes.append(tile.hash)
        size += len(part)
    return b"".join(firsts), b"".join(hashes), root_of_tiles(hashes, size)


def _lines(last: DayMap | None, covers: int, year: MapYear) -> tuple[list[_Line], list[_Line]]:
    """The new lines and the changed ones, up to a size of the log, under the labels of a year."""
    named = [bytes(year.key), name_of_map(year.year)]
    records = _records(last.covers if last else 0, covers)
    make_secrets(records)
    new = [_line(row, records) for row in _rows(_NEW_PEOPLE, [*named, NO_RECORDS])]
    if _is_relabelled(last, year):
        return new, [_line(row, records) for row in _rows(_RELABELLED, named)]
    added = {person for person, *_ in new}
    grown = (person for person in records if person not in added)
    changed = (row for part in batched(grown, _AT_ONCE) for row in _rows(_PRESENT, [array_of(part)]))
    return new, [_line(row, records) for row in changed]


def _records(start: int, end: int) -> dict[int, list[tuple[int, bytes]]]:
    """Leaf and commitment of each record about each person, in the order of the log."""
    found: dict[int, list[tuple[int, bytes]]] = {}
    for person, index, committed in _rows(_RECORDS, [start, end]):
        found.setdefault(person, []).append((index, bytes(committed)))
    return found


def _line(row: _Row, records: Mapping[int, Iterable[tuple[int, bytes]]]) -> _Line:
    person, label, number, end, half = row
    for index, committed in records.get(person, ()):
        number, end = number + 1, chain_after(bytes(end), index, committed)
    line = line_of(secret_of_half(bytes(half)), bytes(label), number, bytes(end))
    return person, bytes(label), number, bytes(end), line


def _rows(text: str, parameters: list[Any]) -> Iterator[Any]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(text, parameters)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows
