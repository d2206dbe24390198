from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger import naive
from tests.ledger.vectors import CONSISTENCY, INCLUSION, LEAVES, ROOTS
from vethanam.errors import Broken
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.merkle import Tree, leaf_hashes
from vethanam.ledger.proofs import consistency_plan, inclusion_plan, is_consistent, is_included

SOME_HASH = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")
TREE = Tree(leaf_hashes(LEAVES))
SIZES = st.integers(1, 70)


def values(count: int) -> list[bytes]:
    return [b"leaf %d" % number for number in range(count)]


@pytest.mark.parametrize(("place", "path"), INCLUSION.items())
def test_published_audit_paths(place: tuple[int, int], path: list[str]) -> None:
    index, size = place
    found = TREE.inclusion(index, size)
    assert [value.hex() for value in found] == path
    assert is_included(leaf_hash(LEAVES[index]), index, size, found, ROOTS[size])


@pytest.mark.parametrize(("sizes", "proof"), CONSISTENCY.items())
def test_published_consistency_proofs(sizes: tuple[int, int], proof: list[str]) -> None:
    old, size = sizes
    found = TREE.consistency(old, size)
    assert [value.hex() for value in found] == proof
    assert is_consistent(old, size, found, ROOTS[old], ROOTS[size])


@given(SIZES, st.data())
def test_audit_paths_are_those_of_the_definition(size: int, data: st.DataObject) -> None:
    leaves = values(size)
    index = data.draw(st.integers(0, size - 1))
    tree = Tree(leaf_hashes([*leaves, b"later"]))
    path = tree.inclusion(index, size)
    assert path == naive.path(index, leaves)
    assert is_included(leaf_hash(leaves[index]), index, size, path, naive.root(leaves))


@given(SIZES, st.data())
def test_consistency_proofs_are_those_of_the_definition(size: int, data: st.DataObject) -> None:
    leaves = values(size)
    old = data.draw(st.integers(1, size))
    proof = Tree(leaf_hashes(leaves)).consistency(old)
    assert proof == naive.proof(old, leaves)
    assert is_consistent(old, size, proof, naive.root(leaves[:old]), naive.root(leaves))


@pytest.mark.parametrize(("index", "size"), [place for place in INCLUSION if place[1] > 1])
def test_a_wrong_audit_path_is_refused(index: int, size: int) -> None:
    path, leaf, root = TREE.inclusion(index, size), leaf_hash(LEAVES[index]), ROOTS[size]
    wrong: list[tuple[bytes, int, int, Sequence[bytes], bytes]] = [
        (leaf, index - 1, size, path, root),
        (leaf, index + 1, size, path, root),
        (leaf, index ^ 2, size, path, root),
        (leaf, index, size * 2, path, root),
        (leaf, index, size // 2, path, root),
        (b"WrongLeaf", index, size, path, root),
        (leaf, index, size, path, SOME_HASH),
        (leaf, index, size, path, b""),
        (leaf, index, size, [*path, b""], root),
        (leaf, index, size, [*path, root], root),
        (leaf, index, size, [b"", *path], root),
        (leaf, index, size, [root, *path], root),
        (leaf, index, size, path[:-1], root),
        *((leaf, index, size, flipped(path, at), root) for at in range(len(path))),
    ]
    assert not any(is_included(*case) for case in wrong)


@pytest.mark.parametrize(("old", "size"), [sizes for sizes in CONSISTENCY if sizes[0] < sizes[1]])
def test_a_wrong_consistency_proof_is_refused(old: int, size: int) -> None:
    proof, before, root = TREE.consistency(old, size), ROOTS[old], ROOTS[size]
    wrong: list[tuple[int, int, Sequence[bytes], bytes, bytes]] = [
        (old - 1, size, proof, before, root),
        (old + 1, size, proof, before, root),
        (old ^ 2, size, proof, before, root),
        (old, size * 2, proof, before, root),
        (old, size // 2, proof, before, root),
        (old, size, proof, SOME_HASH, root),
        (old, size, proof, before, SOME_HASH),
        (old, size, proof, root, before),
        (old, size, [], before, root),
        (old, size, [*proof, b""], before, root),
        (old, size, [*proof, before], before, root),
        (old, size, [before, *proof], before, root),
        (old, size, proof[:-1], before, root),
        *((old, size, flipped(proof, at), before, root) for at in range(len(proof))),
    ]
    assert not any(is_consistent(*case) for case in wrong)


def test_consistency_from_nothing_proves_nothing() -> None:
    assert not is_consistent(0, 8, [], ROOTS[0], ROOTS[8])
    assert not is_consistent(0, 0, [], ROOTS[0], ROOTS[0])
    with pytest.raises(Broken, match="from size 0"):
        consistency_plan(0, 8)


def test_a_head_is_consistent_with_itself_alone() -> None:
    assert is_consistent(3, 3, [], ROOTS[3], ROOTS[3])
    assert not is_consistent(3, 3, [], ROOTS[3], ROOTS[4])
    assert not is_consistent(3, 3, [ROOTS[3]], ROOTS[3], ROOTS[3])
    assert not is_consistent(4, 3, [], ROOTS[3], ROOTS[3])


def test_no_path_to_a_leaf_that_is_not_there() -> None:
    with pytest.raises(Broken, match="no leaf 8"):
        inclusion_plan(8, 8)


def flipped(hashes: Sequence[bytes], at: int) -> list[bytes]:
    return [
        bytes([value[0] ^ 8]) + value[1:] if number == at else value for number, value in enumerate(hashes)
    ]
