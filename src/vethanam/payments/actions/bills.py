"""Tell the bill what became of its money."""

from __future__ import annotations

from collections.abc import Iterable

from vethanam.identity.authority import Authority
from vethanam.payments.queries import settlement_of
from vethanam.payroll.actions import settle_bill


def settle_bills(bill_ids: Iterable[int], authority: Authority) -> None:
    """Move each bill to part-credited or closed by what has been settled of it so far."""
    for bill_id in sorted(set(bill_ids)):
        settlement = settlement_of(bill_id)
        settle_bill(bill_id, settled=settlement.settled, authority=authority)
