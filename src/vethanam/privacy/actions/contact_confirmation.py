"""Confirm a contact by a code sent to it.

The code is stored only sealed for the dispatcher and as a slow hash.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection, transaction
from django.utils import timezone

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.privacy.actions.contacts import vault_public_key
from vethanam.privacy.models import CodeAnswer, Contact, ContactCode
from vethanam.privacy.queries.contacts import live_contacts
from vethanam.privacy.vault.binding import SERVICE_BOOK
from vethanam.privacy.vault.seal import seal_code

#: how long a code is valid, how many codes a person gets in that time, and how many wrong tries a code allows
LASTS, CODES_A_DAY, WRONG_ONES = timedelta(days=1), 5, 5
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_LONG = 10


@transaction.atomic
def make_code(authority: Authority, contact: int) -> ContactCode:
    """Make a new code for an unconfirmed contact; earlier codes expire.

    Raises
    ------
    Refused
        The contact belongs to another person, or she had too many codes within a day.
    """
    row = Contact.objects.get(pk=contact)
    if authority.person != row.person:
        raise Refused("contact_confirmed_by_another")
    given = ContactCode.objects.filter(contact__person=row.person, at__gt=authority.at - LASTS)
    if given.count() >= CODES_A_DAY:
        raise Refused("codes_spent", most=CODES_A_DAY)
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LONG))
    return ContactCode.objects.create(
        contact=row, sealed=seal_code(code, row.binding, vault_public_key()),
        check_hash=make_password(code), at=authority.at, recorded_at=timezone.now(),
    )  # fmt: skip


@transaction.atomic
def confirm_contact(authority: Authority, kind: str, typed: str, register: str = SERVICE_BOOK) -> bool:
    """Check the typed code; a right one confirms the person's contact of this kind in a register.

    Each try is kept.

    Raises
    ------
    Refused
        No contact of this kind waits to be confirmed, or its code has expired or was typed wrongly too often.
    """
    code = _open_code(authority, kind, register)
    with connection.cursor() as cursor:  # one try of a code at a time
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"code|{code.pk}"])
    if code.answers.filter(is_right=False).count() >= WRONG_ONES:
        raise Refused("code_spent")
    plain = "".join(letter for letter in typed.upper() if letter in _LETTERS)
    is_right = len(plain) == _LONG and check_password(plain, code.check_hash)
    leaf = None
    if is_right:
        leaf = append(
            "contact.confirmed",
            public={"how": "code"},
            private={"person": authority.person, "kind": kind, "version": code.contact.version},
            at=authority.at,
            is_sample=authority.is_sample,
        )
    CodeAnswer.objects.create(
        code=code, is_right=is_right, at=authority.at, recorded_at=timezone.now(), leaf=leaf
    )
    return is_right


def waits_for_code(person: int, kind: str, at: datetime, register: str = SERVICE_BOOK) -> bool:
    """Whether a valid code is out for the person's unconfirmed contact of this kind."""
    found = live_contacts([person], [kind], [register]).get((person, kind))
    if found is None or found.is_verified:
        return False
    return ContactCode.objects.filter(contact=found.id, at__gt=at - LASTS).exists()


def _open_code(authority: Authority, kind: str, register: str) -> ContactCode:
    person = authority.person or 0
    found = live_contacts([person], [kind], [register]).get((person, kind))
    if found is None or found.is_verified:
        raise Refused("nothing_to_confirm")
    rows = ContactCode.objects.filter(contact=found.id).select_related("contact").defer("sealed")
    code = rows.order_by("id").last()
    if code is None or authority.at > code.at + LASTS:
        raise Refused("code_over")
    return code
