"""Passkeys of an account as keys to sign with: their public keys, what the browser is asked, what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils.translation import gettext as _

from vethanam.acts.signing import to_base64
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account, SigningKey
from vethanam.identity.queries import keys_of
from vethanam.ledger.signatures import PASSKEY, challenge_of
from vethanam.privacy.actions.approvals import role_of
from vethanam.privacy.approving import Approvable
from vethanam.web.names import said

_MILLISECONDS = 120_000


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey of an account; ``public`` is its key as a signature is checked with it."""

    id: int
    name: str
    credential: bytes
    public: bytes


def passkeys_of(account: Account) -> list[Passkey]:
    """The passkeys an account has added."""
    found = []
    for row in Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).order_by("pk"):
        wrapped = row.wrap()
        held = wrapped.authenticator_data.credential_data
        if held is not None:
            found.append(Passkey(row.pk, wrapped.name, held.credential_id, _public(held.public_key)))
    return found


def relying_party() -> str:
    """The host that passkeys of this site are made for."""
    return str(get_adapter().get_public_key_credential_rp_entity()["id"])


def keys_to_sign(authority: Authority) -> list[SigningKey]:
    """The keys an officer has enrolled."""
    return keys_of(authority.person) if authority.person is not None else []


def signing_of(authority: Authority, asks: Callable[[], Approvable]) -> dict[str, Any]:
    """What an officer would sign of what ``asks`` for approval, or why not, as a page shows it."""
    try:
        role = role_of(authority, asked := asks())
    except (Refused, Unsound) as refused:
        return {"why_not": said(refused)}
    mine = [
        key
        for key in keys_to_sign(authority)
        if key.algorithm == PASSKEY and key.relying_on == relying_party()
    ]
    if not mine:
        return {"why_not": _("You have no passkey enrolled to sign with."), "needs_key": True}
    return {"js_data": asked_of_browser(challenge_of(asked.commitment, role), mine)}


def asked_of_browser(challenge: bytes, keys: Sequence[SigningKey]) -> dict[str, Any]:
    """What the browser is asked: to sign this challenge with one of these passkeys, after it has seen who holds it."""
    allowed = [
        {"type": "public-key", "id": to_base64(bytes(key.credential))}
        for key in keys
        if key.algorithm == PASSKEY
    ]
    return {
        "request_options": {
            "publicKey": {
                "challenge": to_base64(challenge), "rpId": relying_party(), "allowCredentials": allowed,
                "userVerification": "required", "timeout": _MILLISECONDS,
            }
        }
    }  # fmt: skip


def _public(key: Mapping[Any, Any]) -> bytes:
    """A COSE key as DER SubjectPublicKeyInfo."""
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
