"""Acts on the keys that a person signs with: enrol a program's key, end one."""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Given, Text
from vethanam.acts.signing import from_base64, to_base64
from vethanam.errors import Refused, Unsound
from vethanam.identity.actions import enrol_key
from vethanam.identity.authority import Authority
from vethanam.identity.queries import ended_at, keys_of


class EnrolKeyGiven(Given):
    """The public key of a program."""

    public_key: Text = Field(
        title=_("Public key"), description=_("Ed25519, SubjectPublicKeyInfo in DER, base64url.")
    )


class MyKeysGiven(Given):
    """Nothing: one's own keys."""


@act("enrol_key", title=_("Enrol a program's key"))
def enrol(authority: Authority, given: EnrolKeyGiven) -> Answer:
    """Sign with a program's key from now on, on a sample only: elsewhere passkeys count, and the page enrols them."""
    if not authority.is_sample:
        raise Refused("program_key_refused")
    try:
        public = from_base64(given.public_key)
        is_ours = isinstance(load_der_public_key(public), Ed25519PublicKey)
    except (ValueError, UnsupportedAlgorithm):
        is_ours = False
    if not is_ours:
        raise Unsound("public_key_unreadable")
    key = enrol_key(authority, public)
    return Answer.of("key_is_enrolled", {"key": key.reference})


@view("keys", title=_("Keys to sign with"))
def keys(authority: Authority, given: MyKeysGiven) -> dict[str, Any]:
    """One's own keys to sign with: reference, public key, since when, until when."""
    mine = keys_of(authority.person) if authority.person is not None else []
    return {
        "keys": [
            {
                "key": key.reference, "algorithm": key.algorithm, "public_key": to_base64(bytes(key.public_key)),
                "from": key.enrolled_at.isoformat(), "until": (end.isoformat() if (end := ended_at(key)) else None),
            }
            for key in mine
        ]
    }  # fmt: skip
