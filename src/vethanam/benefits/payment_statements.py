"""The statement that two officers sign to order the payment of a release."""

from __future__ import annotations

from typing import Any

from vethanam.benefits.models import Release
from vethanam.periods import Month


def payment_statement(release: Release, content: bytes, drawn: int) -> dict[str, Any]:
    """Release, scheme, months, payer, order, the hash of its drawals and their sum in paise."""
    return {
        "release": release.number,
        "scheme": release.scheme.code,
        "months": [str(Month.from_key(one)) for one in release.months],
        "payer": str(release.payer),
        "order": release.order.number,
        "content": content.hex(),
        "sum": drawn,
    }
