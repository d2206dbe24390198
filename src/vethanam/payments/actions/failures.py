"""Findings for payments the bank rejected or returned, for the officer who can act."""

from __future__ import annotations

from collections.abc import Iterable

from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.payments.actions.findings import find, settle_by_itself
from vethanam.payments.models import Credit, PaymentLeg
from vethanam.people.models import Employment


def find_failures(kept: Iterable[Credit], authority: Authority) -> None:
    """Record a finding for each rejection and return."""
    failed = [credit for credit in kept if credit.kind != Credit.Kind.CREDITED]
    numbers = dict(
        Employment.objects.filter(pk__in=[credit.leg.employment_id for credit in failed]).values_list(
            "pk", "number"
        )
    )
    for credit in failed:
        leg, code = credit.leg, _code_of(credit)
        number = numbers.get(leg.employment_id or 0, "")
        facts = {
            "amount": shown(leg.amount, paise=True),
            "on": credit.on.isoformat(),
            "code": credit.code,
            "employee": number,
            "institution": leg.party,
        }
        record = f"Employee {number}" if number else leg.party or str(leg)
        find(
            authority, _key(leg), record, code, facts, leg=leg, bill_id=leg.bill_id, answer_id=credit.answer_id
        )  # fmt: skip


def settle_failures(legs: Iterable[PaymentLeg], authority: Authority) -> None:
    """Close the findings of failed payments that are sent again."""
    keys = [_key(leg) for leg in legs]
    for code in ("not_credited", "came_back", "institution_not_paid"):
        settle_by_itself(authority, code, keys, "The payment was sent again.")


def _code_of(credit: Credit) -> str:
    if credit.leg.schedule:
        return "institution_not_paid"
    if credit.hop == Credit.Hop.ONWARD:
        return "onward_came_back"
    return "not_credited" if credit.kind == Credit.Kind.REJECTED else "came_back"


def _key(leg: PaymentLeg) -> str:
    return f"leg:{leg.pk}"
