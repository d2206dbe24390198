"""A signed payslip: its code, its proof and its sealed paper. Both verifiers answer alike."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ledger.samples import KEY
from tests.ledger.slips import ADDRESS, ENTRY, SEAL, code, proof, statement
from tests.ledger.test_verifier import ASSETS
from vethanam.errors import Unsound
from vethanam.ledger import standalone
from vethanam.ledger.notes import SigningKey, VerifierKey
from vethanam.ledger.slips import LIMITS, CodeOutcome, checked_code
from vethanam.ledger.verifier import Verdict, verify

OTHER = SigningKey(SEAL.name, Ed25519PrivateKey.from_private_bytes(b"o" * 32))
PAPER = (ASSETS / "payslip-1.pdf").read_bytes()


@pytest.fixture(autouse=True)
def quick_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standalone, "signature_fits", lru_cache(standalone.signature_fits))


def judged(file: bytes, sealed_by: VerifierKey | None = None) -> Verdict:
    """The verdict of the library, the same as that of the second verifier."""
    verdict = verify(file, KEY.verifier, sealed_by=sealed_by)
    other = standalone.verify(file, str(KEY.verifier), None, None if sealed_by is None else str(sealed_by))
    told = (other["outcome"], other["part"], other["leaf"], list(other["entries"]))
    assert told == (str(verdict.outcome), verdict.part, verdict.leaf, [*verdict.entries])
    return verdict


def test_a_sealed_paper_and_its_proof_alone_verify() -> None:
    verdict = judged(PAPER, SEAL.verifier)
    assert (verdict.outcome, verdict.exit_code, verdict.limits) == ("verified", 0, LIMITS)
    assert (
        "of PEN 100234, 2026-10, take-home pay 40600.00, its paper sealed with the key" in verdict.entries[0]
    )
    assert "About the person: bill 2026/0412/1" in verdict.entries[1]
    assert "without its paper, signed with the key" in judged(proof(), SEAL.verifier).entries[0]


@pytest.mark.parametrize("name", ["receipt", "pen", "month", "gross", "deductions", "net", "dated", "entry"])
def test_a_figure_that_is_not_the_one_of_the_log_is_named(name: str) -> None:
    value = getattr(statement(), name)
    changed: dict[str, Any] = {name: f"{value}0" if isinstance(value, str) else value + 1}
    verdict = judged(proof(code(**changed)))
    assert (verdict.outcome, verdict.part, verdict.leaf) == ("tampered", "figures", ENTRY)
    assert f"{name}: the payslip says another" in verdict.says


@pytest.mark.parametrize(
    "said", ["", "VP1:", "VP1:AAAA", f"{ADDRESS}VP1:****", code(OTHER), code(key="00000000"), code()[:-2]]
)
def test_a_code_that_the_key_did_not_sign_is_named(said: str) -> None:
    assert judged(proof(said)).part == "code"


def test_the_record_of_another_or_of_two_is_refused() -> None:
    assert judged(proof(people=(3,))).part == "figures"
    assert judged(proof(people=(3, 4))).part == "figures"


def test_another_key_than_the_known_one_is_named() -> None:
    assert judged(PAPER, OTHER.verifier).part == "seal_key"
    changed = proof().replace(f'"key":"{SEAL.verifier}"'.encode(), b'"key":"none"')
    assert judged(changed).part == "seal_key"


def test_each_changed_byte_of_the_paper_is_found() -> None:
    draw, hole = Random(20261130), PAPER.index(b"/Contents <") + len(b"/Contents <")
    places = {draw.randrange(len(PAPER)) for _ in range(120)} | {
        hole + draw.randrange(1700) for _ in range(60)
    }
    for place in sorted(places):
        changed = PAPER[:place] + bytes([PAPER[place] ^ 1 << draw.randrange(8)]) + PAPER[place + 1 :]
        verdict = judged(changed)
        assert verdict.exit_code in (1, 2), place
    first = judged(PAPER[:9] + b"x" + PAPER[10:])
    assert (first.part, "a byte of it was changed" in first.says) == ("seal", True)


def test_a_paper_with_more_behind_it_or_cut_or_without_seal_is_refused() -> None:
    assert judged(PAPER + b"\n").part == "seal"
    assert judged(PAPER[:-3]).part == "seal"
    assert judged(PAPER.replace(b"/ByteRange", b"/ByteRangE")).part == "seal"
    assert judged(PAPER + PAPER[PAPER.index(b"stream\n{") :]).part == "file"
    assert judged(b"%PDF-1.7 nothing").part == "file"
    assert judged(b'%PDF-1.7\nstream\n{"code":"","format":"vethanam-bundle/1"}\nendstream').part == "file"


def test_a_code_is_read_alone_or_behind_an_address() -> None:
    keys = [OTHER.verifier, SEAL.verifier]
    for text in (code(), code().removeprefix(ADDRESS), f" {code()}\n"):
        assert checked_code(text, keys) == (CodeOutcome.SIGNED, statement())
    assert checked_code(code(net=1), [OTHER.verifier])[0] == CodeOutcome.UNKNOWN_KEY
    altered = code().replace("MA", "MB", 1) if "MA" in code() else code()[:-8] + code()[-8:].swapcase()
    try:
        assert checked_code(altered, keys)[0] == CodeOutcome.ALTERED
    except Unsound as fault:
        assert fault.code == "slip_code_unreadable"


@pytest.mark.parametrize(
    "text", ["", "VP1:", "VP2:AAAA", code() + "=", code() + "\u0d30", "VP1:" + "A" * 5000]
)
def test_another_text_is_no_code(text: str) -> None:
    with pytest.raises(Unsound, match="no code of a payslip"):
        checked_code(text, [SEAL.verifier])


def test_a_code_with_other_members_is_none() -> None:
    for changed in ({"gross": -1}, {"net": "1"}, {"name": None}, {"entry": -1}):
        with pytest.raises(Unsound):
            checked_code(code(**changed), [SEAL.verifier])
