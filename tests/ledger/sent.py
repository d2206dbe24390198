"""A log of one message, event by event, signed with the log's own key; and the verdicts of both
verifiers on its files.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.ledger.samples import KEY
from vethanam.ledger import standalone
from vethanam.ledger.approvals import COMMITTED, commitment_to
from vethanam.ledger.bundles import ProvenEntry, bundle, whole_log
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.heads import sign_head
from vethanam.ledger.leaves import leaf_bytes
from vethanam.ledger.merkle import Tree, leaf_hashes
from vethanam.ledger.notes import SigningKey
from vethanam.ledger.signatures import Signature, challenge_of
from vethanam.ledger.signed_acts import SignedList
from vethanam.ledger.signers import statement_of_key
from vethanam.ledger.stamps import Stamp, stamp_leaf
from vethanam.ledger.verifier import verify

#: keys of both, and the hour before the start in which they and the officers began
ADMINISTRATORS, FOUNDED = ("k-head", "k-second"), -48
START = datetime(2026, 11, 3, 4, 30, tzinfo=UTC)


@dataclass
class Sent:
    """A message to many people: its purpose, four keys, its content, two approvals, its use
    and the use's end.
    """

    keys: dict[str, Ed25519PrivateKey | ec.EllipticCurvePrivateKey] = field(default_factory=dict)
    events: list[tuple[str, float, dict[str, Any]]] = field(default_factory=list)
    #: the host of passkeys; without it keys are a program's, as in a sample
    host: str = ""

    def add(self, kind: str, hours: float, /, **public: Any) -> None:
        self.events.append((kind, hours, public))

    def enrol(self, key: str, holder: str | None, hours: float = FOUNDED) -> None:
        made = ec.generate_private_key(ec.SECP256R1()) if self.host else Ed25519PrivateKey.generate()
        self.keys[key] = made
        public = made.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        said = {"holder": holder} if holder else {}
        algorithm = "webauthn" if self.host else "ed25519"
        self.add(
            "key.enrolled", hours, key=key, algorithm=algorithm, public_key=public.hex(),
            relying_on=self.host,
            **said,
        )  # fmt: skip

    def signed(self, key: str, challenge: bytes) -> dict[str, str]:
        """A key's signature of a challenge, as it stands in a leaf."""
        private = self.keys[key]
        if isinstance(private, Ed25519PrivateKey):
            return Signature(private.sign(challenge)).as_public()
        asked = urlsafe_b64encode(challenge).rstrip(b"=").decode()
        client = json.dumps({"type": "webauthn.get", "challenge": asked}).encode()
        data = sha256(self.host.encode()).digest() + b"\x05" + bytes(4)
        by = private.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return Signature(by, data, client).as_public()

    def sign_list(
        self, act: str, key: str, role: str, statement: dict[str, Any], hours: float = FOUNDED,
        logged: float | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """An ``act.signed`` over one statement, taken by a real log at the hour ``logged``; the part for
        the leaf of its item.
        """
        listed = SignedList(act, (statement,))
        signed = self.signed(key, challenge_of(listed.commitment, role))
        said = {"act": act, "signs": "rights", "approves": listed.commitment.hex(), "as": role}
        self.add("act.signed", hours, **said, key=key, signature=signed)
        if self.host:
            self.add("log.time", hours if logged is None else logged)
        return listed.parts()[0]

    def confirm(self, key: str, *, by: str = ADMINISTRATORS[0], administers: bool = False) -> None:
        """The countersignature of a key."""
        enrolled = next(
            said for kind, _, said in self.events if kind == "key.enrolled" and said["key"] == key
        )
        says = statement_of_key(enrolled, administers=administers)
        part = self.sign_list("confirm_keys", by, "administrator", says)
        self.add(
            "key.confirmed", FOUNDED, key=key, signed=part, **({"administers": True} if administers else {})
        )

    def seat(self, holder: str, role: str, scope: str = "", office: str = "FIN", **says: Any) -> None:
        """An appointment with the signatures of both administrators."""
        says = {
            "holder": holder, "role": role, "scope": scope, "office": office, "from": "2026-01-01",
            "until": None, **says,
        }  # fmt: skip
        proposed = self.sign_list("propose_appointment", ADMINISTRATORS[0], "administrator", says)
        agreed = self.sign_list("agree_appointment", ADMINISTRATORS[1], "administrator", says)
        self.add("appointment", FOUNDED, **says, proposed=proposed, agreed=agreed)

    def compose(self, **changes: Any) -> None:
        content: dict[str, Any] = dict.fromkeys(COMMITTED["campaign.composed"][2])
        content |= {
            "campaign": "c1", "purpose": "SVC-TERMS", "purpose_hash": "a" * 64, "template_hash": "b" * 64,
            "office": "FIN",
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
        signature = self.signed(key, challenge)
        said = {"of": "campaign", "reference": "c1", "approves": self.commitment}
        self.add("approval.given", hours, **said, **{"as": role}, key=key, signature=signature)

    def sign(self, leaf: str, key: str, role: str, hours: float) -> None:
        """Approve the last leaf of a kind that commits to something."""
        public = next(event[2] for event in reversed(self.events) if event[0] == leaf)
        commitment = commitment_to({"kind": leaf, "public": public})
        signed = self.signed(key, challenge_of(bytes.fromhex(commitment), role))
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

    def leaves(self, key: SigningKey = KEY) -> tuple[bytes, ...]:
        """The leaves; a stamp is signed for its place, closes what came since the last one, and names the
        first key.
        """
        made = [
            leaf_bytes(
                kind, public=public, commitment=None, at=START + timedelta(hours=hours), logged_at=START,
                is_sample=True
            )
            for kind, hours, public in self.events
        ]  # fmt: skip
        first = next((n for n, event in enumerate(self.events) if event[0] == "key.enrolled"), None)
        anchor = leaf_hash(made[first]) if first is not None else None
        opens = 0
        for index, (kind, hours, _) in enumerate(self.events):
            if kind == "log.time":
                made[index] = stamp_leaf(Stamp(index, START + timedelta(hours=hours), anchor, opens), key)
                opens = index
        return tuple(made)

    def files(self, key: SigningKey = KEY) -> tuple[bytes, bytes]:
        """The whole log and a bundle of all of it, signed as the log signs."""
        leaves = self.leaves(key)
        tree = Tree(leaf_hashes(leaves))
        head = sign_head(tree.size, tree.root(tree.size), key)
        proven = [ProvenEntry(index, leaf, tree.inclusion(index)) for index, leaf in enumerate(leaves)]
        return whole_log(key.verifier, [head], leaves), bundle(key.verifier, head, proven)


def begun(host: str = "", **purpose: Any) -> Sent:
    sent = Sent(host=host)
    sent.add(
        "purpose.registered",
        0,
        **{"purpose": "SVC-TERMS", "hash": "a" * 64, "approvals": "two_person", **purpose},
    )
    found(sent)
    for key, holder in (
        ("k-owner", "binu"),
        ("k-dpo", "cini"),
        ("k-law", "devi"),
        ("k-anu", "anu"),
        ("k-binu2", "binu"),
    ):
        sent.enrol(key, holder)
        sent.confirm(key)
    sent.seat("binu", "purpose_owner", "FIN")
    for holder, role in (("binu", "data_protection_officer"), ("binu", "law_officer"),
                         ("cini", "data_protection_officer"), ("devi", "law_officer"),
                         ("anu", "data_protection_officer")):  # fmt: skip
        sent.seat(holder, role)
    return sent


def found(sent: Sent) -> None:
    """Two administrators: the first holds the log's first key, and countersigns that of the second."""
    first, second = ADMINISTRATORS
    sent.enrol(first, "head")
    sent.add("log.time", FOUNDED)
    sent.enrol(second, "second")
    sent.confirm(second, administers=True)


def approved(**composed: Any) -> Sent:
    sent = begun()
    sent.compose(**composed)
    sent.approve("k-owner", "purpose_owner")
    sent.approve("k-dpo", "dpo")
    return sent


def said_of(sent: Sent, key: SigningKey = KEY) -> set[tuple[str, int | None, str]]:
    """What each verifier says of each file: they must not differ."""
    verdicts = set()
    for file in sent.files(key):
        ours, alone = verify(file, key.verifier), standalone.verify(file, str(key.verifier))
        assert (ours.outcome, ours.part, ours.leaf) == (alone["outcome"], alone["part"], alone["leaf"])
        if ours.outcome != "verified":
            assert ours.says == alone["says"]
        verdicts.add((str(ours.outcome), ours.leaf, "" if ours.outcome == "verified" else ours.says))
    return verdicts
