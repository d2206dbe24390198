"""A made-up payslip: its record under an entry of a small log, its code, and a sealed paper."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ledger.samples import AT, KEY
from vethanam.ledger.bundles import PersonOpening, ProvenEntry, bundle
from vethanam.ledger.canonical import parse
from vethanam.ledger.commitments import commitment
from vethanam.ledger.heads import sign_head
from vethanam.ledger.leaves import leaf_bytes
from vethanam.ledger.merkle import Tree, leaf_hashes
from vethanam.ledger.notes import SigningKey
from vethanam.ledger.persons import PersonTree
from vethanam.ledger.slips import Statement, receipt_of, signed_code, slip_file

SEAL = SigningKey("vethanam.example/log/test/payslips", Ed25519PrivateKey.from_private_bytes(b"s" * 32))
ADDRESS = "https://pay.example/check/#"
#: its place in the log
ENTRY = 1


def record(number: int, **changed: Any) -> dict[str, Any]:
    """The record of a made-up payslip, as the log commits to it."""
    earned = {"component": "basic_pay", "for_month": "2026-10", "amount_paise": 45_600_00}
    taken = {"component": "provident_fund", "for_month": "2026-10", "amount_paise": 5_000_00}
    return {
        "bill": "2026/0412/1", "deductions_paise": 5_000_00, "drawn_in": "2026-11",
        "employee": f"10023{number}", "gross_paise": 45_600_00, "lines": [earned, taken],
        "net_paise": 40_600_00, "voucher": "17",
        "voucher_date": "2026-11-02", **changed,
    }  # fmt: skip


def salt(number: int) -> bytes:
    return bytes([number]) * 16


def statement(**changed: Any) -> Statement:
    """What the code on the paper of the fourth person says."""
    said: dict[str, Any] = {
        "receipt": receipt_of(commitment(salt(4), record(4))), "pen": "100234", "name": "Anitha K.",
        "month": "2026-10", "gross": 45_600_00, "deductions": 5_000_00, "net": 40_600_00,
        "dated": "2026-11-02", "entry": ENTRY, "key": SEAL.verifier.id.hex(),
    }  # fmt: skip
    return Statement(**{**said, **changed})


def code(signer: SigningKey = SEAL, **changed: Any) -> str:
    return ADDRESS + signed_code(statement(**{"key": signer.verifier.id.hex(), **changed}), signer)


def proof(said: str | None = None, people: tuple[int, ...] = (4,)) -> bytes:
    """The file that proves the payslip; with another code, or with records of others."""
    opened = {number: PersonOpening(salt(number), record(number), _tree().path_of(_committed(number)))
              for number in people}  # fmt: skip
    public = {"bill": "2026/0412/1", "persons": _tree().root.hex()}
    leaves = [
        leaf_bytes(kind, public=shown, commitment=None, at=AT, logged_at=AT, is_sample=True)
        for kind, shown in (("bill_passed", {"bill": "2026/0411/1"}), ("bill_passed", public))
    ]
    tree = Tree(leaf_hashes(leaves))
    entry = ProvenEntry(ENTRY, leaves[ENTRY], tree.inclusion(ENTRY), persons=[*opened.values()])
    whole = bundle(KEY.verifier, sign_head(tree.size, tree.root(tree.size), KEY), [entry])
    return slip_file(parse(whole), said if said is not None else code(), SEAL.verifier)


def _committed(number: int) -> bytes:
    return commitment(salt(number), record(number))


def _tree() -> PersonTree:
    return PersonTree([_committed(number) for number in range(6)])
