"""Link a person to her consent manager, and take the calls of its program.

She makes a code on her page; the program redeems it once for a handle, and names her by it from then on. A
code, and a handle, is stored as a hash alone. Each call is an entry, a refused one too.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import connection, transaction
from django.utils import timezone

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.identity.first_codes import LETTERS
from vethanam.journal.actions import append
from vethanam.privacy.actions.consents import Yes, give_consent, live_consent, withdraw_consent
from vethanam.privacy.agreement_proofs import registered_managers
from vethanam.privacy.consent_managers import link_in_force
from vethanam.privacy.models import (
    Consent,
    ConsentWithdrawal,
    ManagerCall,
    ManagerCode,
    ManagerLink,
    ManagerLinkEnd,
)

CODE_LASTS = timedelta(minutes=15)
_LENGTH, _GROUP = 20, 4
_HANDLE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Called:
    """A call of a consent manager's program: the link it names, or the code of the recorded refusal."""

    link: ManagerLink | None = None
    refusal: str = ""
    handle: str = ""


@transaction.atomic
def make_manager_code(authority: Authority, manager: str) -> tuple[str, ManagerCode]:
    """Make a code for one consent manager; returns it in clear, once. It is for the person herself.

    Raises
    ------
    Refused
        No person acts, the consent manager is not registered, or it is linked to her already.
    """
    if authority.person is None:
        raise Refused("manager_code_without_person")
    if manager not in registered_managers(authority.at):
        raise Refused("manager_not_registered")
    if link_in_force(authority.person, manager):
        raise Refused("manager_linked_before")
    code = "".join(secrets.choice(LETTERS) for _ in range(_LENGTH))
    leaf = append(
        "consent_manager.code_made",
        public={"manager": manager},
        private={"person": authority.person},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    row = ManagerCode.objects.create(
        person=authority.person, manager=manager, hash=_hash(code), ends_at=authority.at + CODE_LASTS,
        at=authority.at, recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip
    return "-".join(code[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP)), row


@transaction.atomic
def redeem_manager_code(authority: Authority, code: str) -> Called:
    """Redeem a person's code for a lasting handle, as the program of the consent manager it was made for."""
    plain = "".join(letter for letter in code.upper() if letter in LETTERS)
    row = ManagerCode.objects.filter(hash=_hash(plain), manager=authority.scope or "").first()
    if row is not None:
        _wait_for_others(row)
    refusal = _refusal_of_code(authority, row)
    if row is None or refusal:
        return _refused(authority, ManagerCall.Does.REDEEM, refusal)
    handle = secrets.token_hex(_HANDLE_BYTES)
    leaf = append(
        "consent_manager.linked",
        public={"manager": row.manager},
        private={"person": row.person, "account": authority.account},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    link = ManagerLink.objects.create(
        code=row, person=row.person, manager=row.manager, handle_hash=_hash(handle), at=authority.at,
        recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip
    return Called(link, handle=handle)


def _refusal_of_code(authority: Authority, row: ManagerCode | None) -> str:
    if authority.scope not in registered_managers(authority.at):
        return "manager_not_registered"
    if row is None:
        return "manager_code_unknown"
    if ManagerLink.objects.filter(code=row).exists():
        return "manager_code_used"
    if not row.at <= authority.at <= row.ends_at:
        return "manager_code_over"
    return "manager_linked_before" if link_in_force(row.person, row.manager) else ""


def _wait_for_others(row: ManagerCode) -> None:
    """One code of a person for a consent manager is redeemed at a time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"consent manager|{row.person}|{row.manager}"],
        )


@transaction.atomic
def link_called(authority: Authority, handle: str, does: ManagerCall.Does) -> Called:
    """The link that a program names by its handle, or a recorded refusal."""
    found = ManagerLink.objects.filter(handle_hash=_hash(handle), manager=authority.scope or "").first()
    if authority.scope not in registered_managers(authority.at):
        return _refused(authority, does, "manager_not_registered", found)
    if found is None:
        return _refused(authority, does, "manager_not_linked")
    if ManagerLinkEnd.objects.filter(link=found).exists():
        return _refused(authority, does, "manager_link_over", found)
    return Called(found)


@transaction.atomic
def record_reading(authority: Authority, link: ManagerLink) -> None:
    """Put a program's look at a person's consents on record."""
    _record(authority, ManagerCall.Does.READ, link)


@transaction.atomic
def give_through_manager(
    authority: Authority, link: ManagerLink, yes: Yes, *, language: str, shown: str
) -> Consent:
    """Give a person's consent through her consent manager, under the notice that it showed her.

    Raises
    ------
    Refused, Unsound
        As :func:`~vethanam.privacy.actions.consents.give_consent`.
    """
    if not shown:
        raise Refused("other_notice")
    consent = give_consent(authority, yes, language=language, shown=shown, through=link)
    _record(authority, ManagerCall.Does.GIVE, link, consent)
    return consent


@transaction.atomic
def withdraw_through_manager(
    authority: Authority, link: ManagerLink, *, purpose: str, controller: str
) -> ConsentWithdrawal:
    """Withdraw a person's consent through her consent manager; what waits under it is cancelled.

    Raises
    ------
    Refused
        She gave no such consent, or withdrew it before.
    """
    consent = live_consent(link.person, purpose, controller)
    if consent is None:
        raise Refused("manager_no_consent")
    gone = withdraw_consent(authority, consent, through=link)
    _record(authority, ManagerCall.Does.WITHDRAW, link, consent)
    return gone


@transaction.atomic
def end_manager_link(authority: Authority, link: ManagerLink) -> None:
    """End a link to a consent manager; its calls for this person are refused from now on. Consents stay.

    Raises
    ------
    Refused
        Another person acts, or it was ended before.
    """
    if authority.person != link.person:
        raise Refused("manager_link_of_another")
    if ManagerLinkEnd.objects.filter(link=link).exists():
        raise Refused("manager_link_ended_before")
    leaf = append(
        "consent_manager.link_ended",
        public={"manager": link.manager},
        private={"person": link.person, "link": link.pk},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    ManagerLinkEnd.objects.create(link=link, at=authority.at, recorded_at=timezone.now(), leaf=leaf)


def _refused(
    authority: Authority, does: ManagerCall.Does, refusal: str, link: ManagerLink | None = None
) -> Called:
    _record(authority, does, link, refusal=refusal)
    return Called(refusal=refusal)


def _record(
    authority: Authority, does: ManagerCall.Does, link: ManagerLink | None, consent: Consent | None = None, *,
    refusal: str = "",
) -> None:  # fmt: skip
    public = {"manager": authority.scope, "does": does.value}
    leaf = append(
        "consent_manager.refused" if refusal else "consent_manager.called",
        public={**public, "reason": refusal} if refusal else public,
        private={
            "account": authority.account, "person": link.person if link else None,
            "consent": consent.reference if consent else None,
        },
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    ManagerCall.objects.create(
        manager=authority.scope or "", link=link, does=does, purpose=consent.purpose if consent else "",
        controller=consent.controller if consent else "", refusal=refusal, at=authority.at,
        recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip


def _hash(text: str) -> bytes:
    """The hash of a code or handle; both are random and long, so that it needs no salt."""
    return sha256(text.encode()).digest()
