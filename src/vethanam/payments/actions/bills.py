"""Tell the bill what became of its money."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Sum

from vethanam.identity.authority import Authority
from vethanam.payments.models import PaymentLeg
from vethanam.payments.queries import PAY, settlement_of
from vethanam.payroll.actions import settle_bill
from vethanam.payroll.models import Bill

_BY_BANK = (*PAY, PaymentLeg.Payee.INSTITUTION.value)


def settle_bills(bill_ids: Iterable[int], authority: Authority) -> None:
    """Move each bill to part-credited or closed by what a bank has settled of it so far.

    A bank owes its net and what goes to institutions; the rest was booked with the voucher.
    """
    for bill in Bill.objects.filter(pk__in=set(bill_ids)).order_by("pk"):
        booked = PaymentLeg.objects.filter(bill=bill, kind__in=PaymentLeg.BOOKED).aggregate(all=Sum("amount"))
        settled = settlement_of(bill.pk, _BY_BANK).settled
        settle_bill(bill, settled=settled, due=bill.gross - (booked["all"] or 0), authority=authority)
