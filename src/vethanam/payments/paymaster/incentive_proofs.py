"""Incentives of societies proven: two officers signed the bill as it stands, and it is not paid yet.

An officer of the scheme and another of finance signed deliveries, rate and sum by their own keys. The
deliveries are counted again from the lines of the list.
"""

from __future__ import annotations

from collections.abc import Sequence

from vethanam.benefits.models import IncentiveBill, IncentiveOrder, Leg
from vethanam.benefits.payment_statements import incentive_statement
from vethanam.identity.signed_statements import fits
from vethanam.payments.models import BenefitAccount, FailedBenefit
from vethanam.payments.paymaster.signature_proofs import SignedLog
from vethanam.people.models import Role

ACT = "order_incentive"


def incentives_wait(log: SignedLog, legs: Sequence[Leg]) -> bool:
    """Whether an order of an incentive among these legs has no signed head yet."""
    return bool(log.waiting(_leaves([leg.advance_id for leg in legs])))


def faults_of_incentives(log: SignedLog, legs: Sequence[Leg]) -> dict[int, str]:
    """The code of the fault of each leg of an incentive that its bill and its signatures do not prove."""
    found: dict[int, str] = {}
    taken: set[int] = set()
    for leg in legs:
        why = "paid_before" if leg.advance_id in taken else _fault(log, leg)
        if why:
            found[leg.pk] = why
        elif leg.advance_id is not None:
            taken.add(leg.advance_id)
    return found


def _fault(log: SignedLog, leg: Leg) -> str:
    bill = IncentiveBill.objects.filter(advance=leg.advance_id).select_related("advance__society").first()
    if bill is None or leg.release_id != bill.advance.release_id:
        return "amount_not_signed"
    lines = Leg.objects.filter(advance=leg.advance_id, kind=Leg.Kind.HOME, state=Leg.State.DELIVERED)
    if bill.deliveries != lines.count() or bill.total != bill.deliveries * (bill.agent + bill.own):
        return "amount_not_signed"
    if leg.amount != bill.total:
        return "amount_not_signed"
    failed = FailedBenefit.objects.values("leg")
    signed = BenefitAccount.objects.filter(leg__advance=leg.advance_id, leg__kind=Leg.Kind.BILL)
    if signed.exclude(leg__in=failed).exists():
        return "paid_before"
    return "" if _is_ordered(log, bill) else "payment_not_ordered"


def _is_ordered(log: SignedLog, bill: IncentiveBill) -> bool:
    """Whether an officer of the scheme and another of finance signed a bill as it stands."""
    says, scheme = incentive_statement(bill), bill.advance.release.scheme.code
    signings = log.signings(_leaves([bill.advance_id])).values()
    by = [one.by for one in signings if fits(one, ACT, says)]
    of_scheme = [one for one in by if one.role == Role.SCHEME_OFFICER and one.holds(one.role, scheme)]
    of_finance = [one for one in by if one.role == Role.FINANCE_OFFICER and one.holds(one.role)]
    return any(not one.is_same(other) for one in of_scheme for other in of_finance)


def _leaves(advances: Sequence[int | None]) -> list[int]:
    """The leaves of the signatures under the orders of the incentives of some advances."""
    rows = IncentiveOrder.objects.filter(bill__advance__in=[one for one in advances if one is not None])
    return [leaf for leaf in rows.values_list("signed__leaf", flat=True) if leaf is not None]
