"""Read the maps of days: the latest map, the lines in its tree, and the place of a person's line."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from vethanam.ledger.label_tiles import WIDTH, TiledTree
from vethanam.ledger.label_trees import FEW, LabelTree, ProvingTree, padding
from vethanam.privacy.labels import UseKeys
from vethanam.privacy.models import DayMap, MapLine, MapYear

_HASH = 32
# In one statement, so that another map made meanwhile gives no row.
_LINES = """
SELECT label || line FROM privacy_mapline
 WHERE %s::bigint IS NULL OR %s = (SELECT max(id) FROM privacy_daymap) ORDER BY label
"""
_TILE = "SELECT label || line FROM privacy_mapline WHERE label >= %s ORDER BY label LIMIT %s"


def latest_map() -> DayMap | None:
    """The map of the latest day; None before the first."""
    return DayMap.objects.select_related("year").order_by("-day").first()


def name_of_map(year: int) -> str:
    """``public.map`` of a year's maps."""
    return f"map-{year}"


def map_keys(year: MapYear) -> UseKeys:
    """The key of a year's labels, and the secret that fills up a map of few people."""
    return UseKeys(bytes(year.key), bytes(year.filler))


def line_label(person: int) -> bytes | None:
    """A person's label in the latest map; None if she has no line yet."""
    label = MapLine.objects.filter(person=person).values_list("label", flat=True).first()
    return bytes(label) if label is not None else None


def lines_in_order(keys: UseKeys, people: int, of: int | None = None) -> Iterator[bytes]:
    """The leaves of the latest map's tree in order; none if that is not map ``of`` any more."""
    lines = all_lines(of)
    if people >= FEW:
        return lines
    found = list(lines)
    return iter(sorted([*found, *padding(keys.filler, people)]) if found or of is None else [])


def all_lines(of: int | None = None) -> Iterator[bytes]:
    """The lines of the latest map in order, without filling; none if that is not map ``of`` any more."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_LINES, [of, of])
        while rows := cursor.fetchmany(WIDTH * 100):
            yield from (bytes(line) for (line,) in rows)


def published_map(root: bytes) -> Iterator[bytes] | None:
    """The tree of the latest map, some leaves at a time; None if it has another root."""
    latest = latest_map()
    if latest is None or bytes(latest.root) != root:
        return None
    return lines_in_order(map_keys(latest.year), latest.people, latest.pk)


def tree_of_map(latest: DayMap) -> ProvingTree:
    """The tree of the latest map, for proofs: a few tiles of a large one, a small one whole."""
    keys = map_keys(latest.year)
    if latest.people < FEW:
        return LabelTree(list(lines_in_order(keys, latest.people)))
    firsts = _cut(bytes(latest.firsts))
    return TiledTree(firsts, _cut(bytes(latest.hashes)), lambda number: _tile(firsts[number]))


def _tile(first: bytes) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(_TILE, [first, WIDTH])
        return b"".join(bytes(line) for (line,) in cursor.fetchall())


def _cut(pool: bytes) -> list[bytes]:
    return [pool[start : start + _HASH] for start in range(0, len(pool), _HASH)]
