"""Circumstances and guardians: one person enters them with a document, another checks them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from vethanam.benefits.aadhaar import refuse_aadhaar
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Beneficiary, Circumstance, Guardian
from vethanam.benefits.powers import OFFICERS
from vethanam.benefits.queries.reach import require_reach_of
from vethanam.benefits.scheme_rules import value_of
from vethanam.errors import Refused, Unsound, holds_contact
from vethanam.identity.authority import Authority


@dataclass(frozen=True, slots=True)
class CircumstanceSaid:
    """A circumstance as typed: its kind, its value, the days for which it holds, and its document."""

    kind: str
    value: str
    valid_from: date
    document: str
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class GuardianSaid:
    """Who acts for a beneficiary, how the office knows it, and the last day of that proof if it has one."""

    name: str
    proof: str
    proof_reference: str
    valid_until: date | None = None


@transaction.atomic
def record_circumstance(
    authority: Authority,
    beneficiary: Beneficiary,
    said: CircumstanceSaid,
    corrects: Circumstance | None = None,
    *,
    is_withdrawn: bool = False,
) -> Circumstance:
    """Append a circumstance, or one that corrects or withdraws another of the same kind.

    Raises
    ------
    Refused
        She is of another office, or the entry to correct was corrected before.
    Unsound
        The value or a day is impossible.
    """
    require_reach_of(authority, beneficiary, *OFFICERS)
    refuse_aadhaar({"value": said.value, "document": said.document})
    if corrects is not None:
        if corrects.beneficiary_id != beneficiary.pk or corrects.kind != said.kind:
            raise Unsound("circumstance_of_another")
        if Circumstance.objects.filter(supersedes=corrects).exists():
            raise Refused("already_corrected")
    row = add_circumstance(authority, beneficiary, said, corrects, is_withdrawn=is_withdrawn)
    stage(
        authority,
        "circumstance.recorded",
        {"circumstance": said.kind, "withdrawn": is_withdrawn},
        {"beneficiary": beneficiary.number, "entry": row.pk, "value": row.value},
    )
    return row


def add_circumstance(
    authority: Authority,
    beneficiary: Beneficiary,
    said: CircumstanceSaid,
    corrects: Circumstance | None = None,
    *,
    is_withdrawn: bool = False,
) -> Circumstance:
    """Append a circumstance without its leaf: an application's are in its own."""
    if said.valid_until is not None and said.valid_until < said.valid_from:
        raise Unsound("circumstance_ends_before", since=said.valid_from, until=said.valid_until)
    if not said.document.strip() or holds_contact(said.document):
        raise Unsound("circumstance_without_document", kind=said.kind)
    return Circumstance.objects.create(
        beneficiary=beneficiary, kind=said.kind, value=value_of(said.kind, said.value),
        valid_from=said.valid_from, valid_until=said.valid_until, document=said.document.strip(),
        supersedes=corrects, is_withdrawn=is_withdrawn, **entered(authority),
    )  # fmt: skip


@transaction.atomic
def record_guardian(
    authority: Authority, beneficiary: Beneficiary, said: GuardianSaid, since: date
) -> Guardian:
    """Append who acts for her from a day; it counts once another person has checked it.

    Raises
    ------
    Refused
        She is of another office, or the proof has ended.
    Unsound
        The proof ends before it begins, or a cell holds a contact.
    """
    require_reach_of(authority, beneficiary, *OFFICERS)
    row = add_guardian(authority, beneficiary, said, since)
    stage(
        authority,
        "guardian.recorded",
        {"proof": said.proof},
        {"beneficiary": beneficiary.number, "entry": row.pk},
    )
    return row


def add_guardian(authority: Authority, beneficiary: Beneficiary, said: GuardianSaid, since: date) -> Guardian:
    """Append who acts for her without its leaf: an application's is in its own."""
    refuse_aadhaar({"name": said.name, "proof_reference": said.proof_reference})
    if holds_contact(said.name) or holds_contact(said.proof_reference):
        raise Unsound("contact_in_words")
    if said.valid_until is not None and said.valid_until < since:
        raise Unsound("guardian_ends_before", since=since, until=said.valid_until)
    refuse_ended_proof(authority, said.valid_until)
    return Guardian.objects.create(
        beneficiary=beneficiary, name=said.name.strip(), proof=said.proof,
        proof_reference=said.proof_reference.strip(), valid_from=since, valid_until=said.valid_until,
        **entered(authority),
    )  # fmt: skip


def refuse_ended_proof(authority: Authority, valid_until: date | None) -> None:
    """Refuse a guardian if the proof ended before the day of the authority."""
    if valid_until is not None and valid_until < localdate(authority.at):
        raise Refused("guardian_proof_ended", until=valid_until)
