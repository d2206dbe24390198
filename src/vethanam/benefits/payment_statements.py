"""The statements that two officers sign to order a payment: of a release, or of a society's incentive."""

from __future__ import annotations

from typing import Any

from vethanam.benefits.models import IncentiveBill, Release
from vethanam.periods import Month


def payment_statement(release: Release, content: bytes, drawn: int) -> dict[str, Any]:
    """Release, scheme, months, payer, order, the hash of its drawals and their sum in paise.

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
