"""Bundles of a small log: they verify, any change is named, and both verifiers agree."""

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ledger.samples import KEY, sample_log
from vethanam.ledger import standalone
from vethanam.ledger.canonical import canonical
from vethanam.ledger.notes import SigningKey, VerifierKey
from vethanam.ledger.verifier import Outcome, Verdict, verify

ASSETS = Path(__file__).parent / "assets"
LOG = sample_log()
BUNDLE, WHOLE = LOG.bundle(), LOG.whole()


@pytest.fixture(autouse=True)
def quick_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standalone, "signature_fits", lru_cache(standalone.signature_fits))


def judged(file: bytes, key: VerifierKey | None = None) -> Verdict:
    """The verdict, which both verifiers must share."""
    verdict = verify(file, key)
    other = standalone.verify(file, str(key) if key else None)
    ours = (verdict.outcome, verdict.part, verdict.leaf, verdict.size, verdict.root, list(verdict.entries))
    assert ours == tuple(other[name] for name in ("outcome", "part", "leaf", "size", "root", "entries"))
    assert verdict.exit_code == standalone.CODES[str(other["outcome"])]
    return verdict


def changed(change: Callable[[dict[str, Any]], object], file: bytes = BUNDLE) -> Verdict:
    """The verdict on a file after a change of its content, spelt canonically again."""
    content = json.loads(file)
    change(content)
    return judged(canonical(content))


def test_a_bundle_verifies_and_says_what_was_proven() -> None:
    verdict = judged(BUNDLE)
    assert (verdict.outcome, verdict.exit_code, verdict.size) == (Outcome.VERIFIED, 0, 7)
    assert verdict.entries[1] == (
        "Entry 2 of vethanam.example/log/test: use refused, 2026-11-03T04:30:00.000000Z, in a sample. "
        "Public: office PRD; purpose SAL-CREDIT. About the person: decision deny; reason "
        "CONTROLLER_MISMATCH; reference person 3. About the person: decision deny; reason "
        "CONTROLLER_MISMATCH; reference person 0."
    )


def test_a_whole_log_verifies() -> None:
    verdict = judged(WHOLE)
    assert (verdict.outcome, verdict.size, verdict.root) == (Outcome.VERIFIED, 7, LOG.tree.root().hex())


@pytest.mark.parametrize("name", sorted(path.name for path in ASSETS.glob("*.json")))
def test_old_files_verify_for_ever(name: str) -> None:
    assert judged((ASSETS / name).read_bytes()).outcome is Outcome.VERIFIED


def test_a_file_may_gain_a_line_break_on_its_way() -> None:
    assert judged(BUNDLE + b"\r\n").outcome is Outcome.VERIFIED


@pytest.mark.parametrize("file", [BUNDLE, WHOLE], ids=["bundle", "whole log"])
def test_no_flipped_bit_verifies(file: bytes) -> None:
    for at in range(len(file)):
        for bit in range(8):
            flipped = file[:at] + bytes([file[at] ^ 1 << bit]) + file[at + 1 :]
            assert verify(flipped).outcome is not Outcome.VERIFIED, (at, bit)


@pytest.mark.parametrize("file", [BUNDLE, WHOLE], ids=["bundle", "whole log"])
def test_both_verifiers_agree_on_every_changed_byte(file: bytes) -> None:
    random = Random(20261103)
    for at in range(len(file)):
        byte = (
            random.choice(b'0123456789abcdef"{}[],:\\n ') if at % 2 else file[at] ^ 1 << random.randrange(8)
        )
        verdict = judged(file[:at] + bytes([byte]) + file[at + 1 :])
        assert (verdict.outcome is Outcome.VERIFIED) == (byte == file[at])


def test_a_change_in_an_entry_names_its_leaf() -> None:
    for at, byte in enumerate(BUNDLE):
        verdict = verify(BUNDLE[:at] + bytes([byte ^ 1]) + BUNDLE[at + 1 :])
        inside = next((index for index, (start, end) in entry_spans().items() if start <= at < end), None)
        if verdict.outcome is Outcome.TAMPERED and inside is not None and verdict.leaf != inside:
            assert b'"index":' in BUNDLE[max(0, at - 9) : at + 1]
            continue
        assert (verdict.part == "leaf") == (inside is not None) or verdict.outcome is Outcome.UNREADABLE


def entry_spans() -> dict[int, tuple[int, int]]:
    spans, end = {}, 0
    for entry in json.loads(BUNDLE)["entries"]:
        text = canonical(entry)
        start = BUNDLE.index(text, end)
        spans[entry["index"]] = (start, end := start + len(text))
    return spans


def at_entry(number: int, *path: str | int, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        place = content["entries"][number]
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "leaf", "says"),
    [
        (at_entry(0, "leaf", "public", "purpose", value="OTHER"), 0, "does not stand at this place"),
        (at_entry(0, "leaf", "sample", value=False), 0, "does not stand at this place"),
        (at_entry(0, "leaf", "v", value=2), 0, "form of a leaf"),
        (at_entry(0, "index", value=1), 1, "does not stand at this place"),
        (at_entry(0, "says", value="Entry 0: all is well."), 0, "sentence"),
        (at_entry(0, "more", value=1), 0, "does not belong"),
        (at_entry(1, "proof", value=[]), 2, "does not stand at this place"),
        (at_entry(1, "proof", 0, value="00" * 32), 2, "does not stand at this place"),
        (at_entry(1, "proof", 0, value="00" * 31), 2, "hexadecimal"),
        (at_entry(1, "persons", 0, "record", "decision", value="allow"), 2, "not among those"),
        (at_entry(1, "persons", 0, "size", value=6), 2, "not among those"),
        (at_entry(1, "persons", 0, "position", value=1), 2, "not among those"),
        (at_entry(1, "persons", 0, "salt", value="03" * 15), 2, "salt"),
        (at_entry(1, "persons", value=[]), 2, "persons"),
        (at_entry(1, "persons", 1, "record", value="x"), 2, "form"),
        (at_entry(2, "opening", "private", "asked_by", value="post 18"), 4, "committed to"),
        (at_entry(2, "opening", "salt", value="64" * 16), 4, "committed to"),
        (at_entry(1, "opening", value={"private": {}, "salt": "00" * 16}), 2, "committed to"),
    ],
)
def test_what_fails_is_named(change: Callable[[dict[str, Any]], None], leaf: int, says: str) -> None:
    verdict = changed(change)
    assert (verdict.outcome, verdict.exit_code, verdict.part, verdict.leaf) == (
        Outcome.TAMPERED,
        1,
        "leaf",
        leaf,
    )
    assert f"Entry {leaf}" in verdict.says
    assert says in verdict.says


def test_somebody_elses_path_does_not_prove_me() -> None:
    place = LOG.person(1).place
    hashes = [value.hex() for value in place.path]

    def borrow(content: dict[str, Any]) -> None:
        content["entries"][1]["persons"][0].update(position=place.position, path=hashes)

    assert changed(borrow).leaf == 2


def test_entries_stand_in_order_and_once() -> None:
    assert changed(lambda content: content["entries"].reverse()).part == "leaf"
    assert changed(lambda content: content["entries"].append(content["entries"][-1])).leaf == 4


def test_a_head_of_another_log_is_refused() -> None:
    stranger = SigningKey("vethanam.example/log/test", Ed25519PrivateKey.from_private_bytes(bytes(32)))
    assert changed(lambda content: content.update(log=str(stranger.verifier))).part == "head"
    assert changed(lambda content: content.update(head=LOG.head(6))).leaf == 0


def test_the_limits_belong_to_every_file() -> None:
    assert changed(lambda content: content.update(limits="It proves everything.")).part == "limits"
    assert changed(lambda content: content.pop("limits")).outcome is Outcome.UNREADABLE


def test_the_key_one_knows_is_the_one_that_counts() -> None:
    assert judged(BUNDLE, KEY.verifier).outcome is Outcome.VERIFIED
    verdict = judged(
        BUNDLE, SigningKey("vethanam.example/other", Ed25519PrivateKey.from_private_bytes(bytes(32))).verifier
    )
    assert (verdict.outcome, verdict.part) == (Outcome.TAMPERED, "key")


def test_a_forged_leaf_of_the_whole_log_is_found_between_two_heads() -> None:
    def forge(content: dict[str, Any]) -> None:
        other = content["leaves"][1]
        content["leaves"][2] = other

    verdict = changed(forge, WHOLE)
    assert (verdict.part, verdict.leaf) == ("leaf", 1)
    assert "1 to 3" in verdict.says


def test_a_changed_leaf_of_the_whole_log_is_named() -> None:
    verdict = changed(lambda content: content["leaves"][5]["leaf"].update(kind="debit"), WHOLE)
    assert (verdict.part, verdict.leaf) == ("leaf", 5)


def test_a_missing_last_leaf_is_noticed() -> None:
    assert changed(lambda content: content["leaves"].pop(), WHOLE).part == "head"
    assert changed(lambda content: content["heads"].reverse(), WHOLE).part == "head"


@pytest.mark.parametrize(
    "file",
    [
        b"", b"\x00", b"not a bundle", b"{}", b"[]", b"null", b"1", BUNDLE[:-1], BUNDLE[1:], BUNDLE + BUNDLE,
        b"[" * 200_000, BUNDLE.replace(b"vethanam-bundle/1", b"vethanam-bundle/2"),
        BUNDLE.replace(b'","', b'", "', 1),
        b"\xff" + BUNDLE, canonical({**json.loads(BUNDLE), "entries": []}),
        canonical({**json.loads(BUNDLE), "entries": [1]}), canonical({**json.loads(BUNDLE), "entries": "x"}),
        canonical({**json.loads(BUNDLE), "format": ["x"]}), json.dumps(json.loads(BUNDLE), indent=2).encode(),
        canonical({**json.loads(BUNDLE), "more": None}),
    ],
)  # fmt: skip
def test_what_is_no_bundle_is_unreadable(file: bytes) -> None:
    verdict = judged(file)
    assert (verdict.outcome, verdict.exit_code, verdict.part) == (Outcome.UNREADABLE, 2, "file")
