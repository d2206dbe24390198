"""Replace a contact: inform the old one and send a code to the new one.

The permit decides, as for any use.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.messaging.models import ContactNotice, MessageText
from vethanam.messaging.registered_gateways import reaches_phones
from vethanam.messaging.subjects import subjects_of
from vethanam.messaging.templates import texts, values_hash
from vethanam.messaging.text_standing import in_log
from vethanam.privacy.actions import Answered, Yes, give_consent, make_code, replace_contact, request_use
from vethanam.privacy.actions.contact_confirmation import LASTS
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Contact, ContactCode, Outbox
from vethanam.privacy.permit import Request
from vethanam.privacy.purposes import CONFIRMING, SERVICE_BOOK
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import KINDS_OF_CHANNEL, live_contacts
from vethanam.privacy.vault.number import Number

PURPOSE, OFFICE = CONFIRMING, "FIN"
CODE_TEXT, CHANGED_TEXT = "contact-code", "contact-changed"
#: a notice to a replaced contact is dropped after this
TOLD_WITHIN = timedelta(days=7)


@transaction.atomic
def change_contact(authority: Authority, number: Number, register: str = SERVICE_BOOK) -> list[Answered]:
    """Replace the person's contact of a kind and register; inform the former one, if confirmed, and send a
    code to the new.

    Only the code goes to the new contact until she has typed it
    (:func:`~vethanam.privacy.actions.confirm_contact`). Returns the permit's answers, the
    new contact's first.

    Raises
    ------
    Refused
        No person acts, or she had too many codes within a day.
    """
    kind, person = number.kind.value, authority.person or 0
    former = live_contacts([person], [kind], [register]).get((person, kind))
    fresh = replace_contact(authority, number, register)
    if channel_of(kind) is None:
        return []
    answers = [_tell_code(authority, fresh)]
    if former is not None and former.is_verified:
        changed_on = authority.at.astimezone(IST).date().isoformat()
        answers.append(
            tell_contact(
                authority,
                Contact.objects.get(pk=former.id),
                CHANGED_TEXT,
                {"changed_on": changed_on},
                TOLD_WITHIN,
            )
        )
    return answers


@transaction.atomic
def say_yes_with(
    authority: Authority, yes: Yes, numbers: Sequence[Number], *, language: str = "en", shown: str = ""
) -> list[Answered]:
    """Record a consent to an office with an opt-in list, and the contacts the person gives to that list.

    Each contact is sealed apart from the service book and gets a code, as in :func:`change_contact`; none is
    copied from the service book. Returns the permit's answers for the codes.

    Raises
    ------
    Refused
        As :func:`~vethanam.privacy.actions.give_consent`; or the purpose has no list of its own.
    Unsound
        A contact is of a kind outside the consent.
    """
    purpose = catalogue_now().on(yes.purpose, authority.at.astimezone(IST).date())
    register = catalogue_now().register_for(purpose) if purpose else SERVICE_BOOK
    if register == SERVICE_BOOK:
        raise Refused("no_list")
    beyond = sorted({number.kind.value for number in numbers} - set(yes.fields))
    if beyond:
        raise Unsound("beyond_purpose", fields=[*beyond])
    give_consent(authority, yes, language=language, shown=shown)
    return [answer for number in numbers for answer in change_contact(authority, number, register)]


@transaction.atomic
def send_code(authority: Authority, kind: str, register: str = SERVICE_BOOK) -> Answered | None:
    """Send another code to the person's contact of a kind; None if none is unconfirmed, or
    no channel reaches it.
    """
    person = authority.person or 0
    found = live_contacts([person], [kind], [register]).get((person, kind))
    if found is None or found.is_verified or channel_of(kind) is None:
        return None
    return _tell_code(authority, Contact.objects.get(pk=found.id))


@transaction.atomic
def queue_notices() -> int:
    """Queue the allowed notices that are not queued yet, to contacts that were not taken back since; returns
    how many.
    """
    waiting = ContactNotice.objects.exclude(use__in=Outbox.objects.values("use"))
    rows = list(waiting.filter(contact__erasure__isnull=True).order_by("id"))
    now = timezone.now()
    Outbox.objects.bulk_create(
        [
            Outbox(
                use_id=row.use_id, person=row.person_id, contact_id=row.contact_id, channel=row.channel,
                queued_at=now
            )
            for row in rows
        ]
    )  # fmt: skip
    return len(rows)


def channel_of(kind: str) -> str | None:
    """This installation's channel for a kind of contact."""
    carried = [channel for channel, kinds in KINDS_OF_CHANNEL.items() if kind in kinds]
    reaching = {"email"} | ({"sms"} if reaches_phones() else set())
    return next((channel for channel in carried if channel in reaching), None)


def _tell_code(authority: Authority, contact: Contact) -> Answered:
    code = make_code(authority, contact.pk)
    # The stored values name the sealed code; the dispatcher puts the open one in its place.
    closed = hashlib.sha256(bytes(code.sealed)).hexdigest()
    return tell_contact(authority, contact, CODE_TEXT, {"code": closed}, LASTS, code)


def tell_contact(
    authority: Authority, contact: Contact, text_code: str, values: dict[str, str], within: timedelta,
    code: ContactCode | None = None, *, rule: str = "the person who gave another contact",
) -> Answered:  # fmt: skip
    """Send a notice to a contact, under the purpose of its text; returns the permit's answer.

    ``rule`` says in the log who gets it.
    """
    text, channel, person = texts()[text_code], channel_of(contact.kind) or "", contact.person
    purpose = catalogue_now().on(text.purpose, authority.at.astimezone(IST).date())
    request = Request(
        actor=f"service of {OFFICE}",
        org=OFFICE,
        purpose=text.purpose,
        subjects=subjects_of(
            [person],
            [channel],
            text.purpose,
            at=authority.at,
            sender=OFFICE,
            controller=OFFICE,
            sources=[contact.register],
            text=text.name,
        ),
        sources=(contact.register,),
        fields=(contact.kind,),
        channels=(channel,),
        suffix=(purpose.suffix if purpose else None) or "",
        sender=OFFICE,
        template=in_log(text.as_template(), text.content, None),
        cohort_rule=rule,
    )
    answered = request_use(
        authority,
        request,
        records={"values": [values_hash(values)]},
        send_until=timezone.now() + within,
    )
    if answered.decision.is_allowed:
        ContactNotice.objects.create(
            use_id=answered.use, person_id=person, contact=contact, channel=channel, code=code, values=values,
            text=MessageText.objects.get(code=text.code, version=text.version), recorded_at=authority.at,
        )  # fmt: skip
    return answered
