"""The notice of a civil registry about deaths: DCI registry interface 1.0.0, ``POST /registry/notify``.

A notice stops nothing: it waits beside the beneficiary it may be about, until an officer has compared
it. Of a record the name, the days of birth and death and the registration number of the death are read, and
no other identifier, contact or address.
"""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AliasChoices, Field

from vethanam.api.exchange import (
    Header,
    Refusal,
    Wire,
    acknowledged,
    message_in,
    plain,
    rejected,
    sender,
)
from vethanam.benefits.actions.death_notices import NoticeSaid, take_notices
from vethanam.errors import Unsound
from vethanam.people.models import DEATH_REGISTRY

#: events of one message
MOST = 500
_DRN = "DRN"
router = Router(tags=["exchange"])


class Name(Wire):
    """A name in parts."""

    sur_name: str = Field("", max_length=80, validation_alias=AliasChoices("surname", "sur_name"))
    given_name: str = Field("", max_length=80)
    second_name: str = Field("", max_length=80)

    @property
    def whole(self) -> str:
        """The parts in one text."""
        return " ".join(part for part in (self.given_name, self.second_name, self.sur_name) if part.strip())


class Identifier(Wire):
    """An identifier by its type."""

    identifier_type: str = Field("", max_length=40)
    identifier_value: str = Field("", max_length=60)


class Record(Wire):
    """A person in a civil registry."""

    name: Name
    identifier: list[Identifier] | str = []
    identifier_type: str = Field("", max_length=40)
    birth_date: str = Field(max_length=40, validation_alias=AliasChoices("birth_date", "birthdate"))
    death_date: str = Field(max_length=40, validation_alias=AliasChoices("death_date", "deathdate"))

    @property
    def record_number(self) -> str:
        """The registration number of the death; empty without one."""
        if isinstance(self.identifier, str):
            return self.identifier if self.identifier_type == _DRN else ""
        found = [one.identifier_value for one in self.identifier if one.identifier_type == _DRN]
        return found[0] if found else ""


class Data(Wire):
    """The records of an event."""

    reg_record_type: str = Field(max_length=80)
    reg_records: Record | list[Record]


class Event(Wire):
    """One event of the registry."""

    reference_id: str = Field(max_length=60)
    timestamp: str = Field(max_length=40)
    data: Data


class Events(Wire):
    """The events of a message."""

    transaction_id: str = Field(max_length=99)
    notify_event: list[Event] = Field(max_length=MOST)


class Notify(Wire):
    """A message of the registry."""

    header: Header
    message: Events


@router.post("/dci/registry/notify", summary="Notice of deaths by a civil registry (DCI 1.0.0)")
def notify(request: HttpRequest) -> HttpResponse:
    """Take the deaths that a registry tells; none stops anybody before an officer has compared it."""
    try:
        authority = sender(request, DEATH_REGISTRY)
        told = message_in(request, Notify)
        plain(told.header)
        if told.header.action != "notify":
            return rejected("rjct.action.not_supported")
        notices = [one for event in told.message.notify_event for one in _said(told, event)]
        take_notices(authority, notices)
    except Refusal as refusal:
        return refusal.response
    except Unsound:
        return rejected("rjct.reg_records.invalid")
    return acknowledged()


def _said(told: Notify, event: Event) -> list[NoticeSaid]:
    records = event.data.reg_records
    return [
        NoticeSaid(
            told.message.transaction_id, event.reference_id, one.name.whole, _day(one.birth_date),
            _day(one.death_date), one.record_number,
        )
        for one in (records if isinstance(records, list) else [records])
    ]  # fmt: skip


def _day(text: str) -> date:
    """The day of a day or an instant."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise Refusal(rejected("rjct.reg_records.invalid")) from None
