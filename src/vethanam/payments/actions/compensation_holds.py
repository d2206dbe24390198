"""Payments of compensation wait while the order of the court behind them is not in force."""

from __future__ import annotations

from vethanam.identity.authority import Authority
from vethanam.orders.models import OrderEffect
from vethanam.payments.actions.findings import find, settle_by_itself
from vethanam.payments.models import PaymentFinding
from vethanam.payroll.compensation.holds import why_held
from vethanam.payroll.models import Bill, Claim

#: finding: a passed bill of compensation that waits
COMPENSATION_HELD = "compensation_held"


def waits_for_order(bill: Bill, authority: Authority) -> bool:
    """Whether a bill of compensation waits for its order. The treasury gets a finding for each stay, closed
    once the order is in force again.
    """
    if bill.kind != Bill.Kind.COMPENSATION:
        return False
    why = why_held(bill)
    if why is None:
        rows = PaymentFinding.objects.filter(code=COMPENSATION_HELD, bill=bill, resolved_at__isnull=True)
        keys = [key.removeprefix(f"{COMPENSATION_HELD}:") for key in rows.values_list("key", flat=True)]
        settle_by_itself(authority, COMPENSATION_HELD, keys, "The order is in force.")
        return False
    orders = Claim.objects.filter(lines__bill=bill).values("cause")
    last = OrderEffect.objects.filter(order__in=orders).order_by("-pk").values_list("pk", flat=True).first()
    facts = {"order": why.facts["order"], "compensation": why.facts["compensation"]}
    find(authority, f"{bill.pk}:{last}", f"Bill {bill.number}", COMPENSATION_HELD, facts, bill=bill)
    return True
