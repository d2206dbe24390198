"""The verifier in one file, with Python's own library alone."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.samples import KEY, sample_log
from tests.ledger.sent import Sent, found
from vethanam.ledger import standalone
from vethanam.ledger.approvals import approvals_in
from vethanam.ledger.proofs import root_of_path
from vethanam.ledger.signers import signers_in

SCRIPT = Path(standalone.__file__)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """The script as a stranger runs it: no site packages, no environment."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *words], capture_output=True, text=True, check=False
    )


def test_it_verifies_a_file_alone(tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    file.write_bytes(sample_log().bundle())
    done = run(str(file), "--key", str(KEY.verifier))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Entry 2 of vethanam.example/log/test: use refused" in done.stdout
    assert "does not show that nobody copied" in done.stdout


def test_it_names_the_leaf_that_was_changed(tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    file.write_bytes(sample_log().bundle().replace(b'"office":"PRD"', b'"office":"FIN"'))
    done = run(str(file), "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["leaf"] == 2


@pytest.mark.parametrize("words", [["missing.json"], [], ["a", "b"]])
def test_it_says_what_it_cannot_read(words: list[str]) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


def test_its_signatures_are_those_of_the_library() -> None:
    for number in range(8):
        key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        public, text = key.public_key().public_bytes_raw(), b"text %d" % number
        signature = key.sign(text)
        assert standalone.signature_fits(public, signature, text)
        assert not standalone.signature_fits(public, signature, text + b".")
        more = int.from_bytes(signature[32:], "little") + standalone.L
        assert not standalone.signature_fits(public, signature[:32] + more.to_bytes(32, "little"), text)
        assert not standalone.signature_fits(public, signature[:-1], text)
        assert not standalone.signature_fits(public[::-1], signature, text)


def test_published_signatures_fit() -> None:
    """RFC 8032 section 7.1, tests 1 and 2."""
    for public, text, signature in (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            ("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974"
             "d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"),
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            ("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8f"
             "b3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"),
        ),
    ):  # fmt: skip
        assert standalone.signature_fits(bytes.fromhex(public), bytes.fromhex(signature), bytes.fromhex(text))


@given(st.integers(0, 20), st.integers(1, 20), st.integers(0, 6))
def test_its_paths_lead_where_the_other_verifiers_lead(index: int, size: int, length: int) -> None:
    leaf, path = bytes(32), [bytes([number]) * 32 for number in range(length)]
    assert standalone.root_from(leaf, index, size, path) == root_of_path(leaf, index, size, path)


def test_it_shares_no_line_with_the_project() -> None:
    assert "import vethanam" not in SCRIPT.read_text()
    assert "from vethanam" not in SCRIPT.read_text()


def test_passkeys_and_rsa_keys_are_checked_without_a_library() -> None:
    text = b"what was signed"
    curve, rsa = ec.generate_private_key(ec.SECP256R1()), generate_private_key(65537, 2048)
    for private, signature in (
        (curve, curve.sign(text, ec.ECDSA(SHA256()))),
        (rsa, rsa.sign(text, PKCS1v15(), SHA256())),
        (edwards := Ed25519PrivateKey.generate(), edwards.sign(text)),
    ):
        public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        assert standalone.key_signed(public, signature, text)
        assert not standalone.key_signed(public, signature, text + b".")
        assert not standalone.key_signed(public, signature[:-1] + bytes([signature[-1] ^ 1]), text)
        assert not standalone.key_signed(public[:-1], signature, text)
        assert not standalone.key_signed(b"", signature, text)


def leaves_of_an_approval(**changes: Any) -> list[tuple[int, dict[str, Any]]]:
    """A proposed purpose, the countersigned enrolment of a passkey, an approval by it, and the key's end."""
    said: dict[str, Any] = {
        "proposal": "p1", "purpose": "LIB", "version": 1, "hash": "0" * 64, "office": "FIN",
        "in_force_from": "2026-11-10",
    }  # fmt: skip
    sent = Sent()
    found(sent)
    sent.host = "office.example"
    sent.enrol("k1", "cini")
    sent.confirm("k1")
    sent.seat("cini", "data_protection_officer")
    sent.add("purpose.proposed", 1, **said)
    sent.sign("purpose.proposed", "k1", "dpo", 2)
    if "key.revoked" in changes:
        sent.events.insert(-1, ("key.revoked", 1.5, {"key": "k1"}))
    leaves = [json.loads(leaf) for leaf in sent.leaves()]
    for leaf in leaves:
        if leaf["public"].get("key") in ("k1", None):
            leaf["public"] |= changes.get(leaf["kind"], {})
    return list(enumerate(leaves))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "signed"),
        ({"key.revoked": {}}, "its key had been ended"),
        ({"key.confirmed": {"key": "k2"}}, "its key was not countersigned"),
        ({"key.enrolled": {"relying_on": "elsewhere.example"}}, "its key was not countersigned"),
        ({"key.enrolled": {"holder": "second"}}, "its key was not countersigned"),
        ({"appointment": {"holder": "devi"}}, "nobody gave its signer the role of dpo"),
        ({"appointment": {"from": "2026-12-01"}}, "nobody gave its signer the role of dpo"),
        ({"appointment": {"agreed": None}}, "nobody gave its signer the role of dpo"),
        ({"approval.given": {"as": "law_officer"}}, "nobody gave its signer the role of law officer"),
        ({"approval.given": {"signature": {}}}, "its signature cannot be read"),
        ({"purpose.proposed": {"office": "PRD"}}, "it approves something else than what stands there"),
        ({"purpose.proposed": {"proposal": "p2"}}, "the file does not hold what it approves"),
        ({"key.enrolled": {"key": "k2"}}, "the file does not hold the enrolment of its key"),
    ],
)
def test_both_verifiers_say_the_same_of_an_approval(changes: dict[str, Any], says: str) -> None:
    leaves = leaves_of_an_approval(**changes)
    (alone,) = standalone.approvals_in(
        leaves, standalone.People(leaves, standalone.key_of(str(KEY.verifier)))
    )
    (ours,) = approvals_in(leaves, signers_in(leaves, KEY.verifier))
    assert (alone["says"], ours.says) == (says, says)
    assert alone == ours.as_json()


def test_it_says_where_a_file_holds_no_approval(tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    file.write_bytes(sample_log().bundle())
    done = run(str(file), "--approvals")
    assert (done.returncode, done.stdout) == (0, "The file holds no approval.\n")
