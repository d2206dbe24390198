"""A person erases a contact: unused from now on, seal and key deleted, unless a pending case needs it."""

from __future__ import annotations

import contextlib

from django.db import connection, transaction
from django.utils import timezone

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.privacy.current_restraints import OVER
from vethanam.privacy.duty_deadlines import BREACH, ENDS
from vethanam.privacy.models import Consent, ContactErasure, Duty, Restraint, StatedMessage, UseSubject
from vethanam.privacy.purposes import SERVICE_BOOK, load_catalogue
from vethanam.privacy.queries.contacts import ContactShown, live_contacts
from vethanam.privacy.vault.number import ContactKind


@transaction.atomic
def erase_contact(authority: Authority, kind: str, register: str = SERVICE_BOOK) -> ContactErasure:
    """Erase the person's contact of a kind in a register: cancels its messages now; the dispatcher
    deletes the bytes next.

    Raises
    ------
    Refused
        She has none, it is her guardian's, or a case needs it; the sentence names the case.
    """
    person = authority.person or 0
    if kind == ContactKind.GUARDIAN_MOBILE:
        raise Refused("contact_of_guardian")
    found = live_contacts([person], [kind], [register]).get((person, kind))
    if found is None:
        raise Refused("no_contact")
    _check_not_kept(person)
    return _erase(authority, found)


def erase_given_with(authority: Authority, consent: Consent) -> None:
    """Erase the contacts of the office's opt-in list that only the withdrawn consent covers.

    A contact needed by a case stays sealed and unused.
    """
    registers = [
        one for one in load_catalogue().opt_in_registers.values() if one.office == consent.controller
    ]
    others = Consent.objects.filter(person=consent.person, controller=consent.controller, withdrawal=None)
    kept = {kind for fields in others.values_list("fields", flat=True) for kind in fields}
    for register in registers:
        for (_, kind), found in live_contacts([consent.person], None, [register.code]).items():
            if kind not in kept:
                with contextlib.suppress(Refused):
                    _check_not_kept(consent.person)
                    _erase(authority, found)


def _erase(authority: Authority, found: ContactShown) -> ContactErasure:
    leaf = append(
        "contact.taken_back",
        public={"count": 1},
        private={"person": found.person, "kind": found.kind, "version": found.version},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    erased = ContactErasure.objects.create(
        contact_id=found.id, at=authority.at, recorded_at=timezone.now(), leaf=leaf
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT privacy_call_off_erased(%s)", [found.id])
    return erased


def _check_not_kept(person: int) -> None:
    """Refuse while a pending case counts messages to her, or a breach notice to her is still due."""
    pending = Restraint.objects.exclude(positions__state__in=OVER).exclude(kind=Restraint.Kind.STOP)
    stated = StatedMessage.objects.filter(
        person=person, statement__restraint__in=pending.filter(is_case_pending=True)
    ).select_related("statement__restraint")
    case = stated.first()
    if case is not None:
        raise Refused(
            "kept_for_a_case",
            case_number=case.statement.restraint.case_number or case.statement.restraint.reference,
        )
    untold = Duty.objects.filter(kind=BREACH).exclude(steps__kind__in=(*ENDS, "told_people"))
    asked = untold.values("account")
    if UseSubject.objects.filter(person=person, use__asked_by__in=asked).exists():
        raise Refused("kept_for_a_breach")
