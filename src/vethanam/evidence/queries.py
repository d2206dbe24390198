"""Openings for one person: her records under the leaves of uses and payments."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from vethanam.journal import queries as journal
from vethanam.ledger.bundles import PersonOpening
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.persons import PersonPath, PersonTree
from vethanam.messaging.models import AskedUseAnswer, CampaignUse
from vethanam.payments.models import PaymentLeg
from vethanam.payments.queries import proofs_of_leg
from vethanam.privacy.models import (
    Approval,
    Purpose,
    PurposePublication,
    SubjectOutcome,
    Use,
    UseClosing,
    UseSubject,
)


@dataclass(frozen=True, slots=True)
class Record:
    """One person's record under a staged leaf; ``opening`` is None once its salt was destroyed."""

    staged: int
    opening: PersonOpening | None


@dataclass(frozen=True, slots=True)
class Place:
    """The place of an entry, for a page: index, leaf hash, and head."""

    index: int
    leaf_hash: str
    size: int
    root: str
    head: str
    signed_at: datetime
    path: tuple[str, ...]


def place_of(staged: int) -> Place | None:
    """An entry's place under the latest signed head; None while it waits for the sequencer."""
    entry, head = journal.entry_of(staged), journal.latest_head()
    if entry is None or head is None or entry.index >= head.size:
        return None
    path = tuple(value.hex() for value in journal.inclusion_proof(entry.index, head.size))
    return Place(
        entry.index, leaf_hash(entry.leaf).hex(), head.size, head.root.hex(), head.note, head.at, path
    )


def records_of_use(use: int, person: int) -> list[Record]:
    """Her records of one use: the decision, and its outcome."""
    records = []
    decided = UseSubject.objects.filter(use=use, person=person).select_related("use").first()
    if decided is not None:
        everyone = UseSubject.objects.filter(use=use).values_list("commitment", flat=True)
        records.append(_record(decided.use.leaf, decided, everyone))
    came = SubjectOutcome.objects.filter(closing__use=use, person=person).select_related("closing").first()
    if came is not None:
        all_outcomes = SubjectOutcome.objects.filter(closing=came.closing_id)
        records.append(_record(came.closing.leaf, came, all_outcomes.values_list("commitment", flat=True)))
    return records


def leaves_of_use(use: int) -> list[int]:
    """The staged ids of a use: its decision, and its closing if messages were sent."""
    closing = UseClosing.objects.filter(use=use).values_list("leaf", flat=True)
    return [Use.objects.values_list("leaf", flat=True).get(pk=use), *closing]


def leaves_approving(staged: Collection[int]) -> set[int]:
    """Further leaves a verifier needs for approved uses and purposes: the approved
    content, approvals and keys.
    """
    links = CampaignUse.objects.filter(use__in=Use.objects.filter(leaf__in=staged).values("pk"))
    campaigns = [link.campaign for link in links.select_related("campaign")]
    answers = AskedUseAnswer.objects.filter(use__in=Use.objects.filter(leaf__in=staged).values("pk"))
    asked_uses = [answer.asked for answer in answers.select_related("asked__recipient")]
    recipients = [one.recipient for one in asked_uses if one.recipient is not None]
    hashes = [bytes(one.purpose_hash) for one in campaigns] + [bytes(one.purpose_hash) for one in asked_uses]
    purposes = dict(Purpose.objects.filter(Q(leaf__in=staged) | Q(hash__in=hashes)).values_list("pk", "leaf"))
    published = PurposePublication.objects.filter(purpose__in=purposes).select_related("proposal")
    proposals = [row.proposal for row in published]
    rows = Approval.objects.filter(
        Q(of=Approval.Of.CAMPAIGN, reference__in=[one.reference for one in campaigns])
        | Q(of=Approval.Of.PURPOSE, reference__in=[one.reference for one in proposals])
        | Q(of=Approval.Of.ASKED_USE, reference__in=[one.reference for one in asked_uses])
        | Q(of=Approval.Of.RECIPIENT, reference__in=[one.reference for one in recipients])
    )
    signed = {leaf for row in rows.values_list("leaf", "key__leaf") for leaf in row}
    asked = {one.leaf for one in campaigns} | {one.leaf for one in proposals}
    asked |= {one.leaf for one in asked_uses} | {one.leaf for one in recipients}
    return {*purposes.values(), *asked, *signed}


def records_of_payment(leg: int) -> list[Record]:
    """Her records of one payment: instructed, credited, rejected or returned."""
    return [
        Record(proof.leaf, _opening(proof.salt, proof.record, proof.path)) for proof in proofs_of_leg(leg)
    ]


def records_of_person(person: int) -> list[Record]:
    """Every record of one person in the log."""
    uses = UseSubject.objects.filter(person=person).order_by("use").values_list("use", flat=True)
    legs = PaymentLeg.objects.filter(person=person).order_by("pk").values_list("pk", flat=True)
    return [
        *(record for use in uses for record in records_of_use(use, person)),
        *(record for leg in legs for record in records_of_payment(leg)),
    ]


def _record(staged: int, row: UseSubject | SubjectOutcome, everyone: Iterable[Any]) -> Record:
    tree = PersonTree(bytes(value) for value in everyone)
    return Record(staged, _opening(row.salt, row.record, tree.path_of(bytes(row.commitment))))


def _opening(salt: Any, record: Any, place: PersonPath) -> PersonOpening | None:
    """Salt and record with their place; None if either was destroyed."""
    return PersonOpening(bytes(salt), record, place) if salt and record is not None else None
