"""Release compensation to the beneficiaries of a scheme who claimed on their line of a roll.

A release of its own kind: it has lines of a roll in the place of drawals, and goes the way of every release.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from vethanam.benefits.actions.applications import next_number
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Award, CompensationLine, Payer, Release, SchemeOffice
from vethanam.benefits.powers import require_scheme
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.orders.queries import orders_not_in_force
from vethanam.payroll.compensation.actions import compensation_named
from vethanam.payroll.compensation.queries import compensations, tax_of
from vethanam.payroll.models import Claim, CompensatedLine, Compensation
from vethanam.people.models import Employment
from vethanam.privacy.models import RollClaim, RollLine


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A claimed line that nothing pays, the award into whose account it goes, and its amount."""

    line: RollLine
    award: Award
    amount: int


def open_lines(found: Compensation, scheme: SchemeOffice) -> list[OpenLine]:
    """The claimed lines of a scheme's beneficiaries with an amount that no bill and no release pays.

    Whoever has an employment is paid by its office. Of several awards the first of the scheme counts.
    """
    by_bill = CompensatedLine.objects.filter(line=OuterRef("pk")).exclude(claim__state=Claim.State.VOID)
    rows = RollLine.objects.filter(
        ~Exists(by_bill), Exists(RollClaim.objects.filter(line=OuterRef("pk"))),
        ~Exists(Employment.objects.filter(person=OuterRef("person"))),
        ~Exists(CompensationLine.objects.filter(line=OuterRef("pk"))), roll=found.roll_id,
        person__isnull=False,
    )  # fmt: skip
    lines = [row for row in rows.order_by("number") if found.amount_of(row.class_of) > 0]
    awards: dict[int, Award] = {}
    whose = Award.objects.filter(scheme=scheme, beneficiary__person__in=[row.person for row in lines])
    for one in whose.select_related("beneficiary").order_by("pk"):
        awards.setdefault(one.beneficiary.person_id, one)
    return [
        OpenLine(row, awards[row.person], found.amount_of(row.class_of))
        for row in lines
        if row.person in awards
    ]


def to_release(scheme: SchemeOffice) -> list[tuple[Compensation, Sequence[OpenLine]]]:
    """The approved compensations with lines that a scheme may release, newest first."""
    approved = compensations().filter(decision__outcome="approved")
    found = [(one, open_lines(one, scheme)) for one in approved]
    return [(one, lines) for one, lines in found if lines]


@transaction.atomic
def release_compensation(authority: Authority, scheme: SchemeOffice, reference: str) -> Release:
    """Release compensation to a scheme's beneficiaries who claimed; a second call pays who claimed since.

    Raises
    ------
    Refused
        The officer is of another scheme, finance has not approved it, its order is not in force, its tax is
        not known or not 0, or nobody is to be paid.
    Unsound
        There is no such compensation.
    """
    require_scheme(authority, scheme)
    found = compensation_named(reference)
    SchemeOffice.objects.select_for_update(no_key=True).get(pk=scheme.pk)  # no other release meanwhile
    if (why := why_not_released(found, authority)) is not None:
        raise why
    lines = sorted(open_lines(found, scheme), key=lambda one: one.award.pk)
    if not lines:
        raise Refused("compensation_for_no_beneficiary", compensation=found.reference, scheme=scheme.code)
    row = Release(
        scheme=scheme, number=next_number("R", authority.at.year, Release), months=[], payer=Payer.STATE,
        sum=sum(one.amount for one in lines), order=found.order, compensation=found.reference,
        **entered(authority),
    )  # fmt: skip
    row.leaf = stage(
        authority, "benefit.released",
        {
            "scheme": scheme.code, "release": row.number, "months": [], "instalment": "",
            "payer": str(Payer.STATE), "sum": row.sum, "order": found.order.number,
            "compensation": found.reference,
        },
        {"drawals": _hash_of(lines), "kept": 0},
    )  # fmt: skip
    row.save(force_insert=True)
    CompensationLine.objects.bulk_create(
        [
            CompensationLine(release=row, award=one.award, line=one.line, amount=one.amount)
            for one in lines
        ],
        batch_size=1000,
    )  # fmt: skip
    return row


def why_not_released(found: Compensation, authority: Authority) -> Refused | None:
    """Why compensation is not paid to beneficiaries now; None if it may be."""
    decision = getattr(found, "decision", None)
    if decision is None or decision.outcome != "approved":
        return Refused("compensation_not_approved", compensation=found.reference)
    if (found.order_id, None) in orders_not_in_force(localdate(authority.at), authority.at):
        return Refused("order_does_not_hold", order=found.order)
    tax = tax_of(found)
    if tax is None:
        return Refused("compensation_tax_not_entered", compensation=found.reference)
    if tax:
        return Refused("compensation_taxed_for_beneficiaries", compensation=found.reference)
    return None


def _hash_of(lines: Sequence[OpenLine]) -> str:
    """The hash of the lines, as the database computes it of the rows (``benefits_drawals_hash``)."""
    said = "\n".join(f"{one.award.pk}|{one.line.pk}|{one.amount}" for one in lines)
    return sha256(b"vethanam/compensation/1\n" + said.encode()).hexdigest()
