"""An account's passkeys as signing keys: public keys, the browser's request, and its answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from vethanam.acts.key_signatures import to_base64
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account, SigningKey
from vethanam.identity.passkey_registration import der_of
from vethanam.identity.queries import keys_of
from vethanam.ledger.signatures import PASSKEY, challenge_of
from vethanam.privacy.actions.approvals import role_of
from vethanam.privacy.approval_proofs import Approvable
from vethanam.web.parts.names import said

_MILLISECONDS = 120_000


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey of an account; ``public`` verifies its signatures."""

    id: int
    name: str
    credential: bytes
    public: bytes


def passkeys_of(account: Account) -> list[Passkey]:
    """The passkeys of an account, with their public keys; those without a credential are left out."""
    found = []
    for row in Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).order_by("pk"):
        wrapped = row.wrap()
        held = wrapped.authenticator_data.credential_data
        if held is not None:
            found.append(Passkey(row.pk, wrapped.name, held.credential_id, der_of(held.public_key)))
    return found


def relying_party() -> str:
    """The relying-party host of this site's passkeys."""
    return str(get_adapter().get_public_key_credential_rp_entity()["id"])


def keys_to_sign(authority: Authority) -> list[SigningKey]:
    """The enrolled keys of an officer."""
    return keys_of(authority.person) if authority.person is not None else []


def signing_of(authority: Authority, asks: Callable[[], Approvable]) -> dict[str, Any]:
    """The statement for approval that an officer would sign, or the reason why she cannot, for a page."""
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
    """The request to the browser: sign this challenge with one of these passkeys, with user verification."""
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
