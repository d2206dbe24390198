"""The master kind of this room: one administrator proposes a webhook, another agrees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from pydantic import AfterValidator, Field

from vethanam.errors import Sentence
from vethanam.journal.business_time import business_now
from vethanam.people.masters.master_kinds import Agreed, MasterKind, Standing
from vethanam.people.masters.rows import CodeOrNone, Row, Text, wrong
from vethanam.people.models import Department, DrawingCode, Treasury
from vethanam.webhooks.events import EVENTS
from vethanam.webhooks.http_client import LONGEST_ADDRESS, fault_of_address
from vethanam.webhooks.models import Webhook

_CODE = re.compile(r"[a-z0-9][a-z0-9-]*")
_SCOPES = {"drawing_code": DrawingCode, "treasury": Treasury, "department": Department}


def _events(text: str) -> str:
    """Event names separated by commas, without duplicates, in canonical order."""
    named = {part.strip() for part in text.split(",") if part.strip()}
    if not named or named - set(EVENTS):
        raise wrong("webhook_event_unknown")
    return ", ".join(name for name in EVENTS if name in named)


def _small(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise wrong("webhook_code_letters")
    return text


Events = Annotated[str, AfterValidator(_events)]
SmallCode = Annotated[str, AfterValidator(_small)]


class WebhookRow(Row):
    """An address of another system that receives the events of one scope."""

    code: SmallCode = Field(
        max_length=24, title=_("Code"), description=_("small letters, digits and hyphens, such as ag-office")
    )
    name: Text = Field(
        max_length=120, title=_("Name"), description=_("the other system, such as Accountant General")
    )
    url: str = Field(
        max_length=LONGEST_ADDRESS, title=_("Address"), description=_("https address that takes the events")
    )
    events: Events = Field(
        max_length=200, title=_("Events"), description=_("names of events, with commas between")
    )
    within: Literal["state", "drawing_code", "treasury", "department"] = Field(
        title=_("Within"), description=_("state, drawing_code, treasury or department")
    )
    scope: CodeOrNone = Field(
        "", max_length=24, title=_("Which"), description=_("its code; empty for the whole State")
    )


def _standing() -> Standing:
    rows = Webhook.objects.order_by("code").values("code", "name", "url", "events", "within", "scope")
    return {row["code"]: {**row, "events": ", ".join(row["events"])} for row in rows}


def _write(changes: Sequence[Agreed]) -> None:
    for change in changes:
        given = {**change.given, "events": change.given["events"].split(", ")}
        if change.is_new:
            Webhook.objects.create(**given)
        else:
            changed = {name: given[name] for name in ("name", "url", "events")}
            Webhook.objects.filter(code=change.key).update(**changed)


def _faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    if not isinstance(row, WebhookRow):
        return
    if code := fault_of_address(row.url, is_sample=business_now()[1]):
        yield "url", Sentence(code)
    if row.within == "state":
        if row.scope:
            yield "scope", Sentence("webhook_scope_beside_state")
        of_a_body = [name for name in row.events.split(", ") if EVENTS[name].of_its_body]
        if of_a_body:
            yield "events", Sentence("webhook_event_of_a_body", {"events": of_a_body})
        return
    if not _SCOPES[row.within]._default_manager.filter(code=row.scope).exists():
        yield "scope", Sentence("webhook_scope_unknown")
    outside = [name for name in row.events.split(", ") if row.within not in EVENTS[name].scopes]
    if outside:
        yield "events", Sentence("webhook_event_outside", {"events": outside})


#: the master kinds of this room
WEBHOOK_KINDS: tuple[MasterKind, ...] = (
    MasterKind(
        "webhook", "webhooks", WebhookRow, ("code",), _standing, _write, fixed=frozenset({"within", "scope"}),
        can_close=False,
        check=_faults,
    ),
)  # fmt: skip
