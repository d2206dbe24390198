"""Acts on a person's signing keys: enrol one, end one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import Code, Given, Text, Texts, one_of
from vethanam.acts.key_signatures import MOST_SIGNED, SignedGiven, from_base64, prepared_list, to_base64
from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.actions import OWN_KEY, confirm_key, enrol_key, revoke_key, says_of_key
from vethanam.identity.authority import Authority
from vethanam.identity.models import SigningKey
from vethanam.identity.passkey_registration import NewPasskey, read_registration
from vethanam.identity.queries import counts_from, ended_at, keys_of, keys_to_confirm
from vethanam.identity.signatures import is_own_host, live_keys, paymaster_host
from vethanam.ledger.signatures import PASSKEY, SOFTWARE
from vethanam.people.accounts import administers
from vethanam.people.models import Person, Role
from vethanam.people.queries import hats_of_all

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


class KeysNamed(SignedGiven):
    """Keys by their references."""

    keys: Texts = Field(title=_("Keys"), min_length=1, max_length=MOST_SIGNED)


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
    says = says_of_key(authority.person or 0, new.public, given.algorithm, new.relying_on)
    return replace(prepared_list(authority, "enrol_key", {OWN_KEY: says}, summary=says), signs=signs)


@act("enrol_key", title=_("Enrol a key to sign with"), signs="key", prepares=_prepare)
def enrol(authority: Authority, given: KeyGiven) -> Answer:
    """Enrol a key of one's own to sign with.

    It counts once a live key of the same person signs it, or else an administrator. A second or later key for
    the same host also waits 24 hours. A lost key must be ended first. The first key of an installation is an
    administrator's. Sign-in needs a second factor.
    """
    if not authority.is_strong:
        raise Refused("key_needs_second_factor")
    if authority.role != Role.ADMINISTRATOR and not SigningKey.objects.exists():
        raise Refused("first_key_is_administrators")
    new = _new_key(authority, given)
    key = enrol_key(
        authority,
        new.public,
        algorithm=given.algorithm,
        relying_on=new.relying_on,
        credential=new.credential,
    )
    since = counts_from(key)
    if since is None:
        return Answer.of("key_waits_for_administrator", _state(key))
    return Answer.of("key_is_enrolled", _state(key), at=since)


def _prepare_confirmation(authority: Authority, given: KeysNamed) -> Prepared:
    says = {}
    for key in _waiting(given.keys):
        founds = administers(authority, key)
        of_key = says_of_key(key.person, bytes(key.public_key), key.algorithm, key.relying_on)
        says[key.reference] = {**of_key, **({"administers": True} if founds else {})}
    listed = [shown for shown in _shown_keys(authority) if shown["key"] in says]
    return prepared_list(authority, "confirm_keys", says, summary={"keys": listed})


@act(
    "confirm_keys",
    title=_("Countersign keys"),
    roles=(Role.ADMINISTRATOR,),
    signs="key",
    prepares=_prepare_confirmation,
)
def confirm(authority: Authority, given: KeysNamed) -> Answer:
    """Countersign the keys of other officers, with one signature for the list. Only then do these keys count.

    The only administrator thereby makes a second administrator, if that account was made at the machine.
    """
    if authority.delegation is not None:
        raise Refused("needs_administrator")
    keys = _waiting(given.keys)
    for key in keys:
        confirm_key(authority, key, administers=administers(authority, key))
    return Answer.of("keys_are_confirmed", {"keys": [key.reference for key in keys]}, count=len(keys))


@act(
    "end_key",
    title=_("End a key to sign with"),
    final=_("An ended key signs nothing any more, and cannot be enrolled again."),
)
def end(authority: Authority, given: KeyNamed) -> Answer:
    """End a key of one's own. Its earlier signatures stay valid."""
    mine = keys_of(authority.person) if authority.person is not None else []
    found = next((key for key in mine if key.reference == given.key), None)
    if found is None:
        raise Unsound("key_not_enrolled")
    revoke_key(authority, found)
    return Answer.of("key_is_ended", _state(found))


@view("keys_to_confirm", title=_("Keys to countersign"), roles=(Role.ADMINISTRATOR,), rows="keys")
def show_keys_to_confirm(authority: Authority, given: NothingGiven) -> dict[str, Any]:
    """Keys that wait for an administrator's signature: holder, sign-in name, roles, and a fingerprint."""
    del given
    return {"keys": _shown_keys(authority)}


def _shown_keys(authority: Authority) -> list[dict[str, Any]]:
    waiting = [key for key in keys_to_confirm() if key.person != authority.person]
    hats = hats_of_all((key.account_id for key in waiting), authority.at)
    names = dict(Person.objects.filter(pk__in=[key.person for key in waiting]).values_list("pk", "name"))
    return [
        {
            "key": key.reference, "account": key.account.username, "name": names.get(key.person, ""),
            "roles": [{"role": hat.role, "scope": hat.scope} for hat in hats.get(key.account_id, ())],
            "enrolled_at": key.enrolled_at.isoformat(),
            "fingerprint": sha256(bytes(key.public_key)).hexdigest()[:16],
        }
        for key in waiting
    ]  # fmt: skip


def _waiting(references: Sequence[str]) -> list[SigningKey]:
    """The waiting keys with these references."""
    found = {key.reference: key for key in keys_to_confirm()}
    if unknown := [one for one in references if one not in found]:
        raise Unsound("key_does_not_wait", key=typed(unknown[0], 40))
    return [found[one] for one in dict.fromkeys(references)]


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
        "counts_from": since.isoformat() if (since := counts_from(key)) else None,
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
