"""Proofs that a person is not in a use: they hold, any change is named, and both verifiers agree."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.ledger.test_verifier import ASSETS
from tests.ledger.uses import FEW, MANY, STRANGER, SampleUse, absent, bundle_of, secret_of
from vethanam.errors import Broken, Unsound
from vethanam.ledger import standalone
from vethanam.ledger.canonical import canonical
from vethanam.ledger.label_tiles import TiledTree, tiles_of_leaves
from vethanam.ledger.label_trees import LabelTree, label_leaves, root_of_labels, secret_hash
from vethanam.ledger.verifier import Outcome, Verdict, verify

TREES = ASSETS / "trees"
SPARSE, WHOLE = absent(MANY), absent(FEW)
MANY_LEAVES = MANY.leaves
MANY_TREE = b"".join(MANY_LEAVES)


@pytest.fixture(autouse=True)
def quick_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standalone, "signature_fits", lru_cache(standalone.signature_fits))


def judged(file: bytes, tree: bytes | None = None) -> Verdict:
    """The verdict, which both verifiers must share."""
    verdict = verify(file, tree=tree)
    other = standalone.verify(file, tree=tree)
    ours = (verdict.outcome, verdict.part, verdict.leaf, verdict.size, verdict.root, list(verdict.entries))
    assert ours == tuple(other[name] for name in ("outcome", "part", "leaf", "size", "root", "entries"))
    assert verdict.exit_code == standalone.CODES[str(other["outcome"])]
    return verdict


def changed(file: bytes, change: Callable[[dict[str, Any]], object]) -> Verdict:
    content = json.loads(file)
    change(content)
    return judged(canonical(content))


@pytest.mark.parametrize("name", ["few", "many"])
def test_vectors_hold_for_ever(name: str) -> None:
    tree = (TREES / name).read_bytes()
    assert judged((ASSETS / f"absence-{name}-2.json").read_bytes(), tree).outcome is Outcome.VERIFIED
    use = FEW if name == "few" else MANY
    (said,) = [one for one in json.loads((TREES / "vectors.json").read_text()) if one["people"] == use.count]
    for secret in (STRANGER, secret_of(0)):
        assert said["labels"][secret.hex()] == use.label(secret).hex()
        assert said["secret_hashes"][secret.hex()] == secret_hash(secret).hex()
    assert (said["key"], said["leaves"]) == (use.key.hex(), len(use.leaves))
    assert said["persons2"] == root_of_labels(use.leaves).hex() == LabelTree(use.leaves).root.hex()
    assert standalone.persons2_over(standalone.leaves_in(tree)).hex() == said["persons2"]


def test_the_number_of_a_few_people_is_sealed() -> None:
    counts = [len(label_leaves([], [], bytes(32)))]
    for people in (1, 99, 100, 130):
        hashes = [secret_of(person) for person in range(people)]
        counts.append(len(label_leaves(hashes, hashes, bytes(32))))
    assert counts == [128, 128, 128, 100, 130]
    other = label_leaves([STRANGER], [STRANGER], bytes([1]) * 32)
    assert not {*other} & {*label_leaves([STRANGER], [STRANGER], bytes(32))} - {STRANGER * 2}


def test_two_persons_have_two_labels() -> None:
    with pytest.raises(Broken, match="One label stands twice"):
        label_leaves([STRANGER, STRANGER], [STRANGER, secret_of(1)], bytes(32))


def claim(content: dict[str, Any], use: SampleUse, secret: bytes) -> None:
    content.update(secret=secret.hex(), label=use.label(secret).hex())


@pytest.mark.parametrize("use", [FEW, MANY])
def test_nobody_proves_absence_of_a_person_in_it(use: SampleUse) -> None:
    with pytest.raises(Unsound, match="its person is in the use"):
        absent(use, secret_of(2))
    verdict = changed(absent(use), lambda content: claim(content, use, secret_of(2)))
    assert (verdict.exit_code, verdict.part, verdict.leaf) == (1, "absence", [FEW, MANY].index(use))


def test_the_sparse_proof_points_to_the_published_tree() -> None:
    assert "--tree" in judged(SPARSE).says
    assert "--tree" not in judged(WHOLE).says
    assert "is sorted" in judged(SPARSE, MANY_TREE).says
    assert len(WHOLE) < 13_000
    assert len(SPARSE) < 7_000


def replaced(**changes: object) -> Callable[[dict[str, Any]], None]:
    return lambda content: content.update(changes)


def around(*positions: int) -> list[dict[str, Any]]:
    tree = LabelTree(MANY_LEAVES)
    places = [tree.path_of(MANY_LEAVES[at][:32]) for at in positions]
    return [
        {
            "leaf": MANY_LEAVES[place.position].hex(),
            "path": [step.hex() for step in place.path],
            "position": place.position,
        }
        for place in places
    ]


def place() -> int:
    """The position above the stranger's label."""
    return above(STRANGER)


def above(secret: bytes) -> int:
    label = MANY.label(secret)
    return sum(leaf < label for leaf in MANY_LEAVES)


def neighbours(*positions: int) -> Callable[[dict[str, Any]], None]:
    return replaced(neighbours=around(*positions))


def at_first(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda content: content["neighbours"][0].update({name: value})


def longer_path(content: dict[str, Any]) -> None:
    content["neighbours"][0]["path"].append("00" * 32)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (neighbours(place() - 2, place()), "do not stand around"),
        (neighbours(place(), place() - 1), "do not stand around"),
        (neighbours(place(), place()), "do not stand around"),
        (neighbours(place(), place() + 1), "do not stand around"),
        (neighbours(0), "do not stand around"),
        (neighbours(129), "do not stand around"),
        (neighbours(place() - 1), "do not stand around"),
        (neighbours(), "another form"),
        (neighbours(place() - 1, place(), place() + 1), "another form"),
        (at_first("position", 130), "does not stand at its place"),
        (at_first("position", -1), "another form"),
        (at_first("position", True), "another form"),
        (at_first("position", 2**52), "does not stand at its place"),
        (at_first("path", []), "does not stand at its place"),
        (at_first("path", "x"), "path"),
        (at_first("leaf", "00" * 63), "hexadecimal"),
        (at_first("leaf", "00" * 64), "does not stand at its place"),
        (at_first("more", 1), "another form"),
        (longer_path, "does not stand at its place"),
        (replaced(size=129), "does not stand at its place"),
        (replaced(size=99), "100 leaves at least"),
        (replaced(size=0), "100 leaves at least"),
        (replaced(size=True), "100 leaves at least"),
        (replaced(neighbours=[1, None]), "another form"),
        (replaced(key=FEW.key.hex()), "not that of the use"),
        (replaced(key="é" * 64), "hexadecimal"),
        (replaced(label="00" * 32), "not made from this secret"),
        (replaced(secret="00" * 32), "not made from this secret"),
        (lambda content: content.update(secret=STRANGER.hex().upper()), "hexadecimal"),
        (replaced(secret=""), "hexadecimal"),
    ],
)  # fmt: skip
def test_a_broken_proof_is_named(change: Callable[[dict[str, Any]], None], says: str) -> None:
    verdict = changed(SPARSE, change)
    assert (verdict.exit_code, verdict.part, verdict.leaf) == (1, "absence", 1)
    assert says in verdict.says


def test_first_and_last_have_one_neighbour() -> None:
    for least in (True, False):
        secret = next(
            secret
            for secret in (bytes([n, m]) * 16 for n in range(256) for m in range(256))
            if above(secret) == (0 if least else 130)
        )
        file = absent(MANY, secret)
        assert [one["position"] for one in json.loads(file)["neighbours"]] == [0 if least else 129]
        assert judged(file, MANY_TREE).outcome is Outcome.VERIFIED


def test_a_whole_tree_is_exact() -> None:
    tree = b64decode(json.loads(WHOLE)["tree"])
    for other, says in (
        (tree[:-64], "128 leaves"),
        (tree + tree[:64], "128 leaves"),
        (tree[64:128] + tree[:64] + tree[128:], "leaf 1 does not stand above"),
        (tree[:64] * 2 + tree[128:], "leaf 1 does not stand above"),
        (tree[:-1] + bytes([tree[-1] ^ 1]), "not the one that the leaf commits to"),
    ):
        spelt = b64encode(other).decode()
        verdict = changed(WHOLE, replaced(tree=spelt))
        assert (verdict.part, verdict.leaf) == ("absence", 0)
        assert says in verdict.says
    second = json.loads(WHOLE)["tree"][:-2] + "B="  # the last bits are not zero
    for spelling in (second, json.loads(WHOLE)["tree"] + "\n", "!"):
        assert changed(WHOLE, replaced(tree=spelling)).part == "absence"
    assert changed(WHOLE, replaced(tree=[])).outcome is Outcome.UNREADABLE
    assert changed(WHOLE, replaced(neighbours=[])).outcome is Outcome.UNREADABLE
    assert changed(SPARSE, replaced(size=128)).outcome is Outcome.UNREADABLE


def exchanged(leaves: list[bytes], first: int, second: int) -> list[bytes]:
    leaves[first], leaves[second] = leaves[second], leaves[first]
    return leaves


def test_a_tree_with_two_labels_exchanged_is_found_where_it_is() -> None:
    """It could hide a person: the log commits to it, and neighbours far from the place still hold."""
    unsorted = exchanged(MANY.leaves, 40, 97)
    file = absent(MANY, next(s for s in map(secret_of, range(500, 600)) if between(s, 98, 130)), unsorted)
    assert judged(file).outcome is Outcome.VERIFIED
    verdict = judged(file, b"".join(unsorted))
    assert (verdict.exit_code, verdict.part) == (1, "tree")
    assert "leaf 41 does not stand above" in verdict.says
    assert judged(file, MANY_TREE).part == "tree"
    unsorted = exchanged(FEW.leaves, 40, 97)
    assert "leaf 41 does not stand above" in judged(absent(FEW, tree=unsorted)).says


def between(secret: bytes, first: int, last: int) -> bool:
    return first < above(secret) < last


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        (b"", Outcome.UNREADABLE), (MANY_TREE[:-1], Outcome.UNREADABLE),
        (MANY_TREE[:6399], Outcome.UNREADABLE), (MANY_TREE[:6400], Outcome.TAMPERED),
        (MANY_TREE[64:], Outcome.TAMPERED), (b"".join(FEW.leaves), Outcome.TAMPERED),
    ],
)  # fmt: skip
def test_a_published_tree_of_another_form_is_refused(tree: bytes, outcome: Outcome) -> None:
    verdict = judged(SPARSE, tree)
    assert (verdict.outcome, verdict.part) == (outcome, "tree")
    assert judged(bundle_of(3), MANY_TREE).outcome is Outcome.VERIFIED


def under_label(label: object) -> Callable[[dict[str, Any]], None]:
    return lambda content: content["entries"][1]["persons"][0].update(label=label)


def test_a_bundle_shows_a_person_under_her_label_alone() -> None:
    content = json.loads(bundle_of(3))
    assert judged(bundle_of(3)).outcome is Outcome.VERIFIED
    for spot in (0, 1):
        shown = content["entries"][spot]["persons"][0]
        assert shown["label"] == (FEW, MANY)[spot].label(secret_of(3)).hex()
    for wrong in ("00" * 32, "x", None, 1):
        verdict = changed(bundle_of(3), under_label(wrong))
        assert (verdict.part, verdict.leaf) == ("leaf", 1)
    assert changed(bundle_of(3), lambda c: c["entries"][1]["persons"][0].pop("label")).leaf == 1


@pytest.mark.parametrize(("file", "step"), [(SPARSE, 1), (WHOLE, 11)])
def test_both_verifiers_agree_on_every_changed_byte(file: bytes, step: int) -> None:
    random = Random(20261130)
    for at in range(0, len(file), step):
        byte = (
            random.choice(b'0123456789abcdef"{}[],:\\n ') if at % 2 else file[at] ^ 1 << random.randrange(8)
        )
        verdict = judged(file[:at] + bytes([byte]) + file[at + 1 :])
        assert (verdict.outcome is Outcome.VERIFIED) == (byte == file[at])


def test_the_other_program_reads_a_tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, tree = tmp_path / "absent.json", tmp_path / "tree"
    file.write_bytes(SPARSE)
    assert standalone.main([str(file), "--tree", str(tree)]) == 2
    tree.write_bytes(MANY_TREE)
    assert standalone.main([str(file), "--tree", str(tree)]) == 0
    assert "does not show whose secret it is" in capsys.readouterr().out
    tree.write_bytes(b"".join(exchanged(MANY.leaves, 3, 4)))
    assert standalone.main([str(file), "--tree", str(tree)]) == 1


@pytest.mark.parametrize("count", [100, 256, 257, 700, 1024, 1301])
def test_a_tree_in_tiles_proves_what_the_whole_one_does(count: int) -> None:
    hashes = [secret_of(person) for person in range(count)]
    leaves = label_leaves(hashes, hashes, bytes(32))
    whole, tiles = LabelTree(leaves), tiles_of_leaves(leaves)
    tiled = TiledTree(
        [tile.first for tile in tiles],
        [tile.hash for tile in tiles],
        lambda number: b"".join(tiles[number].leaves),
    )
    assert tiled.size == whole.size == count
    for label in (*hashes[:50], leaves[0][:32], leaves[-1][:32]):
        assert tiled.path_of(label) == whole.path_of(label)
    for person in range(5_000, 5_050):
        assert tiled.around(secret_of(person)) == whole.around(secret_of(person))
    for label in (bytes(32), b"\xff" * 32):
        assert tiled.around(label) == whole.around(label)
        assert len(tiled.around(label)) == 1
    with pytest.raises(Broken, match="not in the tree"):
        tiled.path_of(STRANGER)
    with pytest.raises(Unsound, match="is in the use"):
        tiled.around(hashes[0])
