"""Enrol and end signing keys. Each is a leaf, so that a signature can be traced to its enrolment."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused
from vethanam.identity.authority import Authority, signed_part
from vethanam.identity.models import KeyConfirmation, PersonMark, SigningKey
from vethanam.identity.queries import is_anchor, keys_of
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.ledger.signatures import SOFTWARE
from vethanam.ledger.signers import FREEZE, statement_of_key

#: the name of the item in the signature with an earlier key
OWN_KEY = "key"


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
    """Enrol a signing key of a person.

    The key counts once an administrator countersigns it or an earlier key of the person signs it. A second or
    later key for the same host also waits a day, so that a false one is noticed.

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
            "key": reference, "algorithm": algorithm, "public_key": public_key.hex(),
            "relying_on": relying_on,
            "holder": mark_of(authority.person), "is_first": not keys_of(authority.person),
            "freeze_hours": int(FREEZE.total_seconds()) // 3600,
        },
        private={"account": authority.account, "person": authority.person},
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    key = SigningKey.objects.create(
        reference=reference, account_id=authority.account, person=authority.person, algorithm=algorithm,
        public_key=public_key, relying_on=relying_on, credential=credential, enrolled_at=authority.at,
        recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip
    if authority.signed is not None:
        _confirm(authority, key, OWN_KEY)
    return key


def says_of_key(person: int, public_key: bytes, algorithm: str, relying_on: str) -> dict[str, Json]:
    """The statement that a countersignature of a key covers."""
    return statement_of_key({
        "algorithm": algorithm, "public_key": public_key.hex(), "relying_on": relying_on,
        "holder": mark_of(person),
    })  # fmt: skip


@transaction.atomic
def confirm_key(authority: Authority, key: SigningKey, *, administers: bool = False) -> KeyConfirmation:
    """Countersign another person's key.

    Parameters
    ----------
    administers
        The holder of the key also becomes an administrator: this is how a sole administrator makes a second.

    Raises
    ------
    Refused
        The key is one's own, ended, countersigned already, or the first of the log.
    """
    if authority.person is None or key.person == authority.person:
        raise Refused("key_confirmed_by_oneself")
    if KeyConfirmation.objects.filter(key=key).exists() or is_anchor(key):
        raise Refused("key_confirmed_before", key=key.reference)
    if SigningKey.objects.filter(revokes=key).exists():
        raise Refused("key_ended")
    return _confirm(authority, key, key.reference, administers=administers)


def _confirm(
    authority: Authority, key: SigningKey, subject: str, *, administers: bool = False
) -> KeyConfirmation:
    signed, _ = signed_part(authority, subject)
    leaf = append(
        "key.confirmed",
        public={"key": key.reference, **({"administers": True} if administers else {}), **signed},
        private={"account": authority.account, "person": authority.person},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return KeyConfirmation.objects.create(
        key=key, person=authority.person or 0, administers=administers, at=authority.at,
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
        reference=secrets.token_hex(16), account_id=authority.account, person=key.person,
        algorithm=key.algorithm, public_key=b"", enrolled_at=authority.at, recorded_at=timezone.now(),
        leaf=leaf, revokes=key,
    )  # fmt: skip
