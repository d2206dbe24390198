"""Openings for one person: her records under the leaves of uses and payments."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from vethanam.errors import Unsound
from vethanam.journal import queries as journal
from vethanam.ledger.bundles import ErasedPerson, PersonOpening
from vethanam.ledger.canonical import Json
from vethanam.ledger.commitments import commitment
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.persons import PersonPath, PersonTree
from vethanam.messaging.models import AskedUseAnswer, CampaignUse
from vethanam.payments.models import PaymentLeg
from vethanam.payments.queries import proofs_of_leg
from vethanam.payroll.models import Payslip, PayslipOpening, Presentation
from vethanam.payroll.payslips.records import payslip_records, records_of
from vethanam.privacy.labels import filler_of_use, tree_of_use
from vethanam.privacy.models import (
    Approval,
    Destruction,
    Forgotten,
    Purpose,
    PurposePublication,
    SubjectOutcome,
    Use,
    UseClosing,
    UseSubject,
)
from vethanam.privacy.outcome_trees import path_of_outcome


@dataclass(frozen=True, slots=True)
class Record:
    """One person's record under a staged leaf; ``opening`` is None once its salt was destroyed.

    ``erased`` is then her place, if that was by rule.
    """

    staged: int
    opening: PersonOpening | None
    erased: ErasedPerson | None = None


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
        records.append(_decided(decided))
    came = SubjectOutcome.objects.filter(closing__use=use, person=person).select_related("closing").first()
    if came is not None:
        records.append(_told(came.closing.leaf, came, path_of_outcome(came)))
    return records


def uses_in_map(
    person: int, covers: int, known: Mapping[int, Record] | None = None
) -> list[tuple[int, Record, bytes]]:
    """Place in the log, record and commitment of each use about her below a size of the log, in its order.

    ``known`` are records of decisions that were read before, by staged entry.
    """
    read = known or {}
    rows = UseSubject.objects.filter(person=person).select_related("use")
    places = journal.positions_of(row.use.leaf for row in rows)
    covered = [(place, row) for row in rows if (place := places.get(row.use.leaf, covers)) < covers]
    covered.sort(key=lambda one: one[0])
    return [(place, read.get(row.use.leaf) or _decided(row), bytes(row.commitment)) for place, row in covered]


def leaves_of_use(use: int) -> list[int]:
    """The staged ids of a use: its decision, and its closing if messages were sent."""
    closing = UseClosing.objects.filter(use=use).values_list("leaf", flat=True)
    return [Use.objects.values_list("leaf", flat=True).get(pk=use), *closing]


def leaves_erasing(use: int) -> list[int]:
    """The staged ids of the entries that announced the destruction of a use's records."""
    announced = Destruction.objects.filter(
        of_record=True, pk__in=Forgotten.objects.filter(use=use).values("destruction")
    )
    return [*announced.order_by("pk").values_list("leaf", flat=True)]


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


def committed_payslip(slip: Payslip) -> tuple[Mapping[str, Json], bytes, int]:
    """The record of a payslip, the commitment to it, and the staged id of the entry of its passed bill.

    Raises
    ------
    Unsound
        Its opening was destroyed.
    """
    opening = PayslipOpening.objects.filter(payslip_id=slip.pk).first()
    if opening is None:
        raise Unsound("payslip_opening_destroyed")
    passed = slip.bill.presentations.get(outcome=Presentation.Outcome.PASSED)
    record = payslip_records([slip], slip.bill, passed)[0]
    return record, commitment(bytes(opening.salt), record), opening.leaf


def record_of_payslip(slip: Payslip) -> Record:
    """The record of a payslip under the entry of its passed bill, among those of the bill.

    Raises
    ------
    Unsound
        An opening of the bill was destroyed.
    """
    records = records_of(slip.bill)
    slips = [*Payslip.objects.filter(bill=slip.bill, drawn_in=slip.drawn_in).order_by("pk").values_list("pk")]
    openings = {one.payslip_id: one for one in PayslipOpening.objects.filter(bill=slip.bill)}
    if len(records) != len(slips) or any(pk not in openings for (pk,) in slips):
        raise Unsound("payslip_opening_destroyed")
    committed = [
        commitment(bytes(openings[pk].salt), record) for (pk,), record in zip(slips, records, strict=True)
    ]
    at = slips.index((slip.pk,))
    opening = openings[slip.pk]
    place = PersonTree(committed).path_of(committed[at])
    return Record(opening.leaf, PersonOpening(bytes(opening.salt), records[at], place))


def records_of_payment(leg: int) -> list[Record]:
    """Her records of one payment: instructed, credited, rejected or returned."""
    return [
        Record(proof.leaf, _opening(proof.salt, proof.record, proof.path)) for proof in proofs_of_leg(leg)
    ]


def records_of_person(person: int) -> list[Record]:
    """Every record of one person in the log."""
    uses = UseSubject.objects.filter(person=person).order_by("use").values_list("use", flat=True)
    found = [record for use in uses for record in records_of_use(use, person)]
    return [*found, *records_of_payments(person)]


def records_of_payments(person: int) -> list[Record]:
    """Every record of one person's payments in the log."""
    legs = PaymentLeg.objects.filter(person=person).order_by("pk").values_list("pk", flat=True)
    return [record for leg in legs for record in records_of_payment(leg)]


def _decided(subject: UseSubject) -> Record:
    """The decision about her, at her place in the tree of the use."""
    everyone = UseSubject.objects.filter(use=subject.use_id)
    filler = filler_of_use(subject.use_id)
    if filler is None or subject.label is None:
        tree = PersonTree(bytes(value) for value in everyone.values_list("commitment", flat=True))
        return _told(subject.use.leaf, subject, tree.path_of(bytes(subject.commitment)))
    label = bytes(subject.label)
    place = tree_of_use(subject.use_id, filler).path_of(label)
    return _told(subject.use.leaf, subject, place, label)


def _told(
    staged: int, row: UseSubject | SubjectOutcome, place: PersonPath, label: bytes | None = None
) -> Record:
    opening = _opening(row.salt, row.record, place, label)
    return Record(staged, opening, None if opening else ErasedPerson(bytes(row.commitment), place, label))


def _opening(salt: Any, record: Any, place: PersonPath, label: bytes | None = None) -> PersonOpening | None:
    """Salt and record with their place; None if either was destroyed."""
    return PersonOpening(bytes(salt), record, place, label) if salt and record is not None else None
