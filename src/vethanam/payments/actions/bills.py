"""Update a bill from the outcome of its payments."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Sum

from vethanam.identity.authority import Authority
from vethanam.money import Paise
from vethanam.payments.models import PaymentLeg
from vethanam.payments.queries import PAY, settlement_of
from vethanam.payroll.actions import settle_bill
from vethanam.payroll.models import Bill, Payslip, Refund

_BY_BANK = (*PAY, PaymentLeg.Payee.INSTITUTION.value)


def settle_bills(bill_ids: Iterable[int], authority: Authority) -> None:
    """Move each bill to part-credited or closed by the amounts settled by a bank or given back unpaid.

    The bank owes the net and the sums for institutions; the rest was booked with the voucher.
    """
    for bill in Bill.objects.filter(pk__in=set(bill_ids)).order_by("pk"):
        booked = PaymentLeg.objects.filter(bill=bill, kind__in=PaymentLeg.BOOKED).aggregate(all=Sum("amount"))
        settled = settlement_of(bill.pk, _BY_BANK).settled + _given_back(bill)
        settle_bill(bill, settled=settled, due=bill.gross - (booked["all"] or 0), authority=authority)


def _given_back(bill: Bill) -> Paise:
    """Pay that never reached anybody and went to the treasury by a confirmed challan; it is no longer due."""
    alive = PaymentLeg.objects.filter(bill=bill, payee=PaymentLeg.Payee.EMPLOYEE, state__in=PaymentLeg.LIVE)
    owed = Payslip.objects.filter(bill=bill, net__gt=0)
    refunds = Refund.objects.filter(
        bill=bill, state=Refund.State.CONFIRMED, employment__in=owed.values("employment")
    ).exclude(employment__in=alive.values("employment"))
    return refunds.aggregate(total=Sum("amount"))["total"] or 0
