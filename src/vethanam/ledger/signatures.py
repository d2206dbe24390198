"""A person's signature under a commitment: by a software key, or by a passkey in a browser.

    challenge = SHA-256("vethanam/approval/1\\n" || canonical JSON of {"approves": commitment in
    hex, "as": role})

A software key (``ed25519``) signs the 32 bytes of the challenge. A passkey (``webauthn``) signs its browser's
wrapping: authenticator data || SHA-256(client data), with the challenge in base64url in the client
data. Public keys are DER SubjectPublicKeyInfo. Checking needs only the key, in a hundred years or
without a network.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from vethanam.errors import Unsound
from vethanam.ledger.canonical import canonical

SOFTWARE, PASSKEY = "ed25519", "webauthn"
LABEL = b"vethanam/approval/1\n"
#: flags of authenticator data: user present, user verified
_PRESENT, _VERIFIED = 0x01, 0x04
_SHORTEST_DATA = 37


@dataclass(frozen=True, slots=True)
class Signature:
    """A key's signature of a challenge. The two further parts are a passkey's, empty for a software key."""

    signed: bytes
    authenticator_data: bytes = b""
    client_data: bytes = b""

    def as_public(self) -> dict[str, str]:
        """The form in a leaf: hexadecimal, with a passkey's parts only if present."""
        parts = {
            "signed": self.signed,
            "authenticator_data": self.authenticator_data,
            "client_data": self.client_data,
        }
        return {name: part.hex() for name, part in parts.items() if part}

    @classmethod
    def from_public(cls, given: Mapping[str, Any]) -> Signature:
        """Read it from a leaf; :class:`~vethanam.errors.Unsound` if malformed."""
        try:
            return cls(**{name: bytes.fromhex(value) for name, value in given.items()})
        except (TypeError, ValueError):
            raise Unsound("not_a_signature") from None


def own_part(signed: bytes) -> bytes:
    """The part of a signature that nobody but its signer can change: *r* of ECDSA, else the whole.

    Whoever has an ECDSA signature can write a second one with the same *r* and the opposite *s*.
    """
    at = 3 if signed[1:2] == b"\x81" else 2
    if signed[:1] != b"\x30" or signed[at : at + 1] != b"\x02" or len(signed) < at + 2:
        return signed
    return signed[at + 2 : at + 2 + signed[at + 1]]


def challenge_of(commitment: bytes, role: str) -> bytes:
    """The 32 bytes an approver signs: commitment and role.

    >>> challenge_of(bytes(32), "dpo").hex()[:16]
    '4678419d3d2fe18e'
    """
    return sha256(LABEL + canonical({"approves": commitment.hex(), "as": role})).digest()


def is_signed(
    challenge: bytes, signature: Signature, key: bytes, algorithm: str, relying_on: str = ""
) -> bool:
    """Whether the holder of a public key signed a challenge.

    ``relying_on`` is the host of a passkey; its signatures for other hosts, or without user verification,
    do not count.
    """
    if algorithm == SOFTWARE:
        return _verifies(key, signature.signed, challenge)
    if algorithm != PASSKEY:
        return False
    data = signature.authenticator_data
    if (
        len(data) < _SHORTEST_DATA
        or data[:32] != sha256(relying_on.encode()).digest()
        or data[32] & (_PRESENT | _VERIFIED) != _PRESENT | _VERIFIED
        or not _names(signature.client_data, challenge)
    ):
        return False
    return _verifies(key, signature.signed, data + sha256(signature.client_data).digest())


def _names(client_data: bytes, challenge: bytes) -> bool:
    try:
        said = json.loads(client_data)
    except (ValueError, RecursionError):
        return False
    wanted = urlsafe_b64encode(challenge).rstrip(b"=").decode()
    return (
        isinstance(said, Mapping) and said.get("type") == "webauthn.get" and said.get("challenge") == wanted
    )


def _verifies(key: bytes, signed: bytes, message: bytes) -> bool:
    try:
        public = load_der_public_key(key)
        if isinstance(public, Ed25519PublicKey):
            public.verify(signed, message)
        elif isinstance(public, EllipticCurvePublicKey):
            public.verify(signed, message, ECDSA(SHA256()))
        elif isinstance(public, RSAPublicKey):
            public.verify(signed, message, PKCS1v15(), SHA256())
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True
