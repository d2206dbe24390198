"""A passkey as the factor of a sign-in without a browser session: its challenges, its registration, its use.

Challenges are not stored. That of a registration belongs to one first code, which works once; that of a
sign-in is keyed, lasts five minutes, and works once.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.crypto import salted_hmac

from vethanam.errors import Refused
from vethanam.identity.models import Account, FirstCode
from vethanam.identity.passkey_registration import der_of, read_registration
from vethanam.identity.second_factors import use_counter
from vethanam.identity.sign_in import account_named
from vethanam.identity.signatures import is_given_here
from vethanam.identity.slowdowns import subject_of
from vethanam.ledger.signatures import PASSKEY, Signature, is_signed

LASTS = timedelta(minutes=5)
_SALT = "vethanam.identity.passkey_factors"
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: bytes of a challenge that say when it was made; a MAC follows
_TIME = 8


def activation_challenge(code: FirstCode) -> bytes:
    """The challenge for the passkey that an account gets with its first code."""
    return salted_hmac(_SALT, f"activation\n{code.account_id}\n{code.pk}", algorithm="sha256").digest()


@dataclass(frozen=True, slots=True)
class MadePasskey:
    """The answer of ``navigator.credentials.create`` on a page of a host, and a name for the passkey."""

    attestation: bytes
    client_data: bytes
    host: str
    name: str


@transaction.atomic
def keep_passkey(account: Account, made: MadePasskey, challenge: bytes) -> list[str]:
    """Store a new passkey of an account; returns its unused recovery codes.

    Raises
    ------
    Refused, Unsound
        The answer of the device does not fit.
    """
    key = read_registration(made.attestation, made.client_data, challenge, made.host)
    credential = _base64(key.credential)
    response = {
        "attestationObject": _base64(made.attestation), "clientDataJSON": _base64(made.client_data),
    }  # fmt: skip
    WebAuthn.add(
        account,
        made.name,
        {
            "id": credential, "rawId": credential, "type": "public-key", "response": response,
            "clientExtensionResults": {},
        },
    )  # fmt: skip
    codes: list[str] = RecoveryCodes.activate(account).get_unused_codes()
    return codes


def user_handle(account: Account) -> bytes:
    """The user of a passkey, as on the pages: a sign-in there finds the account by it."""
    handle: bytes = get_adapter().get_public_key_credential_user_entity(account)["id"]
    return handle


def sign_in_challenge(name: str, now: datetime) -> bytes:
    """The challenge for a sign-in under a name, known or not."""
    said = ((now - _EPOCH) // _MICROSECOND).to_bytes(_TIME, "big")
    return said + _mac(name, said)


def check_passkey(name: str, key: bytes, signature: Signature, host: str, now: datetime) -> Account:
    """The account of a name, if its passkey signed; the challenge is used up.

    Raises
    ------
    Refused
        No open account of this name has such a passkey, the challenge is another's, too old or used, or
        another site asked for it.
    """
    account, challenge = account_named(name), _asked(signature.client_data)
    at = _made_at(name, challenge)
    public = _public_key(account, key) if account is not None and account.is_active else b""
    if account is None or not public or at is None or not timedelta() <= now - at <= LASTS:
        raise Refused("passkey_wrong")
    if not is_given_here(signature.client_data, host):
        raise Refused("signed_elsewhere")
    is_right = is_signed(challenge, signature, public, PASSKEY, host)
    counter = int.from_bytes(challenge[:_TIME], "big")
    if not is_right or not use_counter(account, subject_of("passkey", str(account.pk)), counter):
        raise Refused("passkey_wrong")
    return account


def _public_key(account: Account, credential: bytes) -> bytes:
    """The public key of an account's passkey in DER; empty if it has no such passkey."""
    for one in Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN):
        held = one.wrap().authenticator_data.credential_data
        if held is not None and bytes(held.credential_id) == credential:
            return der_of(held.public_key)
    return b""


def _asked(client_data: bytes) -> bytes:
    """The challenge that client data answers; empty if it cannot be read."""
    try:
        return urlsafe_b64decode(str(json.loads(client_data)["challenge"]) + "==")
    except (ValueError, TypeError, KeyError, RecursionError):
        return b""


def _made_at(name: str, challenge: bytes) -> datetime | None:
    """When we made a challenge for a name; None if we did not."""
    said, mac = challenge[:_TIME], challenge[_TIME:]
    if not compare_digest(mac, _mac(name, said)):
        return None
    return _EPOCH + int.from_bytes(said, "big") * _MICROSECOND


def _mac(name: str, said: bytes) -> bytes:
    text = f"sign-in\n{name.strip().casefold()}\n{said.hex()}"
    return salted_hmac(_SALT, text, algorithm="sha256").digest()


def _base64(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
