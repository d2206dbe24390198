"""Refunds by challan, checked against the state of the payment."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.money import Paise
from vethanam.payments.actions.bills import settle_bills
from vethanam.payments.actions.deaths import settle_of
from vethanam.payments.findings import UNPROVEN_AT_OFFICE, WAITS
from vethanam.payments.models import PaymentFinding, PaymentLeg, Reissue
from vethanam.payroll.actions import Challan, confirm_refund, enter_refund, refunds_of_challan
from vethanam.payroll.models import Payslip, Refund
from vethanam.payroll.powers import locked_bill
from vethanam.people.models import Employment


@transaction.atomic
def refund_by_challan(
    bill_id: int,
    authority: Authority,
    *,
    employment: Employment,
    challan: Challan,
    reason: str,
    amounts: Mapping[str, Paise] | None = None,
) -> Refund:
    """Enter a person's refund for a bill, once the outcome of the payment is known.

    A payment returned by the bank, or never sent because its payee has no account or died, was never
    received: only the whole of it can be given back, and it is not sent any more.

    Raises
    ------
    Refused
        The payment is under way, is being sent again, or was never received and only a part is given back.
    """
    locked_bill(bill_id)
    legs = PaymentLeg.objects.filter(bill=bill_id, employment=employment, payee=PaymentLeg.Payee.EMPLOYEE)
    gone = (PaymentLeg.State.REISSUED, PaymentLeg.State.WITHHELD)
    leg = legs.exclude(state__in=gone).order_by("id").last()
    if leg is None and Payslip.objects.filter(bill=bill_id, employment=employment, net__gt=0).exists():
        _check_unsent(bill_id, employment, amounts)
    if leg is not None and leg.state == PaymentLeg.State.INSTRUCTED:
        raise Refused("payment_under_way", leg=leg)
    if leg is not None and leg.state in PaymentLeg.FAILED:
        if Reissue.objects.filter(leg=leg).exists():
            raise Refused("payment_going_again", leg=leg)
        if amounts is not None:
            raise Refused("payment_came_back", leg=leg)
    return enter_refund(
        bill_id, authority, employment=employment, challan=challan, reason=reason, amounts=amounts
    )


def _check_unsent(bill_id: int, employment: Employment, amounts: Mapping[str, Paise] | None) -> None:
    """Refuse unless an unsent payment has a known reason and is given back whole."""
    if not _waiting(bill_id, employment.pk).exists():
        raise Refused("payment_not_sent_yet", employee=employment)
    if amounts is not None:
        raise Refused("never_received", employee=employment)


def _waiting(bill_id: int, employment: int) -> QuerySet[PaymentFinding]:
    return PaymentFinding.objects.filter(
        bill=bill_id,
        code__in=(*WAITS, UNPROVEN_AT_OFFICE),
        facts__employment=employment,
        resolved_at__isnull=True,
    )


@transaction.atomic
def confirm_challan(refund_id: int, authority: Authority) -> Refund:
    """Confirm a challan at the treasury: closes its findings, and bills with nothing left to pay."""
    refund = confirm_refund(refund_id, authority)
    for one in refunds_of_challan(refund):
        settle_of(one.bill_id, one.employment_id, authority)
    settle_bills(sorted({one.bill_id for one in refunds_of_challan(refund)}), authority)
    return refund
