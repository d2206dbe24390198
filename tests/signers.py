"""Keys and appointments of a test, with the signatures that an installation asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from vethanam.acts.declaration import Prepared
from vethanam.acts.executor import perform
from vethanam.acts.key_signatures import to_base64
from vethanam.identity.actions import confirm_key, enrol_key
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account, KeyConfirmation, SigningKey
from vethanam.identity.queries import is_anchor, keys_of, keys_to_confirm
from vethanam.ledger.approvals import Approving, approvals_in
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.signers import signers_in
from vethanam.ledger.verifier import leaves_of
from vethanam.people.actions import appoint
from vethanam.people.models import Person, Role
from vethanam.people.queries import authority_of

ADMINISTRATORS = ("first-administrator", "second-administrator")
FOUNDED = datetime(2020, 1, 1, 10, tzinfo=ZoneInfo("Asia/Kolkata"))
SINCE = FOUNDED.date()


def private_of(person: int | None) -> Ed25519PrivateKey:
    """The software key of a person."""
    return Ed25519PrivateKey.from_private_bytes(sha256(f"key of {person}".encode()).digest())


def public_of(private: Ed25519PrivateKey) -> bytes:
    """Its public half in DER."""
    return private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def signs(authority: Authority, prepared: Prepared) -> Mapping[str, Any]:
    """Sign with the officer's software key, enrolled and countersigned on first use, as on a sample."""
    private = private_of(authority.person)
    public = public_of(private)
    known = {bytes(key.public_key): key for key in keys_of(authority.person or 0)}
    key = known.get(public) or enrolled(authority, public)
    return {"key": key.reference, "signature": to_base64(private.sign(prepared.challenge))}


def enrolled(authority: Authority, public: bytes, *, signed: bool = False) -> SigningKey:
    """A key of an officer that counts at once; ``signed``: with the administrator's
    signature, for a proof.
    """
    first = _first()
    key = enrol_key(authority, public)
    if signed:
        return countersigned(key, authority.at)
    confirm_key(authority_of(first, authority.at, role=Role.ADMINISTRATOR, is_sample=True), key)
    return key


def countersigned(key: SigningKey, at: datetime) -> SigningKey:
    """A key after the first administrator countersigned it."""
    if not KeyConfirmation.objects.filter(key=key).exists() and not is_anchor(key):
        do("confirm_keys", _first(), at, keys=[key.reference])
    return key


def countersign_all(at: datetime) -> None:
    """The first administrator countersigns every key that waits."""
    for key in keys_to_confirm():
        countersigned(key, at)


def administrators() -> tuple[Account, Account]:
    """Two administrators with keys, made on the first call: the first holds the log's first key."""
    first, second = _first(), Account.objects.filter(username=ADMINISTRATORS[1]).first()
    if second is None:
        second = administrator(ADMINISTRATORS[1])
        countersigned(_own_key(second), FOUNDED)
    return first, second


def _first() -> Account:
    first = Account.objects.filter(username=ADMINISTRATORS[0]).first()
    if first is None:
        first = administrator(ADMINISTRATORS[0])
        _own_key(first)
    return first


def _own_key(account: Account) -> SigningKey:
    authority = authority_of(account, FOUNDED, role=Role.ADMINISTRATOR, is_sample=True)
    return enrol_key(authority, public_of(private_of(authority.person)))


def seated(account: Account, role: str, at: datetime, scope: str = "", since: date = SINCE) -> None:
    """Appoint the person of an account: one administrator proposes, the other agrees."""
    first, second = administrators()
    seat = {"account": account.username, "role": role, **({"scope": scope} if scope else {})}
    do("propose_appointment", first, at, **{**seat, "from": since.isoformat()})
    do("agree_appointment", second, at, **seat)


def do(act: str, account: Account, at: datetime, /, **given: Any) -> Mapping[str, Any]:
    """An act of an officer, signed with her software key."""
    done = perform(act, account, given, at, is_sample=True, sign=signs)
    assert done.ok, done.says
    return done.state


def approvals_of(content: Mapping[str, Any]) -> list[Approving]:
    """The approvals in the content of a bundle or a log."""
    leaves = leaves_of(content)
    return approvals_in(leaves, signers_in(leaves, VerifierKey.parse(content["log"])))


def administrator(name: str) -> Account:
    """An administrator without a key, as made at the machine."""
    account = Account.objects.create(username=name, kind=Account.Kind.OFFICER)
    person = Person.objects.create(name=name, born=date(1970, 1, 1), account=account, recorded_at=FOUNDED)
    authority = Authority(account.pk, None, "DEPT", Role.SERVICE, FOUNDED, is_sample=True)
    appoint(
        authority, account=account.pk, person=person.pk, role=Role.ADMINISTRATOR, scope="", office="DEPT",
        valid_from=FOUNDED.date(),
    )  # fmt: skip
    return account
