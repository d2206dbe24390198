"""Registration of a passkey: checks the device's answer for challenge, site and user, and
returns the public key.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fido2.webauthn import AttestationObject

from vethanam.errors import Refused, Unsound
from vethanam.identity.signatures import is_given_here, is_own_host, paymaster_host

#: flags of authenticator data: user present, user verified
_PRESENT, _VERIFIED = 0x01, 0x04


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A newly made passkey; ``public`` is DER SubjectPublicKeyInfo."""

    credential: bytes
    public: bytes
    relying_on: str


def read_registration(
    attestation: bytes, client_data: bytes, challenge: bytes, relying_on: str
) -> NewPasskey:
    """Read the answer of ``navigator.credentials.create``, without a maker's statement (attestation "none").

    Raises
    ------
    Unsound
        It cannot be read, or its kind of key is not supported.
    Refused
        It answers another challenge or site, or the device did not verify its user.
    """
    try:
        made = AttestationObject(attestation).auth_data
        said = json.loads(client_data)
    except (ValueError, TypeError, KeyError, IndexError, AssertionError):
        raise Unsound("passkey_unreadable") from None
    held = made.credential_data
    if held is None or not isinstance(said, Mapping):
        raise Unsound("passkey_unreadable")
    wanted = urlsafe_b64encode(challenge).rstrip(b"=").decode()
    is_here = (
        said.get("type") == "webauthn.create"
        and said.get("challenge") == wanted
        and is_given_here(client_data, relying_on)
        and int(made.flags) & (_PRESENT | _VERIFIED) == _PRESENT | _VERIFIED
    )
    if not is_here:
        raise Refused("signed_elsewhere")
    is_ours = is_own_host(relying_on) or (relying_on and relying_on == paymaster_host())
    if not is_ours or bytes(made.rp_id_hash) != sha256(relying_on.encode()).digest():
        raise Refused("key_of_another_site")
    if not (public := der_of(held.public_key)):
        raise Unsound("passkey_unreadable")
    return NewPasskey(bytes(held.credential_id), public, relying_on)


def der_of(key: Mapping[Any, Any]) -> bytes:
    """A COSE key as DER SubjectPublicKeyInfo; empty for an unsupported kind."""
    made: Any
    match key.get(3):
        case -7:
            numbers = EllipticCurvePublicNumbers(_number(key[-2]), _number(key[-3]), SECP256R1())
            made = numbers.public_key()
        case -8:
            made = Ed25519PublicKey.from_public_bytes(key[-2])
        case -257:
            made = RSAPublicNumbers(_number(key[-2]), _number(key[-1])).public_key()
        case _:
            return b""
    return bytes(made.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _number(value: bytes) -> int:
    return int.from_bytes(value, "big")
