"""Values for the tests of payments."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from vethanam.payments.messages import Account, Instruction, Transfer

INDIA = timezone(timedelta(hours=5, minutes=30))
AT = datetime(2026, 11, 2, 10, 30, tzinfo=INDIA)
DAY = date(2026, 11, 2)
TREASURY = Account("TVM01", "TVM01")


def account(number: str = "31234567890", branch: str = "SBIN0070028") -> Account:
    """A bank account."""
    return Account(branch, number)


def transfer(
    reference: str = "P1A1", amount: int = 6842750, number: str = "31234567890", replaces: str | None = None
) -> Transfer:
    """One transfer."""
    return Transfer(reference, amount, "Anitha S", account(number), replaces)


def instruction(*transfers: Transfer, message: str = "TVM01-202610-7-1") -> Instruction:
    """An instruction of these transfers."""
    return Instruction(message, AT, DAY, "District Treasury", TREASURY, transfers or (transfer(),))
