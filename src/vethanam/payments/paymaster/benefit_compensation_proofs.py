"""Compensation of beneficiaries proven: two officers signed what each line asks, and it is paid once.

That its order is in force and its tax 0 is asked of rows: they can only hold a payment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vethanam.benefits.models import CompensationLine, Leg, Release
from vethanam.benefits.queries.payments import why_compensation_held
from vethanam.payments.models import PaymentLeg
from vethanam.payments.paymaster.compensation_proofs import is_signed_by_two, leaves_of
from vethanam.payments.paymaster.signature_proofs import SignedLog
from vethanam.payroll.models import BillLine, CompensatedLine, Compensation

UNSIGNED = "benefit_compensation_unsigned"


def compensation_of(release: Release) -> Compensation | None:
    """The compensation that a release pays."""
    rows = Compensation.objects.select_related("roll", "order", "head", "decision")
    return rows.filter(reference=release.compensation).first()


def release_waits(release: Release, log: SignedLog) -> bool:
    """Whether a release of compensation waits: for a signed head, its order, or its tax."""
    found = compensation_of(release)
    if found is None:
        return False
    return bool(why_compensation_held(release)) or bool(log.waiting(leaves_of(found)))


def faults_of_lines(release: Release, legs: Sequence[Leg], log: SignedLog) -> dict[int, str]:
    """The code of the fault of each leg whose line its compensation and the signatures do not prove."""
    found = compensation_of(release)
    if found is None or not is_signed_by_two(found, log):
        return {leg.pk: UNSIGNED for leg in legs}
    lines = _lines(release, legs)
    by_bill = _by_bill([one.line_id for one in lines.values()])
    faults = {}
    for leg in legs:
        one = lines.get(leg.award_id or 0)
        if one is None or not _is_hers(one, found) or leg.amount != one.amount:
            faults[leg.pk] = UNSIGNED
        elif one.line_id in by_bill:
            faults[leg.pk] = "paid_before"
    return faults


def _lines(release: Release, legs: Sequence[Leg]) -> Mapping[int, CompensationLine]:
    rows = CompensationLine.objects.filter(release=release, award__in=[leg.award_id for leg in legs])
    return {one.award_id: one for one in rows.select_related("line", "award__beneficiary")}


def _is_hers(one: CompensationLine, found: Compensation) -> bool:
    return (
        one.line.roll_id == found.roll_id
        and one.line.person == one.award.beneficiary.person_id
        and one.amount == found.amount_of(one.line.class_of)
    )


def _by_bill(lines: Sequence[int]) -> set[int]:
    """The lines that an office's bill pays by a signed file."""
    bills = PaymentLeg.objects.filter(account__isnull=False, state__in=PaymentLeg.LIVE).values("bill")
    claims = BillLine.objects.filter(bill__in=bills, is_live=True).values("claim")
    rows = CompensatedLine.objects.filter(line__in=lines, claim__in=claims)
    return set(rows.values_list("line", flat=True))
