"""Enrol and end signing keys. Each is a leaf, so that a signature can be traced to its enrolment."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.identity.models import PersonMark, SigningKey
from vethanam.identity.queries import FREEZE, keys_of
from vethanam.journal.actions import append
from vethanam.ledger.signatures import SOFTWARE


def mark_of(person: int) -> str:
    """The random ID of a signer or requester in leaves; created on first use and permanent."""
    made = PersonMark(person=person, mark=secrets.token_hex(16))
    PersonMark.objects.bulk_create([made], ignore_conflicts=True)
    return PersonMark.objects.values_list("mark", flat=True).get(person=person)


@transaction.atomic
def enrol_key(
    authority: Authority,
    public_key: bytes,
    *,
    algorithm: str = SOFTWARE,
    relying_on: str = "",
    credential: bytes = b"",
) -> SigningKey:
    """Enrol a signing key of a person; a further key counts only after a day, so that a false one is noticed.

    Raises
    ------
    Refused
        The account belongs to no person, or the key is enrolled already.
    """
    if authority.person is None:
        raise Refused("key_without_person")
    if any(bytes(key.public_key) == public_key for key in SigningKey.objects.filter(algorithm=algorithm)):
        raise Refused("key_enrolled")
    reference = secrets.token_hex(16)
    leaf = append(
        "key.enrolled",
        public={
            "key": reference, "algorithm": algorithm, "public_key": public_key.hex(), "relying_on": relying_on,
            "holder": mark_of(authority.person), "is_first": not keys_of(authority.person),
            "freeze_hours": int(FREEZE.total_seconds()) // 3600,
        },
        private={"account": authority.account, "person": authority.person},
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    return SigningKey.objects.create(
        reference=reference, account_id=authority.account, person=authority.person, algorithm=algorithm,
        public_key=public_key, relying_on=relying_on, credential=credential, enrolled_at=authority.at,
        recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip


@transaction.atomic
def revoke_key(authority: Authority, key: SigningKey) -> SigningKey:
    """End a signing key. Its earlier signatures stay valid."""
    if key.person != authority.person:
        raise Refused("key_of_another")
    if SigningKey.objects.filter(revokes=key).exists():
        raise Refused("key_ended")
    leaf = append(
        "key.revoked",
        public={"key": key.reference},
        private={"account": authority.account, "person": authority.person},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return SigningKey.objects.create(
        reference=secrets.token_hex(16), account_id=authority.account, person=key.person, algorithm=key.algorithm,
        public_key=b"", enrolled_at=authority.at, recorded_at=timezone.now(), leaf=leaf, revokes=key,
    )  # fmt: skip
