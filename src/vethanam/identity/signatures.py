"""A person's signature for an act: its validity, and its leaf.

If money, contacts or rights move, only a passkey counts: made for this site, used on a page of this site,
with the holder verified by the device. For money this site is the paymaster's, with its own host: the pages
of the web process can neither ask for such a key nor show something else than it signs. A software key counts
only on a sample database.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.identity.models import SignedAct, SigningKey
from vethanam.identity.queries import counts_at, counts_from, ended_at, keys_of
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.ledger.signatures import PASSKEY, SOFTWARE, Signature, challenge_of, is_signed

#: subjects of acts that move money; the paymaster's page shows them and asks for the key
MONEY = frozenset({"bill", "benefit", "account", "pay_day", "found_file", "money_key"})


@dataclass(frozen=True, slots=True)
class Approved:
    """The subject of a signature: act, kind of signed thing, commitment, and the signer's role."""

    act: str
    signs: str
    commitment: bytes
    role: str


def live_keys(authority: Authority, signs: str = "") -> list[SigningKey]:
    """This person's currently valid signing keys for a kind of signed thing; without one, those of the pages
    that are not the paymaster's.
    """
    if authority.person is None:
        return []
    return [key for key in keys_of(authority.person) if _counts(authority, key, signs)]


def check_signature(authority: Authority, signed: Approved, key: SigningKey, signature: Signature) -> None:
    """Check that a signature counts for an act.

    Raises
    ------
    Refused
        The key is not hers, not yet or no longer valid, not for this installation, or signed something else.
    """
    if authority.person is None or key.person != authority.person or key.revokes_id is not None:
        raise Refused("key_is_not_yours")
    ended = ended_at(key)
    if ended is not None and ended <= authority.at:
        raise Refused("key_signs_no_more", at=ended)
    since = counts_from(key)
    if since is None:
        raise Refused("key_waits")
    if since > authority.at:
        raise Refused("key_signs_later", at=since)
    _check_kind(authority, key, signed.signs)
    if key.algorithm == PASSKEY and not is_given_here(signature.client_data, key.relying_on):
        raise Refused("signed_elsewhere")
    challenge = challenge_of(signed.commitment, signed.role)
    if not is_signed(challenge, signature, bytes(key.public_key), key.algorithm, key.relying_on):
        raise Refused("signed_something_else")


@transaction.atomic
def keep_signature(
    authority: Authority, signed: Approved, key: SigningKey, signature: Signature, private: dict[str, Json]
) -> SignedAct:
    """Check a signature and record it: one entry ``act.signed``, and its row.

    ``private`` is committed to beside account and person.

    Raises
    ------
    Refused
        It does not count (:func:`check_signature`).
    """
    check_signature(authority, signed, key, signature)
    leaf = append(
        "act.signed",
        public={
            "act": signed.act, "signs": signed.signs, "approves": signed.commitment.hex(), "as": signed.role,
            "office": authority.office, "key": key.reference, "signature": dict(signature.as_public()),
        },
        private={"account": authority.account, "person": authority.person, "scope": authority.scope,
            **private},
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    return SignedAct.objects.create(
        act=signed.act, signs=signed.signs, commitment=signed.commitment, role=signed.role,
        account_id=authority.account, person=authority.person or 0, key=key, at=authority.at,
        recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip


def is_given_here(client_data: bytes, relying_on: str) -> bool:
    """Whether the browser reports a page of the site that the key was made for, not embedded in another."""
    try:
        said = json.loads(client_data)
        given = str(said["origin"])
        origin = urlsplit(given)
    except (ValueError, KeyError, TypeError):
        return False
    if said.get("crossOrigin", False) is not False:
        return False
    if relying_on == paymaster_host():
        return given == settings.VETHANAM_PAYMASTER_ORIGIN
    scheme = "https" if settings.SESSION_COOKIE_SECURE else "http"
    host, _port = split_domain_port(origin.netloc)
    return origin.scheme == scheme and is_own_host(host)


def is_own_host(host: str) -> bool:
    """Whether a host name serves the pages of the web process."""
    return bool(host) and host != paymaster_host() and validate_host(host, settings.VETHANAM_HOSTS)


def paymaster_host() -> str:
    """The relying party of keys for money: the host of the paymaster's pages."""
    return urlsplit(settings.VETHANAM_PAYMASTER_ORIGIN).hostname or ""


def is_site_of(host: str, signs: str) -> bool:
    """Whether keys made for a host sign this kind of thing."""
    return bool(host) and host == paymaster_host() if signs in MONEY else is_own_host(host)


def _check_kind(authority: Authority, key: SigningKey, signs: str) -> None:
    if key.algorithm == SOFTWARE:
        if not authority.is_sample:
            raise Refused("key_of_a_program")
    elif key.algorithm == PASSKEY and signs in MONEY and is_own_host(key.relying_on):
        raise Refused("key_not_for_money")
    elif key.algorithm != PASSKEY or not is_site_of(key.relying_on, signs):
        raise Refused("key_of_another_site")


def _counts(authority: Authority, key: SigningKey, signs: str) -> bool:
    if not counts_at(key, authority.at):
        return False
    if key.algorithm == SOFTWARE:
        return authority.is_sample
    return key.algorithm == PASSKEY and is_site_of(key.relying_on, signs)
