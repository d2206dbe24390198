"""A small log of a made-up office, with proofs of parts of it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vethanam.ledger.bundles import Opening, PersonOpening, ProvenEntry, bundle, whole_log
from vethanam.ledger.commitments import commitment
from vethanam.ledger.heads import sign_head
from vethanam.ledger.leaves import leaf_bytes
from vethanam.ledger.merkle import Tree, leaf_hashes
from vethanam.ledger.notes import SigningKey
from vethanam.ledger.persons import PersonTree

KEY = SigningKey("vethanam.example/log/test", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
AT = datetime(2026, 11, 3, 4, 30, tzinfo=UTC)
PRIVATE = {"reason": "Public relations is not the controller of salary credits", "asked_by": "post 17"}
PEOPLE = [{"decision": "deny", "reason": "CONTROLLER_MISMATCH", "reference": f"person {n}"} for n in range(5)]


@dataclass(frozen=True)
class SampleLog:
    """Leaves, their tree, and openings of two of them: 2 is a mass event, 4 has a private part."""

    leaves: tuple[bytes, ...]
    tree: Tree
    persons: PersonTree

    def head(self, size: int | None = None) -> str:
        size = self.tree.size if size is None else size
        return sign_head(size, self.tree.root(size), KEY)

    def proven(self, index: int, **opened: Any) -> ProvenEntry:
        return ProvenEntry(index, self.leaves[index], self.tree.inclusion(index), **opened)

    def person(self, number: int) -> PersonOpening:
        salt = _salt(number)
        return PersonOpening(salt, PEOPLE[number], self.persons.path_of(commitment(salt, PEOPLE[number])))

    def bundle(self) -> bytes:
        opened = self.proven(4, opening=Opening(_salt(99), PRIVATE))
        return bundle(
            KEY.verifier,
            self.head(),
            [opened, self.proven(2, persons=[self.person(3), self.person(0)]), self.proven(0)],
        )

    def whole(self) -> bytes:
        return whole_log(KEY.verifier, [self.head(size) for size in (1, 4, self.tree.size)], self.leaves)


def sample_log() -> SampleLog:
    persons = PersonTree([commitment(_salt(number), record) for number, record in enumerate(PEOPLE)])
    leaves = (
        _leaf("purpose_registered", {"purpose": "SAL-CREDIT"}),
        _leaf("bill_passed", {"bill": "2026/0417", "net_paise": 45_60_000}),
        _leaf("use.refused", {"office": "PRD", "purpose": "SAL-CREDIT", "persons": persons.root.hex()}),
        _leaf("bill_passed", {"bill": "2026/0418", "is_supplementary": True, "cites": [1, None]}),
        _leaf("restraint", {"court": "High Court"}, commitment(_salt(99), PRIVATE)),
        _leaf("credit", {}),
        _leaf("credit", {"note": "വേതനം"}),
    )
    return SampleLog(leaves, Tree(leaf_hashes(leaves)), persons)


def _leaf(kind: str, public: dict[str, Any], committed: bytes | None = None) -> bytes:
    return leaf_bytes(kind, public=public, commitment=committed, at=AT, logged_at=AT, is_sample=True)


def _salt(number: int) -> bytes:
    return bytes([number]) * 16
