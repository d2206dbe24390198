"""Masters of this room: banks and branches, the paying bank's key and channel, days
of banks and treasuries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.errors import Sentence
from vethanam.journal import keys
from vethanam.payments.models import (
    Bank,
    BankDay,
    BankTerms,
    Branch,
    FoundFile,
    FoundFileDecision,
    TreasuryDay,
)
from vethanam.payments.working_days import is_working
from vethanam.payroll.pay_calendar.masters import calendar_kinds
from vethanam.payroll.rulebook import pack_in_use
from vethanam.people.masters.master_kinds import Agreed, Link, MasterKind, Standing, Table
from vethanam.people.masters.rows import Code, Day, Flag, Free, Ordered, Row, Text
from vethanam.people.models import MasterChange
from vethanam.service_book.branches import is_ifsc

_BANK = re.compile(r"[A-Z]{4}")
_KEY = re.compile(r"[0-9a-f]{64}")


class BankRow(Row):
    """A bank."""

    code: Code = Field(max_length=4, title=_("Code"), description=_("first four letters of its branch codes"))
    name: Text = Field(max_length=120, title=_("Name"), description=_("name in English"))
    name_ml: Free = Field(
        "", max_length=120, title=_("Name in Malayalam"), description=_("name in Malayalam")
    )


class BranchRow(Row):
    """A branch of a bank."""

    ifsc: Code = Field(max_length=11, title=_("Branch code (IFSC)"), description=_("such as SMPL0000060"))
    bank: Code = Field(max_length=4, title=_("Bank"), description=_("code of the bank"))
    name: Text = Field(max_length=120, title=_("Branch"), description=_("name of the branch"))


class BankTermsRow(Ordered):
    """The paying bank's key and channel from a day on."""

    bank: Code = Field(max_length=4, title=_("Bank"), description=_("code of the bank"))
    public_key: Code = Field(
        max_length=64,
        title=_("Key"),
        description=_("Ed25519 key that signs its answers, 64 hexadecimal digits"),
    )
    channel: Free = Field(
        "", max_length=200, title=_("Channel"), description=_("https address; empty: the two folders")
    )
    valid_from: Day = Field(title=_("From"), description=_("first day, year-month-day"))


class CalendarDayRow(Ordered):
    """A day on which an order opens or closes against the calendar."""

    day: Day = Field(title=_("Day"), description=_("the day, year-month-day"))
    is_open: Flag = Field(title=_("Open"), description=_("yes or no"))


class BankDayRow(CalendarDayRow):
    """A day on which banks work, or not, against the calendar."""


class TreasuryDayRow(CalendarDayRow):
    """A day on which treasuries work, or not, against the calendar."""


class FoundFileRow(Row):
    """A decision on a payment file from before a restore that no bill explains."""

    message: Code = Field(
        max_length=35, title=_("File"), description=_("message id of the file, or the epoch")
    )
    outcome: Literal["bill_follows", "void"] = Field(
        title=_("Decision"),
        description=_(
            "bill_follows: its bill is made again. void: the bank did not pay it, so it is paid anew; two "
            "administrators sign void"
        ),
    )
    reason: Text = Field(
        max_length=300, title=_("Reason"), description=_("what the bank said, and who asked")
    )


#: the kind of a decision on a file of before a restore
FOUND_FILE = "found_file"


def is_signed(row: FoundFileRow) -> bool:
    """Whether two administrators sign a decision: it says that a file was never paid, or somebody proposed
    that before.

    The last signed decision holds. Proposals are only added, so no row makes a decision that takes *void*
    back an unsigned one.
    """
    void = FoundFileDecision.Outcome.VOID
    proposed = MasterChange.objects.filter(kind=FOUND_FILE, given__message=row.message, given__outcome=void)
    return row.outcome == void or proposed.exists()


def statement_of_found_file(row: FoundFileRow) -> dict[str, Any]:
    """The statement that both sign: the file with its hash, the decision and its reason, and the name of the
    log, which is another after a restore that lost entries.
    """
    found = FoundFile.objects.filter(message=row.message).values_list("sha256", flat=True).first()
    says = {"kind": FOUND_FILE, **row.model_dump(mode="json"), "sha256": bytes(found or b"").hex()}
    return {**says, "log": keys.public_key().name}


def sums_of_found_file(message: str) -> dict[str, int]:
    """Number and sum of a found file's payments, for the page that shows the statement."""
    rows = FoundFile.objects.filter(message=message).values_list("legs_count", "total")
    return {"payments": rows[0][0], "amount_paise": rows[0][1]} if rows else {}


_BANKS = Table(Bank, {"code": "code", "name": "name", "name_ml": "name_ml"})
_BRANCHES = Table(
    Branch,
    {"ifsc": "ifsc", "bank": "bank__code", "name": "name"},
    key="ifsc",
    links={"bank": Link("bank", Bank)},
    fixed=frozenset({"bank"}),
)


def _bank_faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    if isinstance(row, BankRow) and not _BANK.fullmatch(row.code):
        yield "code", Sentence("bank_code_letters")


def _branch_faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    if not isinstance(row, BranchRow):
        return
    if not is_ifsc(row.ifsc):
        yield "ifsc", Sentence("branch_not_ifsc")
    elif row.ifsc[:4] != row.bank:
        yield "ifsc", Sentence("branch_of_another_bank", {"bank": row.ifsc[:4]})


def _terms_faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    if not isinstance(row, BankTermsRow):
        return
    if not _KEY.fullmatch(row.public_key):
        yield "public_key", Sentence("bank_key_digits")
    if row.channel and (urlsplit(row.channel).scheme != "https" or not urlsplit(row.channel).hostname):
        yield "channel", Sentence("bank_channel_not_https")


def _terms_standing() -> Standing:
    rows = BankTerms.objects.order_by("id").values_list("bank__code", "public_key", "channel", "valid_from")
    return {
        f"{bank}/{day.isoformat()}": {
            "bank": bank,
            "public_key": key,
            "channel": channel,
            "valid_from": day.isoformat(),
        }
        for bank, key, channel, day in rows
    }


def _write_terms(changes: Sequence[Agreed]) -> None:
    banks = dict(Bank.objects.values_list("code", "pk"))
    BankTerms.objects.bulk_create(
        [
            BankTerms(
                bank_id=banks[change.given["bank"]],
                public_key=change.given["public_key"],
                channel=change.given["channel"],
                valid_from=date.fromisoformat(change.given["valid_from"]),
                order_id=change.ordered_by,
                recorded_at=change.at,
            )
            for change in changes
        ]
    )


def _bank_days_standing() -> Standing:
    return _days(BankDay.objects.order_by("recorded_at", "id").values_list("day", "is_open"))


def _treasury_days_standing() -> Standing:
    return _days(TreasuryDay.objects.order_by("recorded_at", "id").values_list("day", "is_open"))


def _days(rows: Iterable[tuple[date, bool]]) -> Standing:
    return {day.isoformat(): {"day": day.isoformat(), "is_open": is_open} for day, is_open in rows}


def _write_bank_days(changes: Sequence[Agreed]) -> None:
    BankDay.objects.bulk_create(
        [
            BankDay(
                day=date.fromisoformat(change.given["day"]),
                is_open=change.given["is_open"],
                order_id=change.ordered_by,
                entered_by_id=change.account,
                recorded_at=change.at,
            )
            for change in changes
        ]
    )


def _write_treasury_days(changes: Sequence[Agreed]) -> None:
    TreasuryDay.objects.bulk_create(
        [
            TreasuryDay(
                day=date.fromisoformat(change.given["day"]),
                is_open=change.given["is_open"],
                order_id=change.ordered_by,
                recorded_at=change.at,
            )
            for change in changes
        ]
    )


def _found_files_standing() -> Standing:
    rows = FoundFileDecision.objects.order_by("id").values("message", "outcome", "reason")
    return {row["message"]: row for row in rows}


def _write_found_files(changes: Sequence[Agreed]) -> None:
    FoundFileDecision.objects.bulk_create(
        [FoundFileDecision(**change.given, recorded_at=change.at) for change in changes]
    )


def terms_in_force(at: datetime) -> BankTerms | None:
    """The paying bank's key and channel on the day of an instant, as known then; None
    if none was approved.
    """
    rows = BankTerms.objects.filter(recorded_at__lte=at, valid_from__lte=at.date())
    return rows.order_by("valid_from", "recorded_at", "id").last()


def _is_bank_day(day: date) -> bool:
    listed = dict(BankDay.objects.order_by("recorded_at", "id").values_list("day", "is_open"))
    return is_working(day, listed, pack_in_use().public_holidays)


#: the masters of this room, in writing order
PAYMENT_KINDS: tuple[MasterKind, ...] = (
    _BANKS.kind("bank", "banks", BankRow, check=_bank_faults),
    _BRANCHES.kind("branch", "branches", BranchRow, names={"bank": "bank"}, check=_branch_faults),
    MasterKind(
        "bank_terms", "bank_terms", BankTermsRow, ("bank", "valid_from"), _terms_standing, _write_terms,
        names={"bank": "bank"}, needs_order=True, can_close=False, check=_terms_faults,
    ),
    MasterKind(
        "bank_day", "bank_days", BankDayRow, ("day",), _bank_days_standing, _write_bank_days,
        needs_order=True, can_close=False,
    ),
    MasterKind(
        "treasury_day", "treasury_days", TreasuryDayRow, ("day",), _treasury_days_standing,
        _write_treasury_days,
        needs_order=True, can_close=False,
    ),
    MasterKind(
        FOUND_FILE, "files_before_a_restore", FoundFileRow, ("message",), _found_files_standing,
        _write_found_files,
        can_close=False, may_repeat=True,
    ),
    *calendar_kinds(_is_bank_day),
)  # fmt: skip
