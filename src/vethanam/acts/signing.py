"""What an officer's own key signs, and what it gave back: by a program's key, or by a passkey in a browser."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Prepared
from vethanam.acts.fields import Given, Text
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.models import SigningKey
from vethanam.identity.queries import keys_of
from vethanam.ledger.signatures import Signature, challenge_of


class Assertion(Given):
    """A signature: which key, and what it made of the challenge. The two further parts are a passkey's. All base64url."""

    key: Text = Field(title=_("Key"), description=_("Its reference; of a passkey its credential id."))
    signature: Text = Field(title=_("Signature"))
    authenticator_data: Text | None = Field(None, title=_("Authenticator data"))
    client_data: Text | None = Field(None, title=_("Client data"))


def prepared(commitment: bytes, role: str, summary: Mapping[str, Any]) -> Prepared:
    """What is to be signed for a commitment in a role."""
    return Prepared(commitment, challenge_of(commitment, role), {**summary, "as": role})


def given_back(authority: Authority, assertion: Assertion | None) -> tuple[SigningKey, Signature]:
    """The officer's key and its signature.

    Raises
    ------
    Refused
        Nothing was signed.
    Unsound
        The signature cannot be read, or is of a key that is not enrolled.
    """
    if assertion is None:
        raise Refused("assertion_missing")
    try:
        signature = Signature(
            from_base64(assertion.signature),
            from_base64(assertion.authenticator_data or ""),
            from_base64(assertion.client_data or ""),
        )
    except ValueError:
        raise Unsound("signature_unreadable") from None
    mine = keys_of(authority.person) if authority.person is not None else []
    for key in mine:
        if assertion.key == key.reference or (
            key.credential and assertion.key == to_base64(bytes(key.credential))
        ):
            return key, signature
    raise Unsound("key_not_enrolled")


def assertion_of_browser(credential: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of a browser to ``navigator.credentials.get`` as an assertion; Unsound where it is none."""
    try:
        answer: Mapping[str, str] = credential["response"]
        return {
            "key": str(credential["rawId"]),
            "signature": answer["signature"],
            "authenticator_data": answer["authenticatorData"],
            "client_data": answer["clientDataJSON"],
        }
    except (KeyError, TypeError):
        raise Unsound("signature_unreadable") from None


def to_base64(value: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    """Bytes of base64url, with or without padding; ValueError where it is none."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
