"""The messages' content as frozen values. Their reprs show no account number or name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from vethanam.errors import Unsound, typed
from vethanam.money import Paise

CURRENCY = "INR"
SALARY, OTHER, BENEFIT = "SALA", "OTHR", "SSBE"
#: The bank already knows a message or reference: no money failed, so this rejects nothing.
DUPLICATE_CODES = frozenset({"AM05", "DUPL", "DU01", "DU02", "DU03", "DU04"})
_DECIMAL = re.compile(r"\+?([0-9]+(\.[0-9]*)?|\.[0-9]+)")


def amount_text(amount: Paise) -> str:
    """Paise as the decimal text of a message.

    >>> amount_text(6842750), amount_text(5)
    ('68427.50', '0.05')
    """
    if amount < 0:
        raise Unsound("negative_amount")
    return f"{amount // 100}.{amount % 100:02d}"


def paise_of(text: str) -> Paise:
    """The decimal text of a message as paise, exactly.

    Raises
    ------
    Unsound
        It is no decimal number, or it has a fraction of a paisa.

    >>> paise_of("68427.5"), paise_of("68427.50000")
    (6842750, 6842750)
    """
    plain = text.strip()
    if not _DECIMAL.fullmatch(plain):
        raise Unsound("not_an_amount", amount=typed(plain, 20))
    paise = Decimal(plain) * 100
    if paise != int(paise):
        raise Unsound("fraction_of_a_paisa", amount=typed(plain, 20))
    return int(paise)


@dataclass(frozen=True, slots=True)
class Account:
    """An account: the code of its branch (an IFSC, a treasury's code) and its number.

    Without a number it is a post office by PIN code, which pays over the counter.
    """

    branch: str
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer of an instruction. ``replaces`` is the reference it is sent in place of.

    ``onward`` is the account for onward transfer by the branch; ``purpose`` an external code of ISO 20022;
    ``employee`` is the number of the paid employee; ``remark`` tells another payee the reason.
    """

    reference: str
    amount: Paise
    payee: str = field(repr=False)
    account: Account
    replaces: str | None = None
    onward: Account | None = None
    purpose: str = SALARY
    remark: str = ""
    employee: str = ""


@dataclass(frozen=True, slots=True)
class Instruction:
    """A pain.001: pay these transfers from one account on one day.

    ``mark`` names the drawing code and month of its bill, or a release. ``category`` is the purpose of all.
    """

    message: str
    created_at: datetime
    execute_on: date
    payer: str
    payer_account: Account
    transfers: tuple[Transfer, ...]
    mark: str = ""
    category: str = SALARY

    @property
    def total(self) -> Paise:
        """The sum of its transfers."""
        return sum(transfer.amount for transfer in self.transfers)


class Verdict(StrEnum):
    """The verdict of a status report on a message or a transfer."""

    ACCEPTED = "accepted"
    IN_PART = "in_part"
    REJECTED = "rejected"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Status:
    """The status of one transfer in a report; ``code`` is the reason, such as ``AC01``."""

    reference: str
    verdict: Verdict
    amount: Paise | None
    account: Account | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A pain.002 about one instruction: a verdict on all of it, and on the named transfers."""

    message: str
    created_at: datetime
    original: str
    verdict: Verdict | None
    code: str = ""
    count: int | None = None
    total: Paise | None = None
    statuses: tuple[Status, ...] = ()


class Happening(StrEnum):
    """The event of a notification entry."""

    CREDITED = "credited"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Entry:
    """One transfer in a notification: paid out on a day, or returned with a reason."""

    reference: str
    happening: Happening
    amount: Paise
    on: date
    account: Account | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A camt.054: bookings on the paying account."""

    message: str
    created_at: datetime
    payer_account: Account
    entries: tuple[Entry, ...]
