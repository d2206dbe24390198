"""Compensation proven: a law officer and an officer of finance signed what each line asks.

That its order is in force is asked of rows: they can only hold a payment.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from vethanam.errors import Sentence
from vethanam.identity.signed_leaves import SignedLeaf, signed_leaf
from vethanam.ledger.canonical import Json
from vethanam.payments.paymaster.signature_proofs import SignedLog
from vethanam.payroll.compensation.actions import (
    APPROVES,
    DECIDED,
    ITEM,
    ORDERED,
    ORDERS,
    statement_stored,
)
from vethanam.payroll.compensation.holds import why_held
from vethanam.payroll.models import Bill, BillLine, CompensatedLine, Compensation
from vethanam.people.models import Role


def is_held(bill: Bill) -> bool:
    """Whether the order behind a bill of compensation is not in force."""
    return why_held(bill) is not None


def compensation_waits(bill: Bill, log: SignedLog) -> bool:
    """Whether a signature under the compensation of a bill has no signed head yet."""
    leaves = [leaf for one in _of_bill(bill) for leaf in leaves_of(one)]
    return bill.kind == Bill.Kind.COMPENSATION and bool(log.waiting(leaves))


def fault_of_compensation(bill: Bill, log: SignedLog) -> Sentence | None:
    """Why the compensation that a bill pays is not proven; None if it is, or the bill is of another kind."""
    if bill.kind != Bill.Kind.COMPENSATION:
        return None
    lines = list(
        CompensatedLine.objects.filter(claim__lines__bill=bill, claim__lines__is_live=True).select_related(
            "claim__employment", "compensation", "line"
        )
    )
    if len(lines) != BillLine.objects.filter(bill=bill, is_live=True).count():
        return Sentence("compensation_unsigned", {"bill": bill.number})
    proven = {one.pk for one in _of_bill(bill) if is_signed_by_two(one, log)}
    for one in lines:
        amount = one.compensation.amount_of(one.line.class_of)
        is_hers = one.claim.employment.person_id == one.line.person
        is_of_roll = one.line.roll_id == one.compensation.roll_id
        if one.compensation_id not in proven or one.claim.gross != amount or not is_hers or not is_of_roll:
            return Sentence("compensation_unsigned", {"bill": bill.number})
    return None


def _of_bill(bill: Bill) -> Collection[Compensation]:
    of_lines = CompensatedLine.objects.filter(claim__lines__bill=bill).values("compensation")
    rows = Compensation.objects.filter(pk__in=of_lines)
    return list(rows.select_related("roll", "order", "head", "decision"))


def leaves_of(found: Compensation) -> list[int]:
    """The leaves of the two signatures under a compensation."""
    return [found.leaf, *([found.decision.leaf] if hasattr(found, "decision") else [])]


def is_signed_by_two(found: Compensation, log: SignedLog) -> bool:
    """Whether a law officer and another person, of finance, signed the compensation as it stands."""
    decision = getattr(found, "decision", None)
    if decision is None:
        return False
    ordered, decided = signed_leaf(found.leaf, log.key), signed_leaf(decision.leaf, log.key)
    says = statement_stored(found)
    first = _holders(ordered, found, ORDERED, ORDERS, says, Role.LAW_OFFICER)
    says = {"compensation": found.reference, **says}
    second = _holders(decided, found, DECIDED, APPROVES, says, Role.FINANCE_OFFICER)
    return any(one != other for one in first for other in second)


def _holders(
    leaf: SignedLeaf | None, found: Compensation, kind: str, act: str, says: Mapping[str, Json], role: str
) -> list[str]:
    if leaf is None or leaf.kind != kind or leaf.public.get(ITEM) != found.reference:
        return []
    by = leaf.signers_of("signed", says, act)
    return [str(one.holder) for one in by if one.role == role and one.holds(role)]
