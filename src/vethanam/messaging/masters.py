"""Masters of this room: senders of messages, gateways, and the register of data transfers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from ipaddress import ip_address
from typing import Annotated, Any, Literal

from django.db.models import Model
from django.utils.translation import gettext_noop as _
from pydantic import AfterValidator, Field

from vethanam.errors import Sentence
from vethanam.messaging.models import OperatorTariff, RegisteredGateway, RegisteredSender
from vethanam.messaging.operator_masters import OPERATOR_KINDS, NumberOrNone, Numbers
from vethanam.messaging.registered_senders import SENDER, register_sender
from vethanam.people.masters.master_kinds import Agreed, MasterKind, Standing
from vethanam.people.masters.rows import Code, Day, DayOrNone, Free, Ordered, Row, Text, wrong
from vethanam.privacy.agreement_proofs import APPROVAL, CLEARANCE, MANAGER, NOTIFIED, agreed
from vethanam.privacy.law.places import unknown_places
from vethanam.privacy.models import (
    ApprovedText,
    ConsentManager,
    ElectionClearance,
    Event,
    HighCourtApproval,
    NotifiedRegister,
    ProcessorContract,
    Transfer,
)
from vethanam.privacy.purposes import load_catalogue

_MAILBOX = re.compile(r"[a-z0-9][a-z0-9._-]*@[a-z0-9-]+(\.[a-z0-9-]+)+")
_HASH = re.compile(r"[0-9a-f]{64}")
_HEADER = re.compile(r"[A-Z0-9]{3,11}")
_SHORT_CODE = re.compile(r"[0-9]{3,6}", re.ASCII)
#: a host name; its last part begins with a letter, so that no number is one
_HOST = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z]([a-z0-9-]*[a-z0-9])?")


def _mailbox(text: str) -> str:
    if not _MAILBOX.fullmatch(text):
        raise wrong("sender_not_a_mailbox")
    return text


def _host(text: str) -> str:
    host = text.lower()
    if not _HOST.fullmatch(host) and not _is_ip(host):
        raise wrong("gateway_not_a_host")
    return host


def _is_ip(text: str) -> bool:
    is_bracketed = text.startswith("[") and text.endswith("]")
    try:
        found = ip_address(text[1:-1] if is_bracketed else text)
    except ValueError:
        return False
    return (found.version == 6) == is_bracketed


Mailbox = Annotated[str, AfterValidator(_mailbox)]
Host = Annotated[str, AfterValidator(_host)]


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
    header_id: NumberOrNone = Field(
        "", max_length=19, title=_("Number of the header"), description=_("of the operators' register")
    )
    entity_id: NumberOrNone = Field(
        "", max_length=19, title=_("Number of the office"), description=_("of the operators' register")
    )
    telemarketers: Numbers = Field(
        "",
        max_length=120,
        title=_("Numbers of the telemarketers"),
        description=_("of the bodies that hand its messages on, in order, with commas"),
    )
    owner: Free = Field(
        "", max_length=160, title=_("Owner"), description=_("the body that owns mailbox and header by law")
    )
    replies_to: Free = Field(
        "",
        max_length=6,
        title=_("Short code for answers"),
        description=_("3 to 6 digits, to which readers send STOP; empty if nobody can answer"),
    )


class GatewayRow(Ordered):
    """A mail server, SMSC or portal to which messages are handed, from a day on."""

    code: Code = Field(max_length=24, title=_("Code"), description=_("short code of the gateway"))
    kind: Literal["smtp", "smpp", "mgov"] = Field(
        title=_("Kind"),
        description=_("smtp: a mail server; smpp: an SMSC for short messages; mgov: the portal Mobile Seva"),
    )
    host: Host = Field(
        max_length=120, title=_("Host"), description=_("its name or IP address, as the settings name it")
    )
    port: int = Field(ge=1, le=65535, title=_("Port"), description=_("such as 587"))
    run_by: Text = Field(max_length=120, title=_("Run by"), description=_("the body that runs it"))
    valid_from: Day = Field(title=_("From"), description=_("first day, year-month-day"))


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


class ApprovedTextRow(Ordered):
    """An authority lets one text go."""

    purpose: Code = Field(max_length=24, title=_("Purpose"), description=_("code of the registered purpose"))
    text_hash: Code = Field(
        max_length=64, title=_("Hash of the text"), description=_("SHA-256 of the approved text")
    )


class ElectionClearanceRow(ApprovedTextRow):
    """The election authority lets one text go in an election window, by the order that is its letter."""

    until: Day = Field(title=_("Until"), description=_("its last day, year-month-day"))


class HighCourtApprovalRow(ApprovedTextRow):
    """The High Court lets one text go to judicial officers."""

    until: DayOrNone = Field(
        None, title=_("Until"), description=_("its last day, year-month-day; empty without one")
    )


class NotifiedRegisterRow(Row):
    """A register that the Central Government notified for benefits of the State."""

    code: Code = Field(
        max_length=24, title=_("Register"), description=_("code of the register of contacts or data")
    )
    gazette_number: Text = Field(
        max_length=80, title=_("Gazette number"), description=_("number of the notification, as printed")
    )
    notified_on: Day = Field(title=_("Notified on"), description=_("the day, year-month-day"))


class ConsentManagerRow(Row):
    """A consent manager that the Data Protection Board registered."""

    number: Code = Field(
        max_length=24, title=_("Registration number"), description=_("given by the Data Protection Board")
    )
    name: Text = Field(max_length=120, title=_("Name"), description=_("name in English"))
    name_ml: Free = Field(
        "", max_length=120, title=_("Name in Malayalam"), description=_("name in Malayalam")
    )
    valid_from: Day = Field(title=_("From"), description=_("first day, year-month-day"))
    valid_until: Day = Field(title=_("Last day"), description=_("last day, year-month-day"))


class ProcessorContractRow(Row):
    """The contract of a processor, with the clauses that safeguard people's data."""

    processor: Code = Field(max_length=24, title=_("Processor"), description=_("code of the processor"))
    number: Text = Field(max_length=80, title=_("Contract"), description=_("its number"))
    last_day: Day = Field(
        title=_("Last day"), description=_("afterwards its channels carry nothing, year-month-day")
    )
    country: Code = Field(max_length=2, title=_("Country"), description=_("two letters, where it works"))
    sub_processors: Free = Field(
        "", max_length=300, title=_("Bodies that it employs"), description=_("names, with commas")
    )
    clauses: Text = Field(
        max_length=200,
        title=_("Clauses"),
        description=_("security, breach, deletion, audit, staff and employed, with commas"),
    )


class EventRow(Row):
    """An emergency: messages to its area are allowed while it lasts."""

    code: Code = Field(max_length=24, title=_("Code"), description=_("short code of the event"))
    hazard: Text = Field(max_length=60, title=_("Hazard"), description=_("such as flood or landslide"))
    area: Text = Field(
        max_length=400, title=_("Area"), description=_("districts or taluks, with commas; or state")
    )
    begins_on: Day = Field(title=_("Begins on"), description=_("the day, year-month-day"))
    ends_on: DayOrNone = Field(
        None, title=_("Ends on"), description=_("its last day, year-month-day; empty while it lasts")
    )


class TariffRow(Ordered):
    """The price of short messages through a gateway, from a day on."""

    gateway: Code = Field(max_length=24, title=_("Gateway"), description=_("code of the gateway"))
    thousand_paise: int = Field(
        ge=0,
        le=10_000_000,
        title=_("Paise for 1,000 parts"),
        description=_("of a short message, tax included, as the contract has it"),
    )
    valid_from: Day = Field(title=_("From"), description=_("first day, year-month-day"))


def _senders_standing() -> Standing:
    """A row from before senders had entries is none: it is agreed to once more."""
    rows = RegisteredSender.objects.exclude(leaf=None).order_by("id")
    return {row["office"]: row for row in rows.values(*SENDER)}


def _write_senders(changes: Sequence[Agreed]) -> None:
    RegisteredSender.objects.bulk_create(
        [
            RegisteredSender(
                **one.given,
                recorded_at=one.at,
                leaf=register_sender(one.given, one.at, is_sample=one.is_sample),
            )
            for one in changes
        ]
    )


def _sender_faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    if isinstance(row, SenderRow) and row.header and not _HEADER.fullmatch(row.header):
        yield "header", Sentence("sender_header_letters")
    if isinstance(row, SenderRow) and row.replies_to and not _SHORT_CODE.fullmatch(row.replies_to):
        yield "replies_to", Sentence("sender_short_code")


_GATEWAY = ("code", "kind", "host", "port", "run_by", "valid_from")


def _gateways_standing() -> Standing:
    rows = RegisteredGateway.objects.order_by("id").values(*_GATEWAY)
    found = [{**row, "valid_from": row["valid_from"].isoformat()} for row in rows]
    return {f"{row['code']}/{row['valid_from']}": row for row in found}


def _write_gateways(changes: Sequence[Agreed]) -> None:
    """Append each gateway; a correction of a closed one keeps its last day."""
    for change in changes:
        given = {**change.given, "valid_from": date.fromisoformat(change.given["valid_from"])}
        before = _latest_gateway(given["code"], given["valid_from"])
        _add_gateway(given, before.valid_until if before else None, change)


def _close_gateways(changes: Sequence[Agreed]) -> None:
    """Append each closed gateway once more, with its last day."""
    for change in changes:
        code, first = change.key.rsplit("/", 1)
        row = _latest_gateway(code, date.fromisoformat(first))
        if row is not None:
            given = {name: getattr(row, name) for name in _GATEWAY}
            _add_gateway(given, date.fromisoformat(change.given["last_day"]), change)


def _latest_gateway(code: str, first: date) -> RegisteredGateway | None:
    return RegisteredGateway.objects.filter(code=code, valid_from=first).order_by("id").last()


def _add_gateway(given: Mapping[str, Any], last: date | None, change: Agreed) -> None:
    RegisteredGateway.objects.create(
        **given, valid_until=last, order_id=change.ordered_by, recorded_at=change.at
    )


_TARIFF = ("gateway", "thousand_paise", "valid_from")


def _tariffs_standing() -> Standing:
    rows = OperatorTariff.objects.order_by("id").values(*_TARIFF)
    found = [{**row, "valid_from": row["valid_from"].isoformat()} for row in rows]
    return {f"{row['gateway']}/{row['valid_from']}": row for row in found}


def _write_tariffs(changes: Sequence[Agreed]) -> None:
    OperatorTariff.objects.bulk_create(
        [
            OperatorTariff(
                **{**one.given, "valid_from": date.fromisoformat(one.given["valid_from"])},
                order_id=one.ordered_by, recorded_at=one.at,
            )
            for one in changes
        ]
    )  # fmt: skip


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


_OF_APPROVAL, _OF_NOTIFIED = ("purpose", "text_hash", "until"), ("code", "gazette_number", "notified_on")
_OF_MANAGER = ("number", "name", "name_ml", "valid_from", "valid_until")
_CONTRACT = ("processor", "number", "last_day", "country", "sub_processors", "clauses")
#: a contract without one of these safeguards does not stand
CLAUSES = ("security", "breach", "deletion", "audit", "staff", "employed")
_EVENT = ("code", "hazard", "area", "begins_on", "ends_on")


def _latest(model: type[Model], fields: Sequence[str], key: Sequence[str]) -> Standing:
    """The content of each entry by its key; the latest row holds."""
    found: dict[str, Mapping[str, Any]] = {}
    for row in model._default_manager.order_by("id").values(*fields):
        content = {name: _as_text(value) for name, value in row.items()}
        found["/".join(str(content[part]) for part in key)] = content
    return found


def _agreed_standing(kind: str, fields: Sequence[str], key: Sequence[str]) -> Standing:
    """The content of each entry that two administrators signed; a row alone is none."""
    rows = [{name: says.get(name) or "" for name in fields} for says in agreed(kind)]
    return {"/".join(str(row[part]) for part in key): row for row in rows}


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return value.isoformat() if isinstance(value, date) else value or ""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _write_texts(model: type[ApprovedText], changes: Sequence[Agreed]) -> None:
    model._default_manager.bulk_create(
        [
            model(
                purpose=one.given["purpose"], text_hash=one.given["text_hash"],
                until=_day(one.given["until"]),
                order_id=one.ordered_by, recorded_at=one.at,
            )
            for one in changes
        ]
    )  # fmt: skip


def _write_notified(changes: Sequence[Agreed]) -> None:
    NotifiedRegister.objects.bulk_create(
        [
            NotifiedRegister(
                code=one.given["code"], gazette_number=one.given["gazette_number"],
                notified_on=date.fromisoformat(one.given["notified_on"]), recorded_at=one.at,
            )
            for one in changes
        ]
    )  # fmt: skip


def _write_managers(changes: Sequence[Agreed]) -> None:
    days = ("valid_from", "valid_until")
    ConsentManager.objects.bulk_create(
        [
            ConsentManager(
                **{**one.given, **{name: date.fromisoformat(one.given[name]) for name in days}},
                recorded_at=one.at,
            )
            for one in changes
        ]
    )


def _manager_faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    if isinstance(row, ConsentManagerRow) and row.valid_until < row.valid_from:
        yield "valid_until", Sentence("manager_days")


def _write_contracts(changes: Sequence[Agreed]) -> None:
    ProcessorContract.objects.bulk_create(
        [
            ProcessorContract(
                **{**one.given, "last_day": date.fromisoformat(one.given["last_day"])}, recorded_at=one.at
            )
            for one in changes
        ]
    )


def _contract_faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    if not isinstance(row, ProcessorContractRow):
        return
    if row.processor not in load_catalogue().processors:
        yield "processor", Sentence("contract_processor_unknown")
    if missing := [one for one in CLAUSES if one not in _places(row.clauses)]:
        yield "clauses", Sentence("contract_clause_missing", {"clauses": missing})


def _write_events(changes: Sequence[Agreed]) -> None:
    Event.objects.bulk_create(
        [
            Event(
                code=one.given["code"], hazard=one.given["hazard"], area=_places(one.given["area"]),
                begins_on=date.fromisoformat(one.given["begins_on"]), ends_on=_day(one.given["ends_on"]),
                recorded_at=one.at,
            )
            for one in changes
        ]
    )  # fmt: skip


def _places(area: str) -> list[str]:
    return [place.strip() for place in area.split(",") if place.strip()]


def _text_faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    if not isinstance(row, ApprovedTextRow):
        return
    if row.purpose not in {purpose.code for purpose in load_catalogue().purposes}:
        yield "purpose", Sentence("transfer_purpose_unknown")
    if not _HASH.fullmatch(row.text_hash):
        yield "text_hash", Sentence("hash_unreadable")


def _event_faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    if not isinstance(row, EventRow):
        return
    if not _places(row.area) or unknown_places(_places(row.area)):
        yield "area", Sentence("event_area_unknown")
    if row.ends_on is not None and row.ends_on < row.begins_on:
        yield "ends_on", Sentence("event_ends_before")


#: rows that count only as two administrators signed them
AGREED_ROWS: Mapping[str, type[Row]] = {
    APPROVAL: HighCourtApprovalRow,
    CLEARANCE: ElectionClearanceRow,
    NOTIFIED: NotifiedRegisterRow,
    MANAGER: ConsentManagerRow,
}
#: the kinds of this room
MESSAGING_KINDS: tuple[MasterKind, ...] = (
    MasterKind(
        "sender", "senders", SenderRow, ("office",), _senders_standing, _write_senders,
        names={"office": "department"}, can_close=False, check=_sender_faults,
    ),
    MasterKind(
        "gateway", "gateways", GatewayRow, ("code", "valid_from"), _gateways_standing, _write_gateways,
        needs_order=True, close=_close_gateways,
    ),
    MasterKind(
        "operator_tariff", "operator_tariffs", TariffRow, ("gateway", "valid_from"), _tariffs_standing,
        _write_tariffs, needs_order=True, can_close=False,
    ),
    MasterKind(
        "transfer", "transfers", TransferRow, ("number",), _transfers_standing, _write_transfers,
        fixed=frozenset(_TRANSFER), needs_order=True, can_close=False, check=_transfer_faults,
    ),
    MasterKind(
        APPROVAL, "high_court_approvals", HighCourtApprovalRow, ("purpose", "text_hash"),
        partial(_agreed_standing, APPROVAL, _OF_APPROVAL, ("purpose", "text_hash")),
        partial(_write_texts, HighCourtApproval), needs_order=True, can_close=False, check=_text_faults,
    ),
    MasterKind(
        CLEARANCE, "election_clearances", ElectionClearanceRow, ("purpose", "text_hash"),
        partial(_agreed_standing, CLEARANCE, _OF_APPROVAL, ("purpose", "text_hash")),
        partial(_write_texts, ElectionClearance), needs_order=True, can_close=False, check=_text_faults,
    ),
    MasterKind(
        NOTIFIED, "notified_registers", NotifiedRegisterRow, ("code",),
        partial(_agreed_standing, NOTIFIED, _OF_NOTIFIED, ("code",)), _write_notified, can_close=False,
    ),
    MasterKind(
        MANAGER, "consent_managers", ConsentManagerRow, ("number",),
        partial(_agreed_standing, MANAGER, _OF_MANAGER, ("number",)), _write_managers, can_close=False,
        check=_manager_faults,
    ),
    MasterKind(
        "processor_contract", "processor_contracts", ProcessorContractRow, ("processor",),
        partial(_latest, ProcessorContract, _CONTRACT, ("processor",)), _write_contracts, can_close=False,
        check=_contract_faults,
    ),
    MasterKind(
        "event", "events", EventRow, ("code",), partial(_latest, Event, _EVENT, ("code",)), _write_events,
        fixed=frozenset({"begins_on"}), can_close=False, check=_event_faults,
    ),
    *OPERATOR_KINDS,
)  # fmt: skip
