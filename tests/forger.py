"""An attacker in the web process, who writes keys, countersignatures and appointments of his own."""

from __future__ import annotations

from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from tests.signers import public_of
from vethanam.identity.actions import enrol_key, says_of_key
from vethanam.identity.authority import Authority
from vethanam.identity.models import KeyConfirmation, SignedAct, SigningKey
from vethanam.journal.actions import append
from vethanam.ledger.signatures import Signature, challenge_of
from vethanam.ledger.signed_acts import SignedList
from vethanam.people.actions import appoint, says_of_appointment
from vethanam.people.models import Appointment
from vethanam.privacy.models import Approval


class Forger:
    """An attacker in the web process: he has its rights, and keys that he made himself."""

    def __init__(self, authority: Authority) -> None:
        self.authority, self.private = authority, Ed25519PrivateKey.generate()
        self.key: SigningKey | None = None

    def enrols(self, authority: Authority | None = None) -> SigningKey:
        self.key = enrol_key(authority or self.authority, public_of(self.private))
        return self.key

    def signs_list(self, listed: SignedList, role: str) -> dict[str, Any]:
        """An act.signed of his own with this list; the part for the leaf."""
        key, authority = self.key, self.authority
        assert key is not None
        signature = Signature(self.private.sign(challenge_of(listed.commitment, role)))
        append(
            "act.signed",
            public={
                "act": listed.act, "signs": "rights", "approves": listed.commitment.hex(), "as": role,
                "office": "DEPT", "key": key.reference, "signature": dict(signature.as_public()),
            },
            private={"account": authority.account, "person": authority.person, "scope": None},
            at=authority.at, is_sample=True,
        )  # fmt: skip
        return listed.parts()[0]

    def signs_act(
        self, act: str, signs: str, says: dict[str, Any], role: str, also: dict[str, Any] | None = None
    ) -> SignedAct:
        """Leaf and row of a signature over one statement, which its private part gives."""
        key, authority = self.key, self.authority
        assert key is not None
        listed = SignedList(act, (says,), also or {})
        signature = Signature(self.private.sign(challenge_of(listed.commitment, role)))
        leaf = append(
            "act.signed",
            public={
                "act": act, "signs": signs, "approves": listed.commitment.hex(), "as": role,
                "office": authority.office, "key": key.reference, "signature": dict(signature.as_public()),
            },
            private={
                "account": authority.account, "person": authority.person, "scope": None,
                "statements": [says], "also": also or {},
            },
            at=authority.at, is_sample=True,
        )  # fmt: skip
        return SignedAct.objects.create(
            act=act, signs=signs, commitment=listed.commitment, role=role, account_id=authority.account,
            person=authority.person or 0, key=key, at=authority.at, recorded_at=timezone.now(), leaf=leaf,
        )  # fmt: skip

    def confirms(self, key: SigningKey, by_role: str = "administrator") -> None:
        """Row and leaf of a countersignature, signed by his own key."""
        says = says_of_key(key.person, bytes(key.public_key), key.algorithm, key.relying_on)
        part = self.signs_list(SignedList("confirm_keys", (says,)), by_role)
        leaf = append(
            "key.confirmed", public={"key": key.reference, "signed": part}, private=None,
            at=self.authority.at, is_sample=True,
        )  # fmt: skip
        KeyConfirmation.objects.create(
            key=key, person=self.authority.person or 0, at=self.authority.at, recorded_at=timezone.now(),
            leaf=leaf,
        )  # fmt: skip

    def appoints(self, role: str, scope: str, office: str, other: Forger | None = None) -> Appointment:
        """Row and leaf of an appointment of himself; ``other`` agrees to it in the leaf, as administrator."""
        person, since = self.authority.person, date(2020, 1, 1)
        says = says_of_appointment(person, role, scope, office, since, None)
        signed = (
            {
                "proposed": self.signs_list(SignedList("propose_appointment", (says,)), "administrator"),
                "agreed": other.signs_list(SignedList("agree_appointment", (says,)), "administrator"),
            }
            if other
            else None
        )
        return appoint(
            self.authority, account=self.authority.account, person=person, role=role, scope=scope,
            office=office,
            valid_from=since, signed=signed,
        )  # fmt: skip

    def approves(self, of: str, reference: str, commitment: bytes, role: str, at: Any = None) -> None:
        """Leaf and row of an approval in a role that he chooses."""
        key, authority = self.key, self.authority
        assert key is not None
        signature = Signature(self.private.sign(challenge_of(commitment, role)))
        leaf = append(
            "approval.given",
            public={
                "of": of, "reference": reference, "approves": commitment.hex(), "as": role, "office": "FIN",
                "key": key.reference, "signature": signature.as_public(),
            },
            private={"account": authority.account, "person": authority.person},
            at=at or authority.at, is_sample=True,
        )  # fmt: skip
        Approval.objects.create(
            of=of, reference=reference, commitment=commitment, role=role, account_id=authority.account,
            person=authority.person or 0, key=key, at=at or authority.at, recorded_at=timezone.now(),
            leaf=leaf,
        )  # fmt: skip
