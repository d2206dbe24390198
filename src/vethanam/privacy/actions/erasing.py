"""A person takes a contact back: used no more from now on, its seal and key deleted, unless a case needs it kept."""

from __future__ import annotations

import contextlib

from django.db import connection, transaction
from django.utils import timezone

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.privacy.clocks import BREACH, ENDS
from vethanam.privacy.models import Consent, ContactErasure, Duty, Restraint, StatedMessage, UseSubject
from vethanam.privacy.purposes import SERVICE_BOOK, load_catalogue
from vethanam.privacy.queries.contacts import ContactShown, live_contacts
from vethanam.privacy.restraints import OVER


@transaction.atomic
def erase_contact(authority: Authority, kind: str, register: str = SERVICE_BOOK) -> ContactErasure:
    """Erase the person's contact of a kind in a register: what waits for it is called off here, its bytes go with the
    dispatcher's next look.

    Raises
    ------
    Refused
        She has none, or a case needs it kept; with the case.
    """
    person = authority.person or 0
    found = live_contacts([person], [kind], [register]).get((person, kind))
    if found is None:
        raise Refused("no_contact")
    _check_not_kept(person)
    return _erase(authority, found)


def erase_given_with(authority: Authority, consent: Consent) -> None:
    """With a yes that was taken back goes what was given with it: contacts of its office's list that no other yes names.

    What a case needs stays sealed, and is used for nothing.
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
    """A pending case that counts messages to her, and a breach of which she is still to be told, need her contact."""
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
