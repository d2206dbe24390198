"""First codes by message: for a password reset by an employee, and for the people of an import.

A code goes to a confirmed contact of the service book, under the purpose of security notices with its permit
and leaf. It is stored only sealed for the dispatcher and as the hash of the first code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from vethanam.identity.authority import Authority
from vethanam.identity.first_codes import INVITED_FOR, Issued, issue_first_codes
from vethanam.identity.models import Account, FirstCode
from vethanam.messaging.actions.contact_changes import channel_of, tell_contact
from vethanam.people.models import Person
from vethanam.people.queries import appointments_at
from vethanam.privacy.actions import Answered
from vethanam.privacy.actions.contacts import vault_public_key
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Contact, ContactCode
from vethanam.privacy.queries import live_contacts
from vethanam.privacy.vault.number import ContactKind
from vethanam.privacy.vault.seal import seal_code

FIRST_TEXT, RESET_TEXT, SET_TEXT = "first-code", "reset-code", "password-set"
#: how long a reset code is valid, how many an account gets in a day, and the least time between two
RESET_LASTS, RESETS_A_DAY, RESET_PAUSE = timedelta(hours=2), 3, timedelta(minutes=5)
_DAY = timedelta(days=1)
_KINDS = (ContactKind.MOBILE, ContactKind.EMAIL_OFFICIAL, ContactKind.EMAIL_PERSONAL)


def may_reset_by_message(account: Account | None) -> bool:
    """Whether an account may reset by message: active, of a person, without an appointment."""
    return (
        account is not None
        and account.kind == Account.Kind.PERSON
        and account.is_active
        and account.has_usable_password()
        and not appointments_at(timezone.now(), account=account).exists()
    )


@transaction.atomic
def send_reset_code(authority: Authority, account: Account) -> Answered | None:
    """Send a reset code to a confirmed contact of the account's person.

    Returns None if there is no such contact, the account resets otherwise (an officer's by two persons), or
    it had its codes for the day. The old password works until the code is used.
    """
    with connection.cursor() as cursor:  # one per account at a time
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"reset|{account.pk}"])
    person = Person.objects.filter(account=account).first()
    if person is None or not may_reset_by_message(account) or not _is_within_the_day(account):
        return None
    contact = _reached(person.pk)
    if contact is None:
        return None
    return _send(authority, account, contact, FirstCode.Reason.RESET)


@transaction.atomic
def send_first_code(authority: Authority, account: Account) -> Answered | None:
    """Send the first code of an inactive account; None if no confirmed contact of the
    person can be reached.
    """
    person = Person.objects.filter(account=account).first()
    contact = _reached(person.pk) if person else None
    if contact is None or account.has_usable_password() or not account.is_active:
        return None
    return _send(authority, account, contact, FirstCode.Reason.INVITATION)


def persons_reached(persons: Sequence[int]) -> set[int]:
    """The people among these with a contact for codes by message."""
    found = live_contacts(persons, [str(kind) for kind in _KINDS])
    return {
        person
        for (person, kind), shown in found.items()
        if shown.is_verified and channel_of(kind) is not None
    }


@transaction.atomic
def tell_of_password(authority: Authority, account: Account) -> Answered | None:
    """Tell the holder of a password reset at a confirmed contact; None if none can be reached."""
    person = Person.objects.filter(account=account).first()
    contact = _reached(person.pk) if person else None
    if contact is None:
        return None
    set_on = authority.at.astimezone(IST).date().isoformat()
    return tell_contact(authority, contact, SET_TEXT, {"set_on": set_on}, _DAY)


def _send(authority: Authority, account: Account, contact: Contact, reason: str) -> Answered:
    """Issue a first code, seal it for the dispatcher, and ask the permit."""
    is_reset = reason == FirstCode.Reason.RESET
    lasts = RESET_LASTS if is_reset else INVITED_FOR
    (issued,) = issue_first_codes(authority, [account], reason, lasts=lasts, is_sent=True)
    code = _closed(issued, contact, authority)
    values = {"code": hashlib.sha256(bytes(code.sealed)).hexdigest()}
    return tell_contact(authority, contact, RESET_TEXT if is_reset else FIRST_TEXT, values, lasts, code)


def _closed(issued: Issued, contact: Contact, authority: Authority) -> ContactCode:
    """The code, sealed for the dispatcher. It confirms no contact, so no hash is stored with it."""
    return ContactCode.objects.create(
        contact=contact, sealed=seal_code(issued.code, contact.binding, vault_public_key()), check_hash="",
        at=authority.at, recorded_at=timezone.now(),
    )  # fmt: skip


def _reached(person: int) -> Contact | None:
    """The person's first confirmed contact with a channel in this installation."""
    found = live_contacts([person], [str(kind) for kind in _KINDS])
    for kind in _KINDS:
        shown = found.get((person, str(kind)))
        if shown and shown.is_verified and channel_of(str(kind)) is not None:
            return Contact.objects.get(pk=shown.id)
    return None


def _is_within_the_day(account: Account) -> bool:
    now = timezone.now()
    rows = FirstCode.objects.filter(account=account, reason=FirstCode.Reason.RESET, made_at__gt=now - _DAY)
    made = [row.made_at for row in rows]
    return len(made) < RESETS_A_DAY and all(at <= now - RESET_PAUSE for at in made)
