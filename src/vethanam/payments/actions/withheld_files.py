"""Withdraw a waiting file, and write another without some of its payments: of the dead, or not proven."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.payments.actions.deaths import to_keep
from vethanam.payments.actions.instructions import instruct, keep_file
from vethanam.payments.models import PaymentFile, PaymentLeg
from vethanam.payroll.queries import payables_of
from vethanam.payroll.runs.leavers import deaths_of
from vethanam.service_book.reader import BookReader


def without_the_dead(file: PaymentFile, authority: Authority) -> PaymentFile:
    """The file to hand over: the same, a new one without the pay of the dead, or the withdrawn one
    if nobody is left.

    The other payments move unchanged into the new file. Withheld pay becomes findings for office and
    treasury, and is sent under a new reference later. The caller holds the lock on the file; its hand-over
    has not begun.
    """
    legs = _legs_of(file)
    kept = _of_the_dead(legs, authority)
    if not kept:
        return file
    anew = without(file, kept, authority)
    instruct(file.bill_id, authority)
    return anew


def without(file: PaymentFile, kept: Collection[int], authority: Authority) -> PaymentFile:
    """Withdraw a file and withhold some of its legs; returns the file that pays the others, or the withdrawn
    one if nobody is left.
    """
    legs = _legs_of(file)
    file.state = PaymentFile.State.WITHDRAWN
    file.save(update_fields=["state"])
    others = [leg for leg in legs if leg.pk not in kept]
    anew = _anew(file, others, authority) if others else file
    PaymentLeg.objects.filter(pk__in=kept).update(state=PaymentLeg.State.WITHHELD)
    append(
        "payment.withdrawn",
        public={"message": file.message, "in_place": anew.message if others else ""},
        private={"withheld": [leg.end_to_end_id for leg in legs if leg.pk in kept]},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return anew


def _legs_of(file: PaymentFile) -> list[PaymentLeg]:
    return list(PaymentLeg.objects.filter(file=file).select_related("bill").order_by("id"))


def _of_the_dead(legs: Sequence[PaymentLeg], authority: Authority) -> set[int]:
    """The withheld payments of a file, by their accounts."""
    by_payslip = {leg.payslip: leg for leg in legs if leg.payee == PaymentLeg.Payee.EMPLOYEE}
    if not deaths_of(BookReader(), [leg.pay.employment for leg in by_payslip.values()], authority.at):
        return set()
    bill = legs[0].bill
    ours = [
        replace(payable, account_fact_id=by_payslip[payable.payslip_id].account_fact_id)
        for payable in payables_of(bill.pk, authority.at)
        if payable.payslip_id in by_payslip
    ]
    return {by_payslip[payable.payslip_id].pk for payable in to_keep(bill, ours, authority).kept}


def _anew(file: PaymentFile, legs: Sequence[PaymentLeg], authority: Authority) -> PaymentFile:
    """Another file for the same payments."""
    anew = keep_file(file.bill_id, legs, authority)
    PaymentLeg.objects.filter(pk__in=[leg.pk for leg in legs]).update(file=anew)
    return anew
