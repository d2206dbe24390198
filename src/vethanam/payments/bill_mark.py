"""The mark of a bill in its payment files: by it a restored database finds the bill of a file again."""

from __future__ import annotations

from vethanam.payroll.models import Bill


def mark_of(bill: Bill) -> str:
    """Drawing code and month drawn in. A bill that is made again has the same."""
    return f"{bill.drawing_code.code}-{bill.drawn_in}"
