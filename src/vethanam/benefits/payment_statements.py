"""The statements that two officers sign to order a payment: of a release, or of a society's incentive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vethanam.benefits.models import IncentiveBill, Release
from vethanam.periods import Month

#: parts of an order that stand beside the statement of its release
ADDED = frozenset({"department", "head", "again", "again_sum", "salt"})


@dataclass(frozen=True, slots=True)
class Added:
    """The parts of an order beside the statement of its release.

    ``department`` and ``head``: the account that the bank debits; empty for compensation, which has a head by
    its own order. ``again``: references of the lines not delivered that are paid once more, and their sum.
    """

    department: str = ""
    head: str = ""
    again: Sequence[str] = ()
    again_sum: int = 0

    def stated(self) -> dict[str, Any]:
        """As they are signed; a part without a value is left out."""
        head = {"department": self.department, "head": self.head} if self.head else {}
        again = {"again": [*self.again], "again_sum": self.again_sum} if self.again else {}
        return {**head, **again}


def payment_statement(
    release: Release, content: bytes, drawn: int, added: Added | None = None
) -> dict[str, Any]:
    """Release, scheme, months, payer, order, the hash of its drawals and their sum in paise, and what is
    added.

    Of compensation its reference too: its lines stand in the place of drawals.
    """
    of = {"compensation": release.compensation} if release.compensation else {}
    return {
        **of,
        "release": release.number,
        "scheme": release.scheme.code,
        "months": [str(Month.from_key(one)) for one in release.months],
        "payer": str(release.payer),
        "order": release.order.number,
        "content": content.hex(),
        "sum": drawn,
        **(added.stated() if added else {}),
    }


def incentive_statement(bill: IncentiveBill) -> dict[str, Any]:
    """Bill, list, society, scheme, deliveries, paise for each, the order of these, the sum in paise."""
    advance = bill.advance
    return {
        "incentive": bill.number,
        "list": advance.number,
        "society": advance.society.code,
        "scheme": advance.release.scheme.code,
        "deliveries": bill.deliveries,
        "agent": bill.agent,
        "own": bill.own,
        "figure": bill.figure,
        "sum": bill.total,
    }
