"""Enter a request for information, an impact assessment, a nomination; each an entry of the log."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Fault, Refused, Unsound, UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.privacy.counts import counted
from vethanam.privacy.free_words import looks_like_a_contact
from vethanam.privacy.law.windows import IST
from vethanam.privacy.law_records import InformationShown, information_shown
from vethanam.privacy.models import (
    ImpactAssessment,
    InformationRequest,
    InformationSeal,
    Nomination,
    NominationEnd,
)
from vethanam.privacy.purposes.registry import catalogue_now

#: a seal lasts a year at most; a further order keeps it longer
LONGEST_SEAL = timedelta(days=366)
#: an assessment counts for a year at most
YEAR = timedelta(days=366)
_HASH = re.compile(r"[0-9a-f]{64}")
Ground = InformationRequest.Ground


@dataclass(frozen=True, slots=True)
class Called:
    """A call of the Central Government for information: officer, order, fields, number of people."""

    ground: str
    requested_by: str
    order_number: str
    dated: date
    field_names: str
    people: int
    opens_on: date | None = None


@transaction.atomic
def record_information_request(authority: Authority, called: Called) -> InformationRequest:
    """Enter a request for information. A sealed one is in the log by its commitment and its day alone.

    Raises
    ------
    UnsoundInput
        A day is wrong, a text looks like a contact, or a request that concerns no security is to be sealed.
    """
    day = authority.at.astimezone(IST).date()
    if faults := list(_faults_of(called, day)):
        raise UnsoundInput("information_unsound", faults, count=len(faults))
    reference = secrets.token_hex(16)
    said: dict[str, Json] = {
        "ground": called.ground, "order": called.order_number, "dated": called.dated.isoformat(),
        "fields": called.field_names, "people": counted(called.people),
    }  # fmt: skip
    opens = called.opens_on.isoformat() if called.opens_on else None
    leaf = append(
        "information.requested",
        public={"request": reference, "opens_on": opens, **({} if opens else said)},
        private={**said, **_officer(authority), "by": called.requested_by, "count": called.people},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return InformationRequest.objects.create(
        reference=reference, ground=called.ground, requested_by=called.requested_by,
        order_number=called.order_number, dated=called.dated, field_names=called.field_names,
        people=called.people, opens_on=called.opens_on, entered_by_id=authority.account,
        person=authority.person or 0, at=authority.at, recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip


@transaction.atomic
def keep_sealed(authority: Authority, reference: str, opens_on: date, order_number: str) -> InformationSeal:
    """Keep a sealed request sealed until a later day, by a further order and as another officer.

    Raises
    ------
    Unsound
        There is no such request, or the day is not later, or more than a year away.
    Refused
        It is not sealed any more, or the same officer entered it.
    """
    found = information_shown(reference, authority.at)
    if found is None:
        raise Unsound("no_such_information_request")
    _check_renewal(authority, found, opens_on)
    leaf = append(
        "information.sealed_longer",
        public={"request": reference, "opens_on": opens_on.isoformat()},
        private={**_officer(authority), "order": order_number},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return InformationSeal.objects.create(
        request=found.row, opens_on=opens_on, order_number=order_number, entered_by_id=authority.account,
        person=authority.person or 0, at=authority.at, recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip


@transaction.atomic
def record_assessment(
    authority: Authority, purpose: str, *, assessed_on: date, review_by: date, document_hash: str,
    risks: str, measures: str,
) -> ImpactAssessment:  # fmt: skip
    """Record the impact assessment of a purpose; its risks and measures are public.

    Raises
    ------
    UnsoundInput
        The purpose is not in force, a day is wrong, the hash is none, or a text looks like a contact.
    """
    day = authority.at.astimezone(IST).date()
    found = catalogue_now().on(purpose, day)
    faults = [] if found else [Fault("Assessment", "purpose", "assessment_purpose")]
    if assessed_on > day:
        faults.append(Fault("Assessment", "assessed_on", "assessment_in_future"))
    if not assessed_on < review_by <= assessed_on + YEAR:
        faults.append(Fault("Assessment", "review_by", "assessment_year"))
    if not _HASH.fullmatch(document_hash):
        faults.append(Fault("Assessment", "document_hash", "hash_unreadable"))
    faults += [
        Fault("Assessment", name, "contact_in_words")
        for name, text in (("risks", risks), ("measures", measures))
        if looks_like_a_contact(text)
    ]
    if faults or found is None:
        raise UnsoundInput("assessment_unsound", faults, count=len(faults))
    leaf = append(
        "assessment.recorded",
        public={
            "purpose": purpose, "version": found.version, "assessed_on": assessed_on.isoformat(),
            "review_by": review_by.isoformat(), "document": document_hash,
        },
        private={**_officer(authority), "risks": risks, "measures": measures},
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    return ImpactAssessment.objects.create(
        purpose=purpose, version=found.version, assessed_on=assessed_on, review_by=review_by,
        document_hash=document_hash, risks=risks, measures=measures, assessed_by_id=authority.account,
        person=authority.person or 0, at=authority.at, recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip


@transaction.atomic
def nominate(authority: Authority, nominee: int) -> Nomination:
    """Name another person who may use one's rights after one's death; one at a time.

    Raises
    ------
    Refused
        The person acts for nobody, names herself, or has a nominee already.
    """
    if authority.person is None:
        raise Refused("nomination_for_another")
    if authority.person == nominee:
        raise Refused("nominee_is_herself")
    if Nomination.objects.filter(person=authority.person, end__isnull=True).exists():
        raise Refused("nominee_named")
    reference = secrets.token_hex(16)
    leaf = append(
        "nomination.made", public={"nomination": reference},
        private={"person": authority.person, "nominee": nominee}, at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    return Nomination.objects.create(
        reference=reference, person=authority.person, nominee=nominee, at=authority.at,
        recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip


@transaction.atomic
def end_nomination(authority: Authority) -> NominationEnd:
    """Take one's nomination back.

    Raises
    ------
    Refused
        None stands.
    """
    standing = Nomination.objects.filter(person=authority.person or 0, end__isnull=True).first()
    if authority.person is None or standing is None:
        raise Refused("no_nominee")
    leaf = append(
        "nomination.ended", public={"nomination": standing.reference},
        private={"person": authority.person}, at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return NominationEnd.objects.create(
        nomination=standing, at=authority.at, recorded_at=timezone.now(), leaf=leaf
    )


def _faults_of(called: Called, day: date) -> list[Fault]:
    faults = [
        Fault("Request", name, "contact_in_words")
        for name in ("requested_by", "order_number", "field_names")
        if looks_like_a_contact(getattr(called, name))
    ]
    if called.dated > day:
        faults.append(Fault("Request", "dated", "information_in_future"))
    if called.opens_on is None:
        return faults
    if called.ground != Ground.SOVEREIGNTY:
        faults.append(Fault("Request", "opens_on", "information_not_sealable"))
    elif not day < called.opens_on <= day + LONGEST_SEAL:
        faults.append(Fault("Request", "opens_on", "information_seal_length"))
    return faults


def _check_renewal(authority: Authority, found: InformationShown, opens_on: date) -> None:
    if not found.is_sealed or found.opens_on is None:
        raise Refused("information_is_open")
    if authority.person == found.row.person:
        raise Refused("information_same_officer")
    day = authority.at.astimezone(IST).date()
    if not found.opens_on < opens_on <= day + LONGEST_SEAL:
        raise Unsound("information_seal_length")


def _officer(authority: Authority) -> dict[str, Json]:
    return {"account": authority.account, "officer": authority.person}
