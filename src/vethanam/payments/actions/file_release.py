"""Give a file to the paymaster, and log what it handed over."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from vethanam.errors import Broken
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.payments.actions.commitments import commit_persons
from vethanam.payments.actions.compensation_holds import waits_for_order
from vethanam.payments.actions.findings import settle_by_itself
from vethanam.payments.actions.recognition import unexplained_of
from vethanam.payments.actions.withheld_files import without_the_dead
from vethanam.payments.findings import TRIED_AGAIN
from vethanam.payments.models import PaymasterRemark, PaymentFile, PaymentLeg
from vethanam.payroll.pay_calendar.queries import is_due
from vethanam.service_book.models import Death, ServiceSpell

#: finding: the bank's folder has a file of this name with other bytes
NAME_TAKEN = "file_name_taken"


@transaction.atomic
def release(file_id: int, authority: Authority) -> PaymentFile:
    """Give an unsigned file to the paymaster; one before its pay-day waits, a signed one is left alone.

    One of compensation waits while its order is not in force. Then the pay of employees who died since it was
    written is withheld, so that a file without it leaves,
    or none. The paymaster gives a file back while the bank cannot be reached.
    """
    file = PaymentFile.objects.select_for_update().get(pk=file_id)
    if file.state not in (PaymentFile.State.WRITTEN, PaymentFile.State.LEAVING) or file.sha256 is not None:
        return file
    if not is_due(file.bill_id) or waits_for_order(file.bill, authority):
        return file
    file = without_the_dead(file, authority)
    if file.state == PaymentFile.State.WRITTEN:
        file.state = PaymentFile.State.LEAVING
        file.save(update_fields=["state"])
    return file


def waiting_with_the_dead() -> list[int]:
    """Files that wait for the paymaster's proof and hold pay of an employee with a death on record."""
    unsigned = PaymentLeg.objects.filter(
        file__state=PaymentFile.State.LEAVING, file__sha256__isnull=True, payee=PaymentLeg.Payee.EMPLOYEE
    )
    by_spell = ServiceSpell.objects.filter(end_cause=ServiceSpell.Cause.DEATH).values("employment")
    dead = Q(employment__in=Death.objects.values("employment")) | Q(employment__in=by_spell)
    return sorted(set(unsigned.filter(dead).values_list("file", flat=True)))


def log_hand_overs(authority: Authority) -> None:
    """Log each file that the paymaster handed over."""
    handed = PaymentFile.objects.filter(state=PaymentFile.State.HANDED_OVER, leaf__isnull=True)
    for file in handed.order_by("id").values_list("id", flat=True):
        with transaction.atomic():
            locked = PaymentFile.objects.select_for_update().get(pk=file)
            if locked.leaf is None:
                save_handed_over(locked, authority)


def save_handed_over(file: PaymentFile, authority: Authority) -> None:
    """Record the hand-over of a signed file, with the leaf that commits to everyone in it."""
    legs = list(PaymentLeg.objects.filter(file=file).order_by("id"))
    count, amount = unexplained_of(file)
    is_whole = (len(legs) + count, sum(leg.amount for leg in legs) + amount) == (file.legs_count, file.total)
    if not is_whole or file.sha256 is None:
        raise Broken("file_differs", file=file)
    settle_by_itself(authority, NAME_TAKEN, [f"{NAME_TAKEN}:{file.message}"], "It was handed over.")
    for code in TRIED_AGAIN:
        waited = PaymasterRemark.objects.filter(code=code, file__bill=file.bill_id)
        settle_by_itself(authority, code, waited.values_list("key", flat=True), "It was handed over.")
    commitments = commit_persons([(_record(leg), leg, None) for leg in legs])
    file.leaf = append(
        "payment.handed_over",
        public={"message": file.message, "persons": commitments.root},
        private={"sha256": bytes(file.sha256).hex(), "legs": file.legs_count, "total_paise": file.total},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    commitments.keep(file.leaf)
    file.state = PaymentFile.State.HANDED_OVER
    file.handed_over_at = file.handed_over_at or authority.at
    file.save(update_fields=["state", "handed_over_at", "leaf"])


def _record(leg: PaymentLeg) -> dict[str, Json]:
    return {"payment": leg.end_to_end_id, "amount_paise": leg.amount, "for_month": leg.for_month}
