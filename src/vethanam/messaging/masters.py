"""Masters of this room: senders of messages, and the register of data transfers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext_noop as _
from pydantic import AfterValidator, Field

from vethanam.errors import Sentence
from vethanam.messaging.models import RegisteredSender
from vethanam.people.masters.master_kinds import Agreed, MasterKind, Standing
from vethanam.people.masters.rows import Code, CodeOrNone, Day, Free, Ordered, Row, Text, wrong
from vethanam.privacy.models import Transfer
from vethanam.privacy.purposes import load_catalogue

_MAILBOX = re.compile(r"[a-z0-9][a-z0-9._-]*@[a-z0-9-]+(\.[a-z0-9-]+)+")
_HEADER = re.compile(r"[A-Z0-9]{3,11}")


def _mailbox(text: str) -> str:
    if not _MAILBOX.fullmatch(text):
        raise wrong("sender_not_a_mailbox")
    return text


Mailbox = Annotated[str, AfterValidator(_mailbox)]
_SENDER = ("office", "name", "name_ml", "mailbox", "header", "header_id", "entity_id")


class SenderRow(Row):
    """The sender shown in an office's messages."""

    office: Code = Field(max_length=24, title=_("Department"), description=_("code of the department"))
    name: Text = Field(max_length=120, title=_("Name"), description=_("name in English"))
    name_ml: Text = Field(max_length=120, title=_("Name in Malayalam"), description=_("name in Malayalam"))
    mailbox: Mailbox = Field(
        max_length=120,
        title=_("Mailbox"),
        description=_("published mailbox of the office, under its own domain"),
    )
    header: Free = Field(
        "", max_length=11, title=_("Header"), description=_("registered header of its short messages")
    )
    header_id: CodeOrNone = Field(
        "", max_length=24, title=_("Number of the header"), description=_("of the operators' register")
    )
    entity_id: CodeOrNone = Field(
        "", max_length=24, title=_("Number of the office"), description=_("of the operators' register")
    )


class TransferRow(Ordered):
    """A transfer of data to another body."""

    number: Code = Field(
        max_length=24, title=_("Number"), description=_("number in the register of transfers")
    )
    recipient: Text = Field(max_length=160, title=_("Recipient"), description=_("who received it"))
    purpose: Code = Field(max_length=24, title=_("Purpose"), description=_("code of the registered purpose"))
    field_names: Text = Field(
        max_length=300, title=_("Data"), description=_("names of the fields, with commas")
    )
    people: int = Field(ge=0, title=_("People"), description=_("how many people it is about"))
    sent_on: Day = Field(title=_("Sent on"), description=_("the day, year-month-day"))


def _senders_standing() -> Standing:
    return {row["office"]: row for row in RegisteredSender.objects.order_by("id").values(*_SENDER)}


def _write_senders(changes: Sequence[Agreed]) -> None:
    RegisteredSender.objects.bulk_create(
        [RegisteredSender(**change.given, recorded_at=change.at) for change in changes]
    )


def _sender_faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    if isinstance(row, SenderRow) and row.header and not _HEADER.fullmatch(row.header):
        yield "header", Sentence("sender_header_letters")


_TRANSFER = ("number", "recipient", "purpose", "field_names", "people", "sent_on")


def _transfers_standing() -> Standing:
    rows = Transfer.objects.values(*_TRANSFER)
    return {row["number"]: {**row, "sent_on": row["sent_on"].isoformat()} for row in rows}


def _write_transfers(changes: Sequence[Agreed]) -> None:
    Transfer.objects.bulk_create([_transfer(change) for change in changes])


def _transfer(change: Agreed) -> Transfer:
    given: Mapping[str, Any] = {**change.given, "sent_on": date.fromisoformat(change.given["sent_on"])}
    return Transfer(**given, order_id=change.ordered_by, recorded_at=change.at)


def _transfer_faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    if isinstance(row, TransferRow) and row.purpose not in {
        purpose.code for purpose in load_catalogue().purposes
    }:
        yield "purpose", Sentence("transfer_purpose_unknown")


#: the kinds of this room
MESSAGING_KINDS: tuple[MasterKind, ...] = (
    MasterKind(
        "sender", "senders", SenderRow, ("office",), _senders_standing, _write_senders,
        names={"office": "department"}, can_close=False, check=_sender_faults,
    ),
    MasterKind(
        "transfer", "transfers", TransferRow, ("number",), _transfers_standing, _write_transfers,
        fixed=frozenset(_TRANSFER), needs_order=True, can_close=False, check=_transfer_faults,
    ),
)  # fmt: skip
