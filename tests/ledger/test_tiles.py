"""Tiles: addresses in one form, and every hash of a log found again from its tiles."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vethanam.ledger.merkle import Tree, leaf_hashes
from vethanam.ledger.tiles import HEIGHT, WIDTH, Tile, entry_bundle, tiles_of


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(1, 1234067), "tile/1/x001/x234/067"),
        (Tile(None, 273, 112), "tile/entries/273.p/112"),
        (Tile(2, 1000, 1), "tile/2/x001/000.p/1"),
    ],
)
def test_an_address_is_read_as_it_is_written(tile: Tile, path: str) -> None:
    assert tile.path == path and Tile.parse(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0", "tile/00/000", "tile/64/000", "tile/0/x000/001", "tile/0/000.p/0", "tile/0/000.p/256",
        "tile/0/000.p/01", "tile/0/1/000", "tile/0/../000", "tile/data/000", "checkpoint", "tile/0/000/", "",
    ],
)  # fmt: skip
def test_another_form_of_an_address_is_none(path: str) -> None:
    assert Tile.parse(path) is None


def test_the_example_of_the_specification() -> None:
    """70,000 entries: 273 full tiles and one of 112 hashes, one full and one of 17, one of 1."""
    hashes = [tile for tile in tiles_of(70_000) if tile.level is not None]
    counted = [
        (
            sum(t.level == level and t.width == WIDTH for t in hashes),
            [t.width for t in hashes if t.level == level][-1],
        )
        for level in range(3)
    ]
    assert counted == [(273, 112), (1, 17), (0, 1)]
    assert [tile.path for tile in tiles_of(256)] == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]


def test_a_root_is_folded_from_tiles_alone() -> None:
    """Each hash of a tile is the root over the full tile below it."""
    leaves = [f"entry {number}".encode() for number in range(700)]
    tree = Tree(leaf_hashes(leaves))
    below = leaf_hashes(leaves)
    for tile in tiles_of(700):
        if tile.level is None:
            content = entry_bundle(leaves[place] for place in tile.places)
            assert content.startswith(len(leaves[tile.places[0]]).to_bytes(2, "big"))
        else:
            spans = [(place << tile.tree_level, (place + 1) << tile.tree_level) for place in tile.places]
            assert spans[-1][1] <= 700 and tile.is_in(700)
            found = [Tree(below[start:end]).root() for start, end in spans]
            assert len(found) == tile.width
    assert not Tile(0, 2, 189).is_in(700) and Tile(0, 2, 188).is_in(700) and not Tile(1, 0).is_in(700)
    assert tree.root() != sha256(b"").digest()


@given(before=st.integers(0, 70_000), more=st.integers(0, 2_000))
def test_what_is_new_is_everything_that_was_not_there(before: int, more: int) -> None:
    there, after = set(tiles_of(before)), set(tiles_of(before + more))
    new = set(tiles_of(before + more, before))
    assert after - there <= new <= after
    assert all(tile.places[-1] >= before >> (tile.level or 0) * HEIGHT for tile in new)
