"""A program's key of an officer, enrolled for a test, and what it signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from vethanam.acts.declaration import Prepared
from vethanam.acts.signing import to_base64
from vethanam.identity.actions import enrol_key
from vethanam.identity.authority import Authority

type Sign = Callable[[Authority, Prepared], Mapping[str, Any]]


def signs_with(authority: Authority) -> Sign:
    """Enrol a key of the officer; what signs with it."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    key = enrol_key(authority, public)

    def sign(_: Authority, prepared: Prepared) -> Mapping[str, Any]:
        return {"key": key.reference, "signature": to_base64(private.sign(prepared.challenge))}

    return sign
