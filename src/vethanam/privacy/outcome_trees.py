"""The tree of a closing: version 1 (:mod:`vethanam.ledger.persons`), that of many people stored in tiles."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from vethanam.bulk import copy_rows
from vethanam.ledger.hashing import HASH_BYTES
from vethanam.ledger.label_tiles import TiledTree
from vethanam.ledger.label_trees import FEW
from vethanam.ledger.persons import PersonPath, PersonTree
from vethanam.privacy.labels import tile_rows
from vethanam.privacy.models import OutcomeTile, SubjectOutcome


def store_outcome_tiles(closing: int, commitments: Sequence[bytes]) -> None:
    """Store the tree of a new closing, its commitments in order, if it is of many people."""
    if len(commitments) >= FEW:
        copy_rows("privacy_outcometile", tile_rows(commitments).with_columns(closing_id=pl.lit(closing)))


def path_of_outcome(row: SubjectOutcome) -> PersonPath:
    """The place of an outcome in the tree of its closing.

    Closings of few people, and those from before there were tiles, are read whole.
    """
    tiles = OutcomeTile.objects.filter(closing=row.closing_id).order_by("number")
    found = list(tiles.values_list("first", "hash"))
    commitment = bytes(row.commitment)
    if not found:
        everyone = SubjectOutcome.objects.filter(closing=row.closing_id)
        tree = PersonTree(bytes(one) for one in everyone.values_list("commitment", flat=True))
        return tree.path_of(commitment)
    return TiledTree(
        [bytes(first) for first, _ in found],
        [bytes(value) for _, value in found],
        lambda number: bytes(tiles.values_list("leaves", flat=True).get(number=number)),
        HASH_BYTES,
    ).path_of(commitment)
