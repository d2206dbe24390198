"""An officer's software key, enrolled for a test, and its signatures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.signers import enrolled, public_of, signs
from vethanam.acts.declaration import Prepared
from vethanam.acts.key_signatures import to_base64
from vethanam.identity.authority import Authority

type Sign = Callable[[Authority, Prepared], Mapping[str, Any]]
__all__ = ["Sign", "signs", "signs_with"]


def signs_with(authority: Authority) -> Sign:
    """Enrol a key of the officer; returns a function that signs with it."""
    private = Ed25519PrivateKey.generate()
    key = enrolled(authority, public_of(private))

    def sign(_: Authority, prepared: Prepared) -> Mapping[str, Any]:
        return {"key": key.reference, "signature": to_base64(private.sign(prepared.challenge))}

    return sign
