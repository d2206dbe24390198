"""An officer's software key, enrolled for a test, and its signatures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from vethanam.acts.declaration import Prepared
from vethanam.acts.key_signatures import to_base64
from vethanam.identity.actions import enrol_key
from vethanam.identity.authority import Authority
from vethanam.identity.queries import keys_of

type Sign = Callable[[Authority, Prepared], Mapping[str, Any]]


def signs_with(authority: Authority) -> Sign:
    """Enrol a key of the officer; returns a function that signs with it."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    key = enrol_key(authority, public)

    def sign(_: Authority, prepared: Prepared) -> Mapping[str, Any]:
        return {"key": key.reference, "signature": to_base64(private.sign(prepared.challenge))}

    return sign


def signs(authority: Authority, prepared: Prepared) -> Mapping[str, Any]:
    """Sign with the officer's software key, enrolled on first use, as on a sample."""
    private = Ed25519PrivateKey.from_private_bytes(sha256(f"key of {authority.person}".encode()).digest())
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    known = {bytes(key.public_key): key for key in keys_of(authority.person or 0)}
    key = known.get(public) or enrol_key(authority, public)
    return {"key": key.reference, "signature": to_base64(private.sign(prepared.challenge))}
