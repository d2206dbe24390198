import pytest
from hypothesis import given
from hypothesis import strategies as st

from vethanam.errors import Broken
from vethanam.ledger.canonical import canonical
from vethanam.ledger.commitments import commitment, commitments, fresh_salts
from vethanam.ledger.persons import PersonPath, PersonTree, commit_to, commit_to_texts, has_person


def tree_of(count: int) -> PersonTree:
    return PersonTree([commitment(salt, {"person": n}) for n, salt in enumerate(fresh_salts(count))])


@given(st.integers(1, 40), st.data())
def test_every_person_is_proven_at_her_place_only(count: int, data: st.DataObject) -> None:
    tree = tree_of(count)
    mine = tree.commitments[data.draw(st.integers(0, count - 1))]
    proof = tree.path_of(mine)
    assert has_person(tree.root, mine, proof)
    assert not has_person(tree.root, commitment(bytes(16), {"person": "other"}), proof)
    for other in (
        PersonPath(proof.position + 1, proof.size, proof.path),
        PersonPath(proof.position, proof.size + 1, proof.path),
        PersonPath(proof.position, proof.size - 1, proof.path),
        PersonPath(proof.position, proof.size, (*proof.path, bytes(32))),
    ):
        assert not has_person(tree.root, mine, other)


def test_the_order_of_people_does_not_show() -> None:
    commitments = [commitment(bytes([n]) * 16, {"person": n}) for n in range(9)]
    assert PersonTree(commitments).root == PersonTree(commitments[::-1]).root
    assert list(PersonTree(commitments).commitments) == sorted(commitments)


def test_many_are_committed_to_as_each_is() -> None:
    records = [{"person": n, "reason": None, "use": "വേതനം"} for n in range(20)]
    texts = [canonical(record).decode() for record in records]
    for made in (commit_to(records), commit_to_texts(texts)):
        alone = [commitment(salt, record) for salt, record in zip(made.salts, records, strict=True)]
        assert (made.texts, made.commitments) == (texts, alone)
        assert made.tree.root == PersonTree(alone).root
        assert made.positions == [made.tree.position_of(one) for one in alone]


def test_a_salt_must_hide() -> None:
    with pytest.raises(Broken, match="hides nothing"):
        commitment(bytes(15), {"person": 1})
    with pytest.raises(Broken, match="hides nothing"):
        commitments([bytes(16), bytes(15)], ["{}", "{}"])


def test_salts_are_new_each_time() -> None:
    salts = fresh_salts(1000)
    assert len({*salts, *fresh_salts(1000)}) == 2000
    assert {len(salt) for salt in salts} == {16}


def test_a_person_twice_is_refused() -> None:
    one = commitment(bytes(16), {"person": 1})
    with pytest.raises(Broken, match="twice"):
        PersonTree([one, one])


def test_somebody_else_has_no_path() -> None:
    with pytest.raises(Broken, match="not in the tree"):
        tree_of(3).path_of(bytes(32))
    with pytest.raises(Broken, match="not in the tree"):
        tree_of(3).positions_of([bytes(32)])
