"""Acts on the keys that a person signs with: enrol one, end one."""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Code, Given, Text, one_of
from vethanam.acts.signing import from_base64, to_base64
from vethanam.errors import Unsound
from vethanam.identity.actions import enrol_key, revoke_key
from vethanam.identity.authority import Authority
from vethanam.identity.models import SigningKey
from vethanam.identity.queries import counts_from, ended_at, keys_of
from vethanam.ledger.signatures import PASSKEY, SOFTWARE


class KeyGiven(Given):
    """The public half of a key, and of a passkey its credential and the host it was made for."""

    public_key: Text = Field(title=_("Public key"), description=_("DER SubjectPublicKeyInfo in base64url."))
    algorithm: one_of(SOFTWARE, PASSKEY) = Field(PASSKEY, title=_("Kind of key"))  # type: ignore[valid-type]
    credential: Text | None = Field(
        None, title=_("Credential"), description=_("The credential id of a passkey, in base64url.")
    )
    relying_on: Code | None = Field(
        None, title=_("Host"), description=_("The relying party that a passkey was made for.")
    )


class KeyNamed(Given):
    """An enrolled key by its reference."""

    key: Code = Field(title=_("Key"))


class MyKeysGiven(Given):
    """Nothing: one's own keys."""


@act("enrol_key", title=_("Enrol a key to sign with"))
def enrol(authority: Authority, given: KeyGiven) -> Answer:
    """Enrol a key of one's own. The first key of a person counts at once, a further one 24 hours later."""
    if given.algorithm == PASSKEY and not (given.credential and given.relying_on):
        raise Unsound("passkey_incomplete")
    key = enrol_key(
        authority,
        _public_key(given.public_key, given.algorithm),
        algorithm=given.algorithm,
        relying_on=given.relying_on or "",
        credential=_bytes(given.credential or ""),
    )
    return Answer.of("key_is_enrolled", _state(key), at=counts_from(key))


@act("end_key", title=_("End a key to sign with"))
def end(authority: Authority, given: KeyNamed) -> Answer:
    """End a key of one's own. What it signed before stays signed."""
    mine = keys_of(authority.person) if authority.person is not None else []
    found = next((key for key in mine if key.reference == given.key), None)
    if found is None:
        raise Unsound("key_not_enrolled")
    revoke_key(authority, found)
    return Answer.of("key_is_ended", _state(found))


@view("keys", title=_("Keys to sign with"))
def keys(authority: Authority, given: MyKeysGiven) -> dict[str, Any]:
    """One's own keys to sign with: reference, public key, from when each counts, until when."""
    mine = keys_of(authority.person) if authority.person is not None else []
    return {
        "keys": [
            {
                **_state(key), "public_key": to_base64(bytes(key.public_key)),
                "until": ended.isoformat() if (ended := ended_at(key)) else None,
            }
            for key in mine
        ]
    }  # fmt: skip


def _state(key: SigningKey) -> dict[str, Any]:
    return {
        "key": key.reference,
        "algorithm": key.algorithm,
        "credential": to_base64(bytes(key.credential)) or None,
        "counts_from": counts_from(key).isoformat(),
    }


def _public_key(text: str, algorithm: str) -> bytes:
    """The key of a text; Unsound where it is none, or of another kind than it says."""
    read = _bytes(text)
    try:
        key = load_der_public_key(read)
    except (ValueError, UnsupportedAlgorithm):
        raise Unsound("key_unreadable") from None
    if algorithm == SOFTWARE and not isinstance(key, Ed25519PublicKey):
        raise Unsound("key_unreadable")
    return read


def _bytes(text: str) -> bytes:
    try:
        return from_base64(text)
    except ValueError:
        raise Unsound("key_unreadable") from None
