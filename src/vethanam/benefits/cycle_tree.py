"""The tree under the leaf of an approved cycle: one commitment a person, sorted by label, built by buckets.

Its form is that of a use (``ledger.label_trees``); the reference of the labels is ``SCHEME-MONTH-VERSION``.
A salt is made from a secret of the cycle, so that none is stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from vethanam.benefits.models import Cycle, CycleApproval, CycleSecret, CycleTile, RollLine
from vethanam.benefits.queries.copied_rows import copied_parts, read_copied
from vethanam.bulk import array_of, copy_rows, read
from vethanam.errors import Broken
from vethanam.ledger.commitments import commitments, salts_of
from vethanam.ledger.hashing import HASH_BYTES
from vethanam.ledger.label_tiles import WIDTH, LeafTile, TiledTree, root_of_tiles
from vethanam.ledger.label_trees import FEW, LEAF_BYTES, SECRET_BYTES, bound_root, padding
from vethanam.ledger.merkle import Frontier, leaf_hashes
from vethanam.privacy.labels import UseKeys, labels_of

_BUCKETS = 256
#: lines made into leaves at a time, and tiles written at a time
_AT_ONCE, _TILES = 100_000, 1_000
_LINES = """
SELECT l.beneficiary_id, l.for_month, l.award_id, l.state, l.reason, l.kind_id FROM benefits_rollline l
 WHERE l.cycle_id = %(cycle)s
"""
_LINE_SCHEMA = {
    "beneficiary": pl.Int64, "month": pl.Int64, "award": pl.Int64, "state": pl.String, "reason": pl.String,
    "kind": pl.Int64,
}  # fmt: skip
# One text a month, decision and kind; a line has nothing else.
_TEXTS = """
SELECT x.for_month, x.state, x.reason, coalesce(x.kind_id, 0), format(
         '{"due":%%s,"kind":"%%s","month":%%s,"reason":"%%s","state":"%%s"}', coalesce(m.due::text, 'null'),
         coalesce(concat_ws(' ', k.age_band, k.disability_band, k.other_pension, k.share_class), ''),
         x.for_month, x.reason, x.state)
  FROM (SELECT DISTINCT l.cycle_id, l.for_month, l.state, l.reason, l.kind_id FROM benefits_rollline l
         WHERE l.cycle_id = %s) x
  LEFT JOIN benefits_kind k ON k.id = x.kind_id
  LEFT JOIN benefits_kindmonth m ON m.cycle_id = x.cycle_id AND m.kind_id = x.kind_id
     AND m.month = x.for_month
"""
_TEXT_SCHEMA = {
    "month": pl.Int64, "state": pl.String, "reason": pl.String, "kind": pl.Int64, "text": pl.String,
}  # fmt: skip
_NAMED = {"person": pl.Int64, "number": pl.String}
_WORDS = ["month", "state", "reason", "kind"]
_PEOPLE = """
SELECT b.person_id, b.number FROM unnest(%(people)s::bigint[]) WITH ORDINALITY AS w(beneficiary, place)
  JOIN benefits_beneficiary b ON b.id = w.beneficiary ORDER BY w.place
"""


@dataclass(frozen=True, slots=True)
class BuiltTree:
    """``persons2`` of a cycle, the number of people, and the hash of the labels' key, for the leaf."""

    root: bytes
    people: int
    label_key: str


def build_tree(cycle: Cycle) -> BuiltTree:
    """Build and store the tree of a cycle, in the caller's transaction.

    Labels with commitments fall into 256 buckets by their first byte; each is sorted by itself and cut into
    tiles, of which the hashes alone are kept for the root.
    """
    keys, salts = UseKeys.fresh(), secrets.token_bytes(SECRET_BYTES)
    buckets, people = [bytearray() for _ in range(_BUCKETS)], 0
    for leaf in _leaves(cycle, keys, salts):
        buckets[leaf[0]] += leaf
        people += 1
    for leaf in padding(keys.filler, people):
        buckets[leaf[0]] += leaf
    tiles, size, before = _Tiles(cycle.pk), 0, b""
    for bucket in buckets:
        leaves = sorted(bytes(bucket[at : at + LEAF_BYTES]) for at in range(0, len(bucket), LEAF_BYTES))
        bucket.clear()
        for leaf in leaves:
            if leaf[:HASH_BYTES] == before:
                raise Broken("label_twice")
            before = leaf[:HASH_BYTES]
        size += len(leaves)
        tiles.add(leaves)
    tiles.close()
    CycleSecret.objects.create(cycle=cycle, key=keys.key, filler=keys.filler, salts=salts)
    return BuiltTree(root_of_tiles(tiles.hashes, size), people, keys.hash)


def stored_tree(cycle: Cycle) -> TiledTree:
    """The tree of an approved cycle, for proofs."""
    tiles = CycleTile.objects.filter(cycle=cycle).order_by("number")
    found = list(tiles.values_list("first", "hash"))
    return TiledTree(
        [bytes(first) for first, _ in found],
        [bytes(value) for _, value in found],
        lambda number: bytes(tiles.values_list("leaves", flat=True).get(number=number)),
    )


def keys_of_cycle(cycle: Cycle) -> UseKeys:
    """The key of the labels of an approved cycle, and the secret that fills up its tree."""
    row = CycleSecret.objects.get(cycle=cycle)
    return UseKeys(bytes(row.key), bytes(row.filler))


def is_on_cycle(cycle: Cycle, person: int) -> bool:
    """Whether a person has a line in a cycle."""
    return RollLine.objects.filter(cycle=cycle, beneficiary__person=person).exists()


def published_trees() -> Iterator[tuple[str, int]]:
    """``persons2`` of each approved cycle of 100 people or more, and the cycle."""
    stored = CycleTile.objects.filter(number=0).values("cycle")
    rows = CycleApproval.objects.filter(people__gte=FEW, cycle__in=stored).order_by("pk")
    return ((bytes(root).hex(), cycle) for root, cycle in rows.values_list("root", "cycle").iterator())


def published_tree(root: bytes) -> Iterator[bytes] | None:
    """A published tree, tile by tile; None if there is none of this root."""
    rows = CycleApproval.objects.filter(people__gte=FEW, root=root).order_by("pk")
    cycle = rows.values_list("cycle", flat=True).first()
    return None if cycle is None else tiles_of_cycle(cycle)


def root_of_cycle(cycle: int, using: str = "default") -> bytes | None:
    """``persons2`` of the stored leaves; None without one."""
    frontier = Frontier()
    for tile in tiles_of_cycle(cycle, using):
        leaves = [tile[at : at + LEAF_BYTES] for at in range(0, len(tile), LEAF_BYTES)]
        frontier.append(leaf_hashes(leaves))
    return bound_root(frontier.size, frontier.root) if frontier.size else None


def tiles_of_cycle(cycle: int, using: str = "default") -> Iterator[bytes]:
    """The leaves of the tree of a cycle, tile by tile."""
    rows = (
        CycleTile.objects.using(using).filter(cycle=cycle).order_by("number").values_list("leaves", flat=True)
    )
    return (bytes(leaves) for leaves in rows.iterator(chunk_size=100))


def reference_of(cycle: Cycle) -> str:
    """The reference of a cycle in labels and leaves."""
    return str(cycle)


def record_text(number: str, lines: str) -> str:
    """The canonical record of a beneficiary: her number and her lines."""
    return f'{{"beneficiary":"{number}","lines":{lines}}}'


def _leaves(cycle: Cycle, keys: UseKeys, secret: bytes) -> Iterator[bytes]:
    """Label and commitment of each person, in no order that a reader of the tree could use."""
    texts = read(_TEXTS, [cycle.pk], _TEXT_SCHEMA).with_row_index("code")
    lines = _coded(cycle, texts.drop("text"))
    by_code = texts["text"]
    for start, stop in _slices(lines["beneficiary"]):
        of_each = lines.slice(start, stop - start)
        people = of_each.select("beneficiary", text=by_code.gather(of_each["code"])).group_by(
            "beneficiary", maintain_order=True
        ).agg(pl.col("text").str.join(","))  # fmt: skip
        named = read_copied(_PEOPLE, {"people": array_of(people["beneficiary"])}, _NAMED)
        numbers = named["number"].to_list()
        records = [
            record_text(number, f"[{text}]") for number, text in zip(numbers, people["text"], strict=True)
        ]
        made = commitments(salts_of(secret, numbers), records)
        labels = labels_of(named["person"].to_list(), keys, reference_of(cycle))
        yield from (label + commitment for label, commitment in zip(labels, made, strict=True))


def _coded(cycle: Cycle, texts: pl.DataFrame) -> pl.DataFrame:
    """``beneficiary`` and the ``code`` of each line's text, by beneficiary, month and award."""
    parts = [
        part.with_columns(pl.col("kind").fill_null(0))
        .join(texts, on=_WORDS, how="left", maintain_order="left")
        .select("beneficiary", "month", "award", "code")
        for part in copied_parts(_LINES, {"cycle": cycle.pk}, _LINE_SCHEMA)
    ]
    if not parts:
        return pl.DataFrame(schema={"beneficiary": pl.Int64, "code": pl.UInt32})
    return pl.concat(parts).sort("beneficiary", "month", "award").select("beneficiary", "code")


def _slices(beneficiaries: pl.Series) -> Iterator[tuple[int, int]]:
    """Slices of about ``_AT_ONCE`` lines, each with all lines of its people."""
    start, height = 0, beneficiaries.len()
    while start < height:
        stop = min(start + _AT_ONCE, height)
        while stop < height and beneficiaries[stop] == beneficiaries[stop - 1]:
            stop += 1
        yield start, stop
        start = stop


class _Tiles:
    """Cuts sorted leaves into tiles and appends them to the table, some at a time."""

    def __init__(self, cycle: int) -> None:
        self.hashes: list[bytes] = []
        self._cycle, self._number = cycle, 0
        self._rest: list[bytes] = []
        self._made: list[LeafTile] = []

    def add(self, leaves: list[bytes]) -> None:
        """Append leaves that follow those before."""
        self._rest += leaves
        while len(self._rest) >= WIDTH:
            self._cut(self._rest[:WIDTH])
            self._rest = self._rest[WIDTH:]
        if len(self._made) >= _TILES:
            self._write()

    def close(self) -> None:
        """Append the last tile and write what is left."""
        if self._rest:
            self._cut(self._rest)
        self._write()

    def _cut(self, leaves: list[bytes]) -> None:
        self._made.append(LeafTile(self._number, leaves))
        self._number += 1

    def _write(self) -> None:
        if not self._made:
            return
        hashes = [tile.hash for tile in self._made]
        self.hashes += hashes
        rows = pl.DataFrame(
            {
                "cycle_id": [self._cycle] * len(self._made),
                "number": [tile.number for tile in self._made],
                "first": [tile.first for tile in self._made],
                "hash": hashes,
                "leaves": [b"".join(tile.leaves) for tile in self._made],
            }
        )
        copy_rows("benefits_cycletile", rows)
        self._made = []
