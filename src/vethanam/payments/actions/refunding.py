"""Pay given back by challan, where payments know whether it was ever received."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.money import Paise
from vethanam.payments.actions.bills import settle_bills
from vethanam.payments.models import PaymentLeg, Reissue
from vethanam.payroll.actions import Challan, confirm_refund, enter_refund, refunds_of_challan
from vethanam.payroll.actions.signing import locked_bill
from vethanam.payroll.models import Refund
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
    """Enter what a person gave back of a bill, once it is known what became of the payment.

    A payment that came back from the bank was never received: the whole of it can be given back, and it is then not
    sent again.

    Raises
    ------
    Refused
        The payment is still under way, is being sent again, or came back and only a part is given back.
    """
    locked_bill(bill_id)
    legs = PaymentLeg.objects.filter(bill=bill_id, employment=employment, payee=PaymentLeg.Payee.EMPLOYEE)
    leg = legs.exclude(state=PaymentLeg.State.REISSUED).order_by("id").last()
    if leg is not None and leg.state == PaymentLeg.State.INSTRUCTED:
        raise Refused(
            "payment_under_way",
            f"{leg} is with the bank and not answered yet. Enter the challan when the answer is there.",
        )
    if leg is not None and leg.state in PaymentLeg.FAILED:
        if Reissue.objects.filter(leg=leg).exists():
            raise Refused(
                "payment_under_way",
                f"{leg} is being sent again. Enter the challan when the bank has answered.",
            )
        if amounts is not None:
            raise Refused(
                "never_received",
                f"{leg} came back from the bank, so nothing was received. Give back the whole, or send it again first.",
            )
    return enter_refund(
        bill_id, authority, employment=employment, challan=challan, reason=reason, amounts=amounts
    )


@transaction.atomic
def confirm_challan(refund_id: int, authority: Authority) -> Refund:
    """The treasury confirms a challan; bills of which nothing is left to pay are closed."""
    refund = confirm_refund(refund_id, authority)
    settle_bills(sorted({one.bill_id for one in refunds_of_challan(refund)}), authority)
    return refund
