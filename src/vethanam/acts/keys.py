"""Acts on a person's signing keys: enrol one, end one."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import Code, Given, Text, one_of
from vethanam.acts.key_signatures import SignedGiven, from_base64, prepared_list, to_base64
from vethanam.errors import Refused, Unsound
from vethanam.identity.actions import enrol_key, revoke_key
from vethanam.identity.authority import Authority
from vethanam.identity.models import SigningKey
from vethanam.identity.passkeys import NewPasskey, read_registration
from vethanam.identity.queries import counts_from, ended_at, keys_of
from vethanam.identity.signatures import is_own_host, live_keys, paymaster_host
from vethanam.ledger.signatures import PASSKEY, SOFTWARE

_LABEL = b"vethanam/enrolment/1\n"


class KeyGiven(SignedGiven):
    """A new passkey from the device's answer, or a public key with its credential and its host."""

    attestation: Text | None = Field(
        None,
        title=_("Attestation object"),
        description=_(
            "Of navigator.credentials.create over the challenge of the view own_keys, in base64url."
        ),
    )
    client_data: Text | None = Field(
        None, title=_("Client data"), description=_("The browser's client data, in base64url.")
    )
    public_key: Text | None = Field(
        None,
        title=_("Public key"),
        description=_("Without an attestation: DER SubjectPublicKeyInfo in base64url."),
    )
    algorithm: one_of(SOFTWARE, PASSKEY) = Field(PASSKEY, title=_("Kind of key"))  # type: ignore[valid-type]
    credential: Text | None = Field(
        None, title=_("Credential"), description=_("The credential id of a passkey, in base64url.")
    )
    relying_on: Code | None = Field(
        None, title=_("Host"), description=_("The relying party that a passkey was made for.")
    )


class KeyNamed(Given):
    """An enrolled key by its reference."""

    key: Code = Field(title=_("Key"))


class NothingGiven(Given):
    """No fields: the keys of the calling account."""


def _prepare(authority: Authority, given: KeyGiven) -> Prepared | None:
    """The statement that an existing key signs for a further one of the same kind; None for the first, or
    if all others ended.
    """
    signs = "money_key" if given.relying_on == paymaster_host() else "key"
    if not live_keys(authority, signs):
        return None
    new = _new_key(authority, given)
    says = {
        "public_key": sha256(new.public).hexdigest(),
        "algorithm": given.algorithm,
        "relying_on": new.relying_on,
    }
    return replace(prepared_list(authority, "enrol_key", {"key": says}, summary=says), signs=signs)


@act("enrol_key", title=_("Enrol a key to sign with"), signs="key", prepares=_prepare)
def enrol(authority: Authority, given: KeyGiven) -> Answer:
    """Enrol a key of one's own. A person's first key is valid at once, a further one after 24 hours.

    An existing key signs for a further one; a lost key must be ended first. Sign-in needs a second factor.
    """
    if not authority.is_strong:
        raise Refused("key_needs_second_factor")
    new = _new_key(authority, given)
    key = enrol_key(
        authority,
        new.public,
        algorithm=given.algorithm,
        relying_on=new.relying_on,
        credential=new.credential,
    )
    return Answer.of("key_is_enrolled", _state(key), at=counts_from(key))


@act("end_key", title=_("End a key to sign with"))
def end(authority: Authority, given: KeyNamed) -> Answer:
    """End a key of one's own. Its earlier signatures stay valid."""
    mine = keys_of(authority.person) if authority.person is not None else []
    found = next((key for key in mine if key.reference == given.key), None)
    if found is None:
        raise Unsound("key_not_enrolled")
    revoke_key(authority, found)
    return Answer.of("key_is_ended", _state(found))


@view("own_keys", title=_("Keys to sign with"))
def own_keys(authority: Authority, given: NothingGiven) -> dict[str, Any]:
    """One's own keys, and the challenge for a further passkey of this installation."""
    del given
    mine = keys_of(authority.person) if authority.person is not None else []
    return {
        "challenge": to_base64(registration_challenge(authority)),
        "keys": [
            {
                **_state(key),
                "public_key": to_base64(bytes(key.public_key)),
                "is_ended": ended_at(key) is not None,
            }
            for key in mine
        ],
    }


def registration_challenge(authority: Authority) -> bytes:
    """The challenge for the person's next passkey; it changes once one is enrolled.

    Raises
    ------
    Refused
        The account belongs to no person.
    """
    if authority.person is None:
        raise Refused("key_without_person")
    mine = keys_of(authority.person)
    last = mine[-1].reference if mine else ""
    return sha256(_LABEL + f"{authority.person}\n{last}".encode()).digest()


def _new_key(authority: Authority, given: KeyGiven) -> NewPasskey:
    host = given.relying_on or ""
    if given.attestation is not None:
        challenge = registration_challenge(authority)
        return read_registration(_bytes(given.attestation), _bytes(given.client_data or ""), challenge, host)
    if given.public_key is None:
        raise Unsound("key_not_given")
    if given.algorithm == PASSKEY and not (given.credential and host):
        raise Unsound("passkey_incomplete")
    if given.algorithm == SOFTWARE and not authority.is_sample:
        raise Refused("key_of_a_program")
    if given.algorithm == PASSKEY and not is_own_host(host):
        raise Refused("key_of_another_site")
    return NewPasskey(_bytes(given.credential or ""), _public_key(given.public_key, given.algorithm), host)


def _state(key: SigningKey) -> dict[str, Any]:
    return {
        "key": key.reference,
        "algorithm": key.algorithm,
        "credential": to_base64(bytes(key.credential)) or None,
        "relying_on": key.relying_on or None,
        "counts_from": counts_from(key).isoformat(),
    }


def _public_key(text: str, algorithm: str) -> bytes:
    """The key from its text; Unsound if it is unreadable or of another type."""
    read = _bytes(text)
    try:
        key = load_der_public_key(read)
    except (ValueError, UnsupportedAlgorithm):
        raise Unsound("key_unreadable") from None
    if algorithm == SOFTWARE and not isinstance(key, Ed25519PublicKey):
        raise Unsound("key_unreadable")
    return read


def _bytes(text: str) -> bytes:
    try:
        return from_base64(text)
    except ValueError:
        raise Unsound("key_unreadable") from None
