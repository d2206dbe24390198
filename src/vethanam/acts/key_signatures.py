"""Statements for an officer's own key and the resulting signatures: by a software key, or by a
passkey in a browser.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Annotated, Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Act, Prepared
from vethanam.acts.fields import Given, How, Text
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority, Signed
from vethanam.identity.models import SigningKey
from vethanam.identity.queries import keys_of
from vethanam.identity.signatures import MONEY, Approved, check_signature, keep_signature, live_keys
from vethanam.identity.signing_tickets import make_ticket
from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.signatures import PASSKEY, Signature, challenge_of
from vethanam.ledger.signed_acts import SignedList

type Sign = Callable[[Authority, Prepared], Mapping[str, Any]]
#: most items under one signature
MOST_SIGNED = 500


class Assertion(Given):
    """A signature: its key, and the signed challenge. The two further parts belong to a passkey.

    All base64url.
    """

    key: Text = Field(
        title=_("Key"), description=_("Its reference or public key; of a passkey its credential id.")
    )
    signature: Text = Field(title=_("Signature"))
    authenticator_data: Text | None = Field(None, title=_("Authenticator data"))
    client_data: Text | None = Field(None, title=_("Client data"))
    salt: Text | None = Field(
        None,
        title=_("Salt"),
        description=_("As the paymaster's page gave it: the salts of the statements are derived from it."),
    )


#: the signature as an input field; forms do not show it
type GivenAssertion = Annotated[Assertion | None, How("hidden")]


class SignedGiven(Given):
    """The input of an act with a signature by the person's own key."""

    assertion: GivenAssertion = Field(None, title=_("Signature"))


def prepared(commitment: bytes, role: str, summary: Mapping[str, Any]) -> Prepared:
    """The statement to sign for a commitment in a role."""
    return Prepared(commitment, challenge_of(commitment, role), {**summary, "as": role}, role)


def prepared_list(
    authority: Authority,
    act: str,
    statements: Mapping[str, Mapping[str, Any]],
    *,
    also: Mapping[str, Any] | None = None,
    summary: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
) -> Prepared:
    """The statement to sign for a list: one statement per item's subject.

    ``also`` is signed for the whole act.

    ``private`` is stored beside the signature, for statements that are stored nowhere else.
    """
    listed = SignedList(act, tuple(statements.values()), also or {})
    asked = prepared(listed.commitment, authority.role, summary or {})
    return replace(asked, listed=listed, subjects=tuple(statements), private=private or {})


def prepared_alone(
    authority: Authority,
    act: str,
    subject: str,
    statement: Mapping[str, Any],
    summary: Mapping[str, Any],
    seed: str,
) -> Prepared:
    """The statement to sign for one subject; it is stored beside the signature."""
    says = salted(statement, seed)
    return prepared_list(authority, act, {subject: says}, summary=summary, private={"statements": [says]})


def salted(statement: Mapping[str, Any], seed: str) -> dict[str, Any]:
    """A statement with a salt against guessing, derived from the seed: the same seed gives the same salt."""
    says = dict(statement)
    return {**says, "salt": hmac.new(seed.encode(), canonical(says), sha256).hexdigest()[:32]}


def seed_of(given: Any) -> str:
    """The seed of an act's salts: the paymaster's, in the signature, else one of this installation's key."""
    assertion: Assertion | None = given.assertion
    if assertion is not None and assertion.salt:
        return assertion.salt
    return salted_hmac("vethanam.acts.signing", b"", algorithm="sha256").hexdigest()


def signed_by(declared: Act, authority: Authority, assertion: Assertion | None, asked: Prepared) -> Authority:
    """The authority with a stored signature of her own key over an act's statement.

    Raises
    ------
    Refused, Unsound
        The signature is missing or invalid.
    """
    signs = declared.subject_of(asked)
    if assertion is None and not live_keys(authority, signs):
        raise Refused("no_key_for_money" if signs in MONEY and not authority.is_sample else "no_key_to_sign")
    key, signature = given_back(authority, assertion)
    over = Approved(declared.name, signs, asked.commitment, asked.role)
    if not declared.keeps:
        check_signature(authority, over, key, signature)
        return authority
    private: dict[str, Json] = dict(asked.private)
    kept = keep_signature(authority, over, key, signature, private)
    if asked.listed is None:
        return replace(authority, signed=Signed(kept.pk))
    parts = dict(zip(asked.subjects, asked.listed.parts(), strict=True))
    statements = dict(zip(asked.subjects, asked.listed.statements, strict=True))
    return replace(authority, signed=Signed(kept.pk, parts, statements))


def asked_of_keys(keys: Sequence[SigningKey]) -> list[dict[str, str]]:
    """The passkeys among keys, in the form that a browser or program expects."""
    return [
        {"key": key.reference, "credential": to_base64(bytes(key.credential)), "relying_on": key.relying_on}
        for key in keys
        if key.algorithm == PASSKEY
    ]


def asked_of_paymaster(authority: Authority, act: str, given: Mapping[str, Any], site: str) -> dict[str, str]:
    """The address of the paymaster's page and the fields of the form to it: a ticket, the act,
    its input as JSON.
    """
    kept = {name: value for name, value in given.items() if name != "assertion"}
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, default=str)
    return {
        "address": f"{settings.VETHANAM_PAYMASTER_ORIGIN}/sign",
        "ticket": make_ticket(authority, act, text, site),
        "act": act,
        "given": text,
    }


def given_back(authority: Authority, assertion: Assertion | None) -> tuple[SigningKey, Signature]:
    """The officer's key and its signature.

    Raises
    ------
    Refused
        The signature is missing.
    Unsound
        The signature is unreadable, or its key is not enrolled.
    """
    if assertion is None:
        raise Refused("assertion_missing")
    signature = signature_of(assertion)
    mine = keys_of(authority.person) if authority.person is not None else []
    for key in mine:
        if assertion.key in (key.reference, to_base64(bytes(key.public_key))) or (
            key.credential and assertion.key == to_base64(bytes(key.credential))
        ):
            return key, signature
    raise Unsound("key_not_enrolled")


def signature_of(assertion: Assertion) -> Signature:
    """The signature in an assertion; Unsound if it is unreadable."""
    try:
        return Signature(
            from_base64(assertion.signature),
            from_base64(assertion.authenticator_data or ""),
            from_base64(assertion.client_data or ""),
        )
    except ValueError:
        raise Unsound("signature_unreadable") from None


def assertion_of_browser(credential: Mapping[str, Any]) -> dict[str, Any]:
    """The browser's answer from ``navigator.credentials.get`` as an assertion; Unsound
    if it is unreadable.
    """
    try:
        answer: Mapping[str, str] = credential["response"]
        salt = {"salt": str(credential["salt"])} if credential.get("salt") else {}
        return {
            **salt,
            "key": str(credential["rawId"]),
            "signature": answer["signature"],
            "authenticator_data": answer["authenticatorData"],
            "client_data": answer["clientDataJSON"],
        }
    except (KeyError, TypeError):
        raise Unsound("signature_unreadable") from None


def key_of_browser(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The input of ``enrol_key`` from the paymaster's page: the new key, and the signature
    of an existing one.
    """
    made = answer.get("made")
    if not isinstance(made, Mapping):
        raise Unsound("signature_unreadable")
    return {**made, **({"assertion": assertion_of_browser(answer)} if "rawId" in answer else {})}


def to_base64(value: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    """Bytes from base64url, with or without padding; raises ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
