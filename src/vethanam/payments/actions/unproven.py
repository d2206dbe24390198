"""Payments that the paymaster could not prove: held, told to both officers, sent once they are proven."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from vethanam.identity.agreements import AGREES
from vethanam.identity.authority import Authority
from vethanam.identity.models import SignedAct
from vethanam.money import shown
from vethanam.payments.actions.findings import find, settle_by_itself
from vethanam.payments.findings import FOUND_FILE_UNSIGNED, UNPROVEN, UNPROVEN_AT_OFFICE
from vethanam.payments.masters import FOUND_FILE
from vethanam.payments.models import PaymentFinding, PaymentLeg
from vethanam.payroll.bills.queries import accounts_at
from vethanam.payroll.models import Bill
from vethanam.service_book.models import AccountSignature, PayeeAccount

INSTITUTION = "institution_account"
_SIGNED_SINCE = "Its account was signed or replaced, or two persons decided on a file of before the restore."


def unproven_legs(bill: Bill) -> set[int]:
    """The withheld legs of a bill with an open finding that they are not proven."""
    rows = PaymentFinding.objects.filter(bill=bill, code=UNPROVEN, resolved_at__isnull=True)
    return {leg for leg in rows.values_list("leg", flat=True) if leg is not None}


def tell_unproven(leg: PaymentLeg, why: Mapping[str, Any], authority: Authority) -> None:
    """Record the findings for treasury and office about a leg that is not proven. ``why`` is a sentence."""
    facts = {
        "employment": leg.employment_id,
        "whom": str(leg.employment or leg.party),
        "amount": shown(leg.amount, paise=True),
        "amount_paise": leg.amount,
        "why": why,
        "account": leg.account_fact_id or leg.institution_account_id,
        "signatures": _signatures_of(leg),
        "decisions": _decisions(),
    }
    for code in (UNPROVEN, UNPROVEN_AT_OFFICE):
        find(authority, f"leg:{leg.pk}", str(leg), code, facts, leg=leg, bill_id=leg.bill_id)


def bills_proven_since(authority: Authority) -> list[int]:
    """Bills with a withheld payment to try again: its account was signed or replaced since, a file of before
    a restore was signed as void, or a person closed the finding. Its findings are closed.
    """
    again = set()
    rows = PaymentFinding.objects.filter(code=UNPROVEN, leg__state=PaymentLeg.State.WITHHELD)
    for finding in rows.select_related("leg"):
        leg = finding.leg
        assert leg is not None  # noqa: S101  (the filter)
        if finding.resolved_at is None and not _is_new(leg, finding.facts, authority):
            continue
        for code in (UNPROVEN, UNPROVEN_AT_OFFICE):
            settle_by_itself(authority, code, [f"leg:{leg.pk}"], _SIGNED_SINCE)
        again.add(leg.bill_id)
    return sorted(again)


def _is_new(leg: PaymentLeg, facts: Mapping[str, Any], authority: Authority) -> bool:
    if dict(facts.get("why") or {}).get("code") == FOUND_FILE_UNSIGNED:
        return _decisions() > int(facts.get("decisions") or 0)
    if _signatures_of(leg) > int(facts.get("signatures") or 0):
        return True
    if leg.employment_id is None:
        return False
    return accounts_at([leg.employment_id], authority.at).get(leg.employment_id) != leg.account_fact_id


def _decisions() -> int:
    """The latest signature of a second person over a file of before a restore, 0 without one."""
    return SignedAct.objects.filter(signs=FOUND_FILE, act=AGREES).aggregate(last=Max("pk"))["last"] or 0


def _signatures_of(leg: PaymentLeg) -> int:
    """The latest signature over the account of a leg, 0 without one."""
    kind = PayeeAccount.kind() if leg.account_fact_id else INSTITUTION
    rows = AccountSignature.objects.filter(
        kind=kind, fact=leg.account_fact_id or leg.institution_account_id or 0
    )
    return rows.aggregate(last=Max("pk"))["last"] or 0
