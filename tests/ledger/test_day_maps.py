"""Maps of days: a list of a person's records holds or names its fault, and both verifiers agree."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from typing import Any

import pytest

from tests.ledger.maps import FIRST, SECOND, THIRD, WHOLE, YEAR, YEAR_KEY, SampleMap, listed, whole
from tests.ledger.samples import AT
from tests.ledger.test_absences import changed, judged
from tests.ledger.test_verifier import ASSETS
from tests.ledger.uses import FEW, MANY, SampleUse, secret_of
from vethanam.ledger import standalone
from vethanam.ledger.canonical import canonical
from vethanam.ledger.label_trees import label_of
from vethanam.ledger.leaves import leaf_bytes
from vethanam.ledger.verifier import Outcome

Change = Callable[[dict[str, Any]], object]
LIST = listed()


@pytest.fixture(autouse=True)
def quick_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standalone, "signature_fits", lru_cache(standalone.signature_fits))


@pytest.mark.parametrize("name", ["open", "closed"])
def test_vectors_hold_for_ever(name: str) -> None:
    tree = (ASSETS / "trees" / "map").read_bytes()
    verdict = judged((ASSETS / f"map-{name}-1.json").read_bytes(), tree)
    assert (verdict.outcome, verdict.size) == (Outcome.VERIFIED, 5)
    assert tree == b"".join(SECOND.leaves)


def test_a_list_holds_whole_and_with_closed_entries() -> None:
    assert [judged(listed(2)).outcome, judged(LIST).outcome] == [Outcome.VERIFIED] * 2
    closed = judged(listed(closed=[1]))
    assert closed.outcome is Outcome.VERIFIED and "3 records" in closed.says and "2 of them" in closed.says
    none = judged(listed(person=129, at=4, log=(FEW, FEW, FIRST, FEW, replace(SECOND, uses={}))))
    assert none.outcome is Outcome.VERIFIED and "0 records" in none.says


def entry(at: int, **changes: object) -> Change:
    return lambda content: content["entries"][at].update(changes)


def close(at: int) -> Change:
    def closed(content: dict[str, Any]) -> None:
        content["entries"][at] = {"commitment": "00" * 32, "index": content["entries"][at]["index"]}

    return closed


def claim(content: dict[str, Any]) -> None:
    label = label_of(secret_of(4), YEAR_KEY, YEAR)
    content.update(secret=secret_of(4).hex(), label=label.hex())


@pytest.mark.parametrize(
    ("change", "part", "leaf"),
    [
        (lambda content: content["entries"].pop(), "map", 4),
        (lambda content: content["entries"].pop(1), "map", 4),
        (lambda content: content["entries"].append({"commitment": "11" * 32, "index": 3}), "leaf", 3),
        (lambda content: content["entries"].append({"commitment": "11" * 32, "index": 4}), "map", 4),
        (lambda content: content["entries"].reverse(), "leaf", 1),
        (lambda content: content["entries"].append(1), "leaf", None),
        (close(1), "map", 4),
        (entry(0, commitment="00" * 32), "leaf", 0),
        (entry(0, opening={}), "leaf", 0),
        (entry(0, index=-1), "leaf", None),
        (entry(2, persons=[]), "leaf", 3),
        (entry(2, says="Entry 3"), "leaf", 3),
        (claim, "map", 4),
        (lambda content: content.update(secret="00"), "map", 4),
        (lambda content: content.update(label="00" * 32), "map", 4),
        (lambda content: content.update(key="00" * 32), "map", 4),
        (lambda content: content.update(position=content["position"] + 1), "map", 4),
        (lambda content: content.update(position=2**52), "map", 4),
        (lambda content: content.update(position=True), "map", 4),
        (lambda content: content.update(size=2**52), "map", 4),
        (lambda content: content.update(size=99), "map", 4),
        (lambda content: content["path"].append("00" * 32), "map", 4),
        (lambda content: content.update(path=[1]), "map", 4),
        (lambda content: content.update(index=3), "leaf", 3),
        (lambda content: content.update(index=-1), "leaf", None),
        (lambda content: content.update(limits="none"), "limits", None),
        (lambda content: content.pop("size"), "file", None),
        (lambda content: content.update(tree=""), "file", None),
    ],
)
def test_each_change_of_a_list_is_named(change: Change, part: str, leaf: int | None) -> None:
    verdict = changed(LIST, change)
    assert (verdict.outcome is Outcome.VERIFIED, verdict.part, verdict.leaf) == (False, part, leaf)


def test_a_use_left_out_of_the_map_stands_in_no_list() -> None:
    """The operator's false map makes a list that holds; the proof of the use contradicts it."""
    without = replace(SECOND, left_out=[3])
    false = listed(log=(*WHOLE[:4], without))
    assert judged(false).outcome is Outcome.VERIFIED
    assert [one["index"] for one in json.loads(false)["entries"]] == [0, 1]
    said = json.loads(listed(closed=[3]))["entries"][2]
    forged = changed(false, lambda content: content["entries"].append(said))
    assert (forged.part, "missing, added or changed" in forged.says) == ("map", True)


DAY_5 = SampleMap("2026-11-05", 4, 4, SECOND.uses)


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (replace(SECOND, day="2026-11-03"), "two maps"),
        (replace(SECOND, day="2026-11-02"), "later day"),
        (replace(SECOND, day="2026-11-05"), "has no map"),
        (replace(SECOND, day="20261104"), "names no day"),
        (replace(SECOND, day="never"), "names no day"),
        (replace(SECOND, covers=1), "less than the map before"),
        (replace(SECOND, covers=5), "more than the log before it"),
        (replace(SECOND, changes={"covers": "4"}), "more than the log before it"),
        (replace(SECOND, before=None), "does not name the map before"),
        (replace(SECOND, before=1), "does not name the map before"),
        (replace(SECOND, before=4), "does not name the map before"),
        (replace(SECOND, changes={"before": "2"}), "does not name the map before"),
    ],
)
def test_a_whole_log_has_one_map_a_day(second: SampleMap, says: str) -> None:
    assert judged(whole(*WHOLE, DAY_5)).outcome is Outcome.VERIFIED
    verdict = judged(whole(*WHOLE[:4], second))
    assert (verdict.exit_code, verdict.part, verdict.leaf) == (1, "map", 4)
    assert says in verdict.says


def test_a_first_map_names_none_before() -> None:
    assert judged(whole(FEW, MANY, replace(FIRST, before=0))).part == "map"


def test_a_leaf_that_is_no_map_makes_no_list() -> None:
    for change in ({"covers": None}, {"label_key": "x"}, {"persons2": "x"}, {"persons2": None}):
        odd = replace(SECOND, changes=change)
        assert judged(listed(log=(*WHOLE[:4], odd))).part == "map"


@pytest.mark.parametrize("kind", ["use.allowed", "use.held", "use.refused"])
def test_no_tree_of_version_1_follows_one_of_version_2(kind: str) -> None:
    old = leaf_bytes(
        kind,
        public={"use": "d" * 32, "persons": "00" * 32, "mode": "read"},
        commitment=None,
        at=AT,
        logged_at=AT,
        is_sample=True,
    )

    class Old(SampleUse):
        def leaf(self, tree: list[bytes] | None = None) -> bytes:
            return old

    before, after = Old("d" * 32, 1), whole(FEW, Old("d" * 32, 1))
    assert judged(whole(before, FEW)).outcome is Outcome.VERIFIED
    verdict = judged(after)
    assert (verdict.exit_code, verdict.part, verdict.leaf) == (1, "leaf", 1)
    assert "version 1" in verdict.says


def test_the_tree_of_the_map_completes_the_list() -> None:
    tree = b"".join(SECOND.leaves)
    assert judged(LIST, tree).outcome is Outcome.VERIFIED
    assert judged(LIST, tree[64:] + tree[:64]).part == "tree"
    assert judged(LIST, b"".join(THIRD.leaves)).part in ("tree", None)
    assert sha256(YEAR_KEY).hexdigest() == json.loads(LIST)["leaf"]["public"]["label_key"]
    assert canonical(json.loads(LIST)) == LIST
