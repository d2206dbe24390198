"""Labels of persons in uses, and the secrets they are made from (``docs/spec/persons.md``).

Each person has one secret, made when she is first asked about or a contact of hers is sealed.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import polars as pl
from django.db import connection

from vethanam.bulk import among, array_of, array_of_octets, copy_rows
from vethanam.errors import Broken
from vethanam.ledger.label_tiles import TiledTree, tiles_of_leaves
from vethanam.ledger.label_trees import (
    SECRET_BYTES,
    LabelTree,
    ProvingTree,
    hmac_halves,
    label_leaves,
    secret_hash,
    secret_of_half,
)
from vethanam.privacy.models import LabelSecret, LabelTile, Use, UseSecret, UseSubject

_WITHOUT = """
SELECT DISTINCT w.person FROM unnest(%s::bigint[]) AS w(person)
 WHERE NOT EXISTS (SELECT FROM privacy_labelsecret s WHERE s.person = w.person) ORDER BY w.person
"""
# In the order of persons, so that two makers wait for one another and never both.
_MAKE = """
INSERT INTO privacy_labelsecret (person, inner_key, outer_key)
SELECT * FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[]) ON CONFLICT (person) DO NOTHING
"""
_LABELS = """
SELECT privacy_label(s.inner_key, s.outer_key, t.label_text)
  FROM privacy_label_text(%s::bytea, %s) AS t(label_text)
 CROSS JOIN unnest(%s::bigint[]) WITH ORDINALITY AS w(person, place)
  JOIN privacy_labelsecret s ON s.person = w.person
 ORDER BY w.place
"""


@dataclass(frozen=True, slots=True)
class UseKeys:
    """The key of a use's labels, and the secret that fills up its tree."""

    key: bytes = field(repr=False)
    filler: bytes = field(repr=False)

    @classmethod
    def fresh(cls) -> UseKeys:
        """New ones."""
        return cls(secrets.token_bytes(SECRET_BYTES), secrets.token_bytes(SECRET_BYTES))

    @property
    def hash(self) -> str:
        """``label_key`` in the leaf of the use."""
        return sha256(self.key).hexdigest()


def keys_of_use(use: int) -> UseKeys | None:
    """The secrets of a use; None if it was recorded before there were labels, or its key was destroyed."""
    row = UseSecret.objects.filter(use=use, key__isnull=False).values_list("key", "filler").first()
    return UseKeys(bytes(row[0]), bytes(row[1])) if row and row[0] is not None else None


def filler_of_use(use: int) -> bytes | None:
    """The secret that fills up a use's tree, kept beyond its key; None where the use has no labels."""
    row = UseSecret.objects.filter(use=use).values_list("filler", flat=True).first()
    return bytes(row) if row is not None else None


def labels_of(persons: Collection[int], keys: UseKeys, reference: str) -> list[bytes]:
    """The label of each person in a use, in their order; makes missing secrets."""
    make_secrets(persons)
    with connection.cursor() as cursor:
        cursor.execute(_LABELS, [keys.key, reference, array_of(persons)])
        labels = [bytes(label) for (label,) in cursor.fetchall()]
    if len(labels) != len(persons):
        raise Broken("label_missing")
    return labels


def make_secrets(persons: Iterable[int]) -> None:
    """Make a secret for each person who has none, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT, [array_of(persons)])
        without = [person for (person,) in cursor.fetchall()]
        if without:
            inner, outer = hmac_halves(secrets.token_bytes(SECRET_BYTES * len(without)))
            cursor.execute(
                _MAKE, [array_of(without), array_of_octets(_cut(inner)), array_of_octets(_cut(outer))]
            )


def secret_of(person: int) -> bytes | None:
    """A person's secret, only for herself and for the dispatcher; None if she has none yet."""
    half = LabelSecret.objects.filter(person=person).values_list("inner_key", flat=True).first()
    return secret_of_half(bytes(half)) if half is not None else None


def made_secret_of(person: int) -> bytes:
    """A person's secret, made if she has none yet."""
    make_secrets([person])
    secret = secret_of(person)
    if secret is None:
        raise Broken("label_missing")
    return secret


def secret_hashes_of(persons: Collection[int]) -> dict[int, bytes]:
    """The hash of each person's secret, to which her contacts are bound; makes missing secrets."""
    make_secrets(persons)
    rows = LabelSecret.objects.filter(person__in=among(persons)).values_list("person", "inner_key")
    return {person: secret_hash(secret_of_half(bytes(half))) for person, half in rows}


def store_tiles(use: int, leaves: Sequence[bytes]) -> None:
    """Store the tree of a new use of many people, to be published."""
    copy_rows("privacy_labeltile", tile_rows(leaves).with_columns(use_id=pl.lit(use)))


def tile_rows(leaves: Sequence[bytes]) -> pl.DataFrame:
    """The tiles of a tree as rows."""
    tiles = tiles_of_leaves(leaves)
    return pl.DataFrame(
        {
            "number": [tile.number for tile in tiles],
            "first": [tile.first for tile in tiles],
            "hash": [tile.hash for tile in tiles],
            "leaves": [b"".join(tile.leaves) for tile in tiles],
        }
    )


def tree_of_use(use: int, filler: bytes) -> ProvingTree:
    """The tree of a use, for proofs: a few tiles of a large one, a small one whole."""
    tiles = LabelTile.objects.filter(use=use).order_by("number")
    found = list(tiles.values_list("first", "hash"))
    if not found:
        return LabelTree(leaves_of_tree(use, filler))
    return TiledTree(
        [bytes(first) for first, _ in found],
        [bytes(value) for _, value in found],
        lambda number: bytes(tiles.values_list("leaves", flat=True).get(number=number)),
    )


def published_trees() -> Iterator[tuple[str, int]]:
    """``persons2`` of each use with a published tree, and the use."""
    uses = Use.objects.filter(pk__in=LabelTile.objects.filter(number=0).values("use")).order_by("pk")
    return ((bytes(root or b"").hex(), use) for root, use in uses.values_list("root", "pk").iterator())


def published_tree(root: bytes) -> Iterator[bytes] | None:
    """A published tree, tile by tile; None if there is none of this root."""
    use = Use.objects.filter(root=root).order_by("pk").values_list("pk", flat=True).first()
    if use is None or not LabelTile.objects.filter(use=use).exists():
        return None
    return tiles_of_use(use)


def tiles_of_use(use: int) -> Iterator[bytes]:
    """The leaves of a published tree, tile by tile."""
    rows = LabelTile.objects.filter(use=use).order_by("number").values_list("leaves", flat=True)
    return (bytes(leaves) for leaves in rows.iterator(chunk_size=100))


def leaves_of_tree(use: int, filler: bytes) -> list[bytes]:
    """The leaves of a use's tree in order."""
    rows = list(UseSubject.objects.filter(use=use).values_list("label", "commitment"))
    if not rows:
        return []
    labels, commitments = zip(*rows, strict=True)
    return label_leaves(map(bytes, labels), map(bytes, commitments), filler)


def _cut(pool: bytes) -> Sequence[bytes]:
    return [pool[start : start + SECRET_BYTES] for start in range(0, len(pool), SECRET_BYTES)]
