"""A log of one message, event by event, signed with the log's own key; and the verdicts of both
verifiers on its files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.ledger.samples import KEY
from vethanam.ledger import standalone
from vethanam.ledger.approvals import COMMITTED, commitment_to
from vethanam.ledger.bundles import ProvenEntry, bundle, whole_log
from vethanam.ledger.heads import sign_head
from vethanam.ledger.leaves import leaf_bytes
from vethanam.ledger.merkle import Tree, leaf_hashes
from vethanam.ledger.signatures import Signature, challenge_of
from vethanam.ledger.verifier import verify

START = datetime(2026, 11, 3, 4, 30, tzinfo=UTC)


@dataclass
class Sent:
    """A message to many people: its purpose, four keys, its content, two approvals, its use
    and the use's end.
    """

    keys: dict[str, Ed25519PrivateKey] = field(default_factory=dict)
    events: list[tuple[str, float, dict[str, Any]]] = field(default_factory=list)

    def add(self, kind: str, hours: float, /, **public: Any) -> None:
        self.events.append((kind, hours, public))

    def enrol(self, key: str, holder: str | None) -> None:
        self.keys[key] = Ed25519PrivateKey.generate()
        public = self.keys[key].public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        said = {"holder": holder} if holder else {}
        self.add(
            "key.enrolled", 0, key=key, algorithm="ed25519", public_key=public.hex(), is_first=True, **said
        )

    def compose(self, **changes: Any) -> None:
        content: dict[str, Any] = dict.fromkeys(COMMITTED["campaign.composed"][2])
        content |= {
            "campaign": "c1", "purpose": "SVC-TERMS", "purpose_hash": "a" * 64, "template_hash": "b" * 64,
            "sender": "FIN",
            "channels": ["email", "portal"],
        }  # fmt: skip
        self.add(
            "campaign.composed",
            1,
            **{**content, "approvals": ["purpose_owner", "dpo"], "asked_by": ["anu"], **changes},
        )

    @property
    def commitment(self) -> str:
        composed = next(event for event in self.events if event[0] == "campaign.composed")
        return commitment_to({"kind": composed[0], "public": composed[2]})

    def approve(self, key: str, role: str, hours: float = 2) -> None:
        challenge = challenge_of(bytes.fromhex(self.commitment), role)
        signature = Signature(self.keys[key].sign(challenge)).as_public()
        said = {"of": "campaign", "reference": "c1", "approves": self.commitment}
        self.add("approval.given", hours, **said, **{"as": role}, key=key, signature=signature)

    def sign(self, leaf: str, key: str, role: str, hours: float) -> None:
        """Approve the last leaf of a kind that commits to something."""
        public = next(event[2] for event in reversed(self.events) if event[0] == leaf)
        commitment = commitment_to({"kind": leaf, "public": public})
        signed = Signature(self.keys[key].sign(challenge_of(bytes.fromhex(commitment), role))).as_public()
        said = {"of": leaf, "reference": public[COMMITTED[leaf][1]], "approves": commitment}
        self.add("approval.given", hours, **said, **{"as": role}, key=key, signature=signed)

    def allow(self, hours: float = 3, **changes: Any) -> None:
        said = {
            "use": "u1", "mode": "message", "purpose": "SVC-TERMS", "template_hash": "b" * 64,
            "sender": "FIN",
            "channels": ["email", "portal"], "approvals": [], **changes,
        }  # fmt: skip
        if "approved" not in said:
            said["approved"] = self.commitment
        self.add("use.allowed", hours, **said)

    def close(self, opened: float = 3) -> None:
        until = (START + timedelta(hours=opened)).isoformat(timespec="microseconds").replace("+00:00", "Z")
        self.add("use.closed", opened + 1, use="u1", opened_until=until)

    def leaves(self) -> tuple[bytes, ...]:
        return tuple(
            leaf_bytes(
                kind, public=public, commitment=None, at=START + timedelta(hours=hours), logged_at=START,
                is_sample=True
            )
            for kind, hours, public in self.events
        )  # fmt: skip

    def files(self) -> tuple[bytes, bytes]:
        """The whole log and a bundle of all of it, signed as the log signs."""
        leaves = self.leaves()
        tree = Tree(leaf_hashes(leaves))
        head = sign_head(tree.size, tree.root(tree.size), KEY)
        proven = [ProvenEntry(index, leaf, tree.inclusion(index)) for index, leaf in enumerate(leaves)]
        return whole_log(KEY.verifier, [head], leaves), bundle(KEY.verifier, head, proven)


def begun(**purpose: Any) -> Sent:
    sent = Sent()
    sent.add(
        "purpose.registered",
        0,
        **{"purpose": "SVC-TERMS", "hash": "a" * 64, "approvals": "two_person", **purpose},
    )
    for key, holder in (
        ("k-owner", "binu"),
        ("k-dpo", "cini"),
        ("k-law", "devi"),
        ("k-anu", "anu"),
        ("k-binu2", "binu"),
    ):
        sent.enrol(key, holder)
    return sent


def approved(**composed: Any) -> Sent:
    sent = begun()
    sent.compose(**composed)
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-dpo", "dpo")
    return sent


def said_of(sent: Sent) -> set[tuple[str, int | None, str]]:
    """What each verifier says of each file: they must not differ."""
    verdicts = set()
    for file in sent.files():
        ours, alone = verify(file, KEY.verifier), standalone.verify(file, str(KEY.verifier))
        assert (ours.outcome, ours.part, ours.leaf) == (alone["outcome"], alone["part"], alone["leaf"])
        if ours.outcome != "verified":
            assert ours.says == alone["says"]
        verdicts.add((str(ours.outcome), ours.leaf, "" if ours.outcome == "verified" else ours.says))
    return verdicts
