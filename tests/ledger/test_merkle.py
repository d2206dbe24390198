import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger import naive
from tests.ledger.vectors import LEAVES, ROOTS
from vethanam.errors import Broken
from vethanam.ledger.hashing import EMPTY_ROOT, leaf_hash, node_hash
from vethanam.ledger.merkle import Frontier, Tree, leaf_hashes, root_of

leaves = st.lists(st.binary(max_size=4), max_size=70)


def test_hashes_are_those_of_the_standard() -> None:
    assert leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert (
        node_hash(b"N123", b"N456").hex()
        == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    )


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    assert root_of(LEAVES[:size]) == ROOTS[size]


def test_a_tree_without_leaves_has_the_empty_root() -> None:
    assert root_of([]) == Tree().root() == EMPTY_ROOT == ROOTS[0]


@given(leaves)
def test_root_is_that_of_the_definition(values: list[bytes]) -> None:
    assert root_of(values) == naive.root(values)


@given(leaves, st.data())
def test_the_root_does_not_depend_on_how_leaves_were_batched(
    values: list[bytes], data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(values)), max_size=5)))
    frontier = Frontier()
    for start, end in zip([0, *cuts], [*cuts, len(values)], strict=True):
        frontier.append(leaf_hashes(values[start:end]))
        assert frontier.root == naive.root(values[:end])


@given(leaves)
def test_every_complete_subtree_is_reported_once(values: list[bytes]) -> None:
    frontier, seen = Frontier(), {}
    for value in values:
        for grown in frontier.append([leaf_hash(value)]):
            for index, node in enumerate(grown.hashes, grown.start):
                assert (grown.level, index) not in seen
                seen[grown.level, index] = node
    for (level, index), node in seen.items():
        assert node == naive.root(values[index << level : (index + 1) << level])
    assert len(seen) == sum(len(values) >> level for level in range(8))


@given(leaves, st.data())
def test_earlier_roots_stay(values: list[bytes], data: st.DataObject) -> None:
    tree = Tree(leaf_hashes(values))
    size = data.draw(st.integers(0, len(values)))
    assert tree.root(size) == naive.root(values[:size])


def test_no_root_of_leaves_that_are_not_there() -> None:
    with pytest.raises(Broken, match="3 leaves"):
        Tree(leaf_hashes([b"a", b"b", b"c"])).root(4)
