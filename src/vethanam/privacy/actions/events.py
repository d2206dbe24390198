"""Declare an emergency for one place, close it, and review what went out for it without approval."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Fault, Refused, Unsound, UnsoundInput
from vethanam.identity.authority import Authority, signed_part
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.ledger.leaves import instant
from vethanam.privacy.event_proofs import DECLARED, code_of, statement_of_event
from vethanam.privacy.free_words import looks_like_a_contact
from vethanam.privacy.law.hazards import HAZARDS
from vethanam.privacy.law.places import known_place
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import EventClosing, EventDeclaration, Use, UseReview
from vethanam.privacy.queries.emergencies import EMERGENCY, declares

#: the name of the item in the signature
EVENT = "event"
#: an event lasts at most this long; one that goes on is declared again
LONGEST = timedelta(days=30)
#: the data protection officer reviews a message of an event within this time
REVIEWED_WITHIN = timedelta(hours=24)


def statement_to_declare(
    authority: Authority, *, hazard: str, place: str, ends_at: datetime, begins_at: datetime | None = None
) -> dict[str, Json]:
    """The statement that an officer signs to declare an emergency.

    Raises
    ------
    Refused
        The officer's office declares no emergencies, no person acts, or this event was declared today.
    UnsoundInput
        The hazard or place is unknown, or the time is none; every fault at once.
    """
    _check_office(authority)
    begins, named = begins_at or authority.at, known_place(place)
    faults = [] if hazard in HAZARDS else [Fault("Event", "hazard", "no_such_hazard", {"known": [*HAZARDS]})]
    if named is None:
        faults.append(Fault("Event", "place", "event_area_unknown"))
    if not begins < ends_at <= begins + LONGEST or ends_at <= authority.at:
        faults.append(Fault("Event", "ends_at", "event_time", {"days": LONGEST.days}))
    if faults:
        raise UnsoundInput("event_unsound", faults)
    says = statement_of_event(
        office=authority.office, hazard=hazard, place=named or "", begins_at=begins_at, ends_at=ends_at,
        day=authority.at.astimezone(IST).date().isoformat(),
    )  # fmt: skip
    if EventDeclaration.objects.filter(code=code_of(says)).exists():
        raise Refused("event_as_before", event=code_of(says))
    return says


@transaction.atomic
def declare_event(
    authority: Authority, *, hazard: str, place: str, ends_at: datetime, begins_at: datetime | None = None
) -> EventDeclaration:
    """Declare an emergency: messages to its place are allowed from its beginning to its end, once the
    dispatcher has proven the officer's signature.

    Raises
    ------
    Refused, UnsoundInput
        See :func:`statement_to_declare`.
    """
    says = statement_to_declare(authority, hazard=hazard, place=place, ends_at=ends_at, begins_at=begins_at)
    code, named, begins_at = code_of(says), str(says["place"]), begins_at or authority.at
    public = {
        "event": code, "office": authority.office, "hazard": hazard, "place": named,
        "begins_at": instant(begins_at), "ends_at": instant(ends_at), **signed_part(authority, EVENT)[0],
    }  # fmt: skip
    leaf = append(
        DECLARED, public=public, private=_officer(authority), at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    return EventDeclaration.objects.create(
        code=code, office=authority.office, hazard=hazard, place=named, begins_at=begins_at,
        ends_at=ends_at, declared_by_id=authority.account, person=authority.person or 0, at=authority.at,
        recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip


@transaction.atomic
def close_event(authority: Authority, event: EventDeclaration) -> EventClosing:
    """Close an event: what waits for it is cancelled at dispatch.

    Raises
    ------
    Refused
        Another office declared it, or it is closed.
    """
    _check_office(authority)
    if event.office != authority.office:
        raise Refused("event_of_another", event=event.code)
    if EventClosing.objects.filter(declaration=event).exists():
        raise Refused("event_closed", event=event.code)
    leaf = append(
        "event.closed", public={"event": event.code, "office": authority.office},
        private=_officer(authority), at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return EventClosing.objects.create(
        declaration=event, closed_by_id=authority.account, person=authority.person or 0, at=authority.at,
        recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip


@transaction.atomic
def review_use(authority: Authority, use: Use, says: str, *, was_due: bool) -> UseReview:
    """Record the review of a use that went without approval: whether it was due, and why.

    Raises
    ------
    Refused
        The use needs no review, was reviewed, or the officer asked for it.
    Unsound
        The words are missing or look like a contact.
    """
    if use.purpose_code != EMERGENCY or use.outcome not in (Use.Outcome.ALLOW, Use.Outcome.PARTIAL):
        raise Refused("no_review")
    if authority.person is None or authority.person == use.asking_person:
        raise Refused("review_of_own")
    if UseReview.objects.filter(use=use).exists():
        raise Refused("reviewed_before")
    words = says.strip()
    if not words:
        raise Unsound("review_says_nothing")
    if looks_like_a_contact(words):
        raise Unsound("contact_in_words")
    leaf = append(
        "use.reviewed", public={"use": use.reference, "was_due": was_due},
        private={**_officer(authority), "says": words}, at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return UseReview.objects.create(
        use=use, was_due=was_due, says=words, reviewed_by_id=authority.account, person=authority.person,
        at=authority.at, recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip


def _check_office(authority: Authority) -> None:
    if authority.person is None or not declares(authority.office, authority.at):
        raise Refused("event_office", office=authority.office)


def _officer(authority: Authority) -> dict[str, int | None]:
    return {"account": authority.account, "person": authority.person}
