"""Changed files and trees: both verifiers answer alike, never with a stack trace, and verify none.

Half of the changes follow a fixed seed, half one that is drawn and said if it fails;
``VETHANAM_TEST_FILES_SEED`` gives the drawn one again. ``VETHANAM_TEST_FILES`` says how many there are: 300,
with ``make nightly`` 1,000,000.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from copy import deepcopy
from functools import lru_cache
from random import Random
from typing import Any

import pytest

from tests.ledger.maps import WHOLE, whole
from tests.ledger.test_absences import judged
from tests.ledger.test_verifier import ASSETS
from vethanam.errors import Unsound
from vethanam.ledger import standalone, verifier
from vethanam.ledger.bundles import BUNDLE
from vethanam.ledger.canonical import canonical
from vethanam.ledger.heads import open_head
from vethanam.ledger.verifier import Outcome

FILES = int(os.environ.get("VETHANAM_TEST_FILES") or "300")
SEED = int(os.environ.get("VETHANAM_TEST_FILES_SEED") or secrets.randbelow(10**9))
NAMES = ("absence-few-2", "absence-many-2", "bundle-2", "evidence-1", "map-open-1", "map-closed-1")
CONTENTS: list[tuple[dict[str, Any], bytes | None]] = [
    *((json.loads((ASSETS / f"{name}.json").read_bytes()), None) for name in NAMES),
    (json.loads((ASSETS / "absence-many-2.json").read_bytes()), (ASSETS / "trees" / "many").read_bytes()),
    (json.loads((ASSETS / "map-open-1.json").read_bytes()), (ASSETS / "trees" / "map").read_bytes()),
    (json.loads(whole(*WHOLE)), None),
]
ODD: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 99, 100, 127, 128, 129, 2**31, 2**52, 2**53 - 1, "", "0", "00", "00" * 32,
    "FF" * 32, "g" * 64, "00" * 64, "\u0665" * 64, "ab\n", [], {}, [[]], ["00" * 32] * 70, "2026-02-30",
    "9999-12-31",
)  # fmt: skip

type _Path = tuple[Any, ...]


@pytest.fixture(autouse=True)
def quick_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standalone, "signature_fits", lru_cache(standalone.signature_fits))
    monkeypatch.setattr(verifier, "open_head", lru_cache(open_head))


def paths(value: Any, at: _Path = ()) -> list[_Path]:
    """The place of each value in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([at] if at else []), *(path for name, one in inner for path in paths(one, (*at, name)))]


def at(value: Any, path: _Path) -> Any:
    for name in path:
        value = value[name]
    return value


def change(content: dict[str, Any], draw: Random) -> None:
    """One change somewhere in a document."""
    places = paths(content)
    path = draw.choice(places)
    held, name, value = at(content, path[:-1]), path[-1], at(content, path)
    changes: list[Callable[[], Any]] = [
        lambda: held.__setitem__(name, draw.choice(ODD)),
        lambda: held.__setitem__(name, deepcopy(at(content, draw.choice(places)))),
        lambda: held.__delitem__(name),
    ]
    if isinstance(value, list):
        changes += [
            value.reverse,
            lambda: value.extend(deepcopy(value[-1:])),
            lambda: value.append("00" * 32),
        ]
    if isinstance(value, dict):
        changes.append(
            lambda: value.__setitem__(draw.choice(("extra", "secret", "commitment", "leaf")), "00")
        )
    if isinstance(value, int):
        changes.append(lambda: held.__setitem__(name, value + draw.choice((-1, 1, 2**20))))
    if isinstance(value, str) and value:
        place = draw.randrange(len(value))
        changed = value[:place] + draw.choice("0f9aZ+=/\n") + value[place + draw.randrange(2) :]
        changes += [lambda: held.__setitem__(name, changed)] * 3
    draw.choice(changes)()


def bytes_changed(file: bytes, draw: Random) -> bytes:
    """One byte changed, left out or doubled, or the end cut off."""
    place = draw.randrange(len(file))
    middle = draw.choice((bytes([draw.randrange(256)]), b"", file[place : place + 1] * 2))
    return file[:place] + middle + (b"" if draw.randrange(8) == 0 else file[place + 1 :])


def fuzzed(draw: Random) -> bool:
    """Whether one changed file was judged; it must not verify as another than it was."""
    content, tree = draw.choice(CONTENTS)
    changed, shown = deepcopy(content), tree
    kind = draw.randrange(10)
    if tree is not None and kind < 5:
        shown = bytes_changed(tree, draw)
    elif kind < 8:
        for _ in range(draw.choice((1, 1, 1, 2, 3))):
            change(changed, draw)
    try:
        file = canonical(changed)
    except (Unsound, ValueError):
        return False
    if kind >= 8:
        file = bytes_changed(file, draw)
    verdict = judged(file, shown)
    if verdict.outcome is Outcome.VERIFIED:
        assert_same(json.loads(file), content)
        assert shown == tree
    return True


def assert_same(said: dict[str, Any], content: dict[str, Any]) -> None:
    """A verified file says nothing else: a head may have further signatures, a bundle fewer entries."""
    free = {"head": "", "heads": []}
    if content["format"] == BUNDLE:
        assert all(one in content["entries"] for one in said["entries"])
        free |= {"entries": [], "secret": ""}
    assert {**said, **free} == {**content, **free}


# the drawn seed is not in the test's name: two processes that share a run must name the same tests
@pytest.mark.parametrize("seed", [20261130, SEED], ids=["fixed", "drawn"])
def test_no_changed_file_verifies_or_breaks_a_verifier(seed: int) -> None:
    draw = Random(seed)
    assert sum(fuzzed(draw) for _ in range(FILES // 2)) > FILES // 3, seed
