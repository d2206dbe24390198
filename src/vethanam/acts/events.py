"""Acts on emergencies: declare an event, close it, and review what went out for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import Code, Flag, Given, Instant, Text, one_of, prose
from vethanam.acts.key_signatures import SignedGiven, prepared_list
from vethanam.acts.messages import WRITES, event_of
from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.journal.queries import log_name
from vethanam.messaging.cap_alerts import CERTAINTIES, RESPONSES, SEVERITIES, cap_alert
from vethanam.messaging.voice_files import voice_file
from vethanam.people.models import Role
from vethanam.privacy.actions.events import (
    EVENT,
    close_event,
    declare_event,
    review_use,
    statement_to_declare,
)
from vethanam.privacy.event_proofs import DECLARES
from vethanam.privacy.law.hazards import HAZARDS
from vethanam.privacy.law.places import place_in_words
from vethanam.privacy.models import EventDeclaration, Use

SAYS = 300


class EventGiven(SignedGiven):
    """The hazard, its place, and how long messages about it are allowed."""

    hazard: one_of(*HAZARDS) = Field(title=_("Hazard"))  # type: ignore[valid-type]
    place: Code = Field(title=_("Place"), description=_("A district or a taluk, or state."))
    begins_at: Instant | None = Field(None, title=_("Begins"), description=_("Now, if it is left empty."))
    ends_at: Instant = Field(title=_("Ends"), description=_("At most 30 days later."))


class EventNamed(Given):
    """A declared event."""

    event: Code = Field(title=_("Event"))


class AlertAsked(EventNamed):
    """The text of the alert, and what the officer says of the danger."""

    text: one_of(*RESPONSES) = Field(title=_("Message"))  # type: ignore[valid-type]
    severity: one_of(*SEVERITIES) = Field("unknown", title=_("Severity"))  # type: ignore[valid-type]
    certainty: one_of(*CERTAINTIES) = Field("unknown", title=_("Certainty"))  # type: ignore[valid-type]


class VoiceAsked(EventNamed):
    """The text that is spoken, and the number that calls."""

    text: one_of(*RESPONSES) = Field(title=_("Message"))  # type: ignore[valid-type]
    caller: Text = Field(
        title=_("Number that calls"), description=_("Ten digits of the series 1600, as the operator gave it.")
    )


class ReviewGiven(Given):
    """The reviewed use, and the officer's finding."""

    use: Code = Field(title=_("Use"))
    was_due: Flag = Field(title=_("The message was due"))
    says: prose(SAYS) = Field(title=_("What you saw"))  # type: ignore[valid-type]


class EventsAsked(Given):
    """No fields."""


def _prepare(authority: Authority, given: EventGiven) -> Prepared:
    says = statement_to_declare(authority, **_said(given))
    return prepared_list(authority, DECLARES, {EVENT: says}, summary=says)


@act(DECLARES, title=_("Declare an emergency"), roles=WRITES, signs="decision", prepares=_prepare)
def declare(authority: Authority, given: EventGiven) -> Answer:
    """Declare an emergency for a district or taluk, as the disaster authority or the collector.

    The officer signs it with her own key. A safety message is composed about it (purpose EMERG) and goes
    without approval, once the dispatcher has proven her signature. The data protection officer reviews it
    within 24 hours.
    """
    event = declare_event(authority, **_said(given))
    return Answer.of(
        "event_declared", event_state(event), event=event.code, place=place_in_words(event.place, "en")
    )


@act("close_event", title=_("Close an emergency"), roles=WRITES)
def close(authority: Authority, given: EventNamed) -> Answer:
    """Close a declared event before its time. Messages that wait for it are cancelled."""
    event = _event(given.event)
    close_event(authority, event)
    return Answer.of("event_is_closed", {"event": event.code}, event=event.code)


@act("review_use", title=_("Review a safety message"), roles=(Role.DATA_PROTECTION_OFFICER,))
def review(authority: Authority, given: ReviewGiven) -> Answer:
    """Record whether a message that went without approval was due. The finding is public."""
    use = Use.objects.filter(reference=given.use).first()
    if use is None:
        raise Unsound("no_such_use", use=typed(given.use, 32))
    row = review_use(authority, use, given.says, was_due=given.was_due)
    return Answer.of("use_is_reviewed", {"use": use.reference, "was_due": row.was_due})


@view(
    "events", title=_("Emergencies"), roles=(*WRITES, Role.DATA_PROTECTION_OFFICER, Role.LAW_OFFICER),
    rows="events",
)  # fmt: skip
def events(authority: Authority, given: EventsAsked) -> Mapping[str, Any]:
    """The declared emergencies, newest first."""
    del given, authority
    rows = EventDeclaration.objects.select_related("closing").order_by("-pk")
    return {"events": [event_state(one) for one in rows]}


@view("event_alert", title=_("File for cell broadcast"), roles=WRITES)
def event_alert(authority: Authority, given: AlertAsked) -> Mapping[str, Any]:
    """An emergency declared by the own office as a Common Alerting Protocol 1.2 alert, in both languages.

    Cell broadcast reaches every telephone of the place and needs no number; ``file`` is for the office that
    broadcasts.
    """
    event = _own_event(authority, given.event)
    written = cap_alert(
        event, given.text, severity=given.severity, certainty=given.certainty, log=log_name(),
        sent=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return {"name": f"{event.code}-{given.text}.cap", "file": written.decode()}


@view("event_voice", title=_("File for voice calls"), roles=WRITES)
def event_voice(authority: Authority, given: VoiceAsked) -> Mapping[str, Any]:
    """An emergency declared by the own office as words to speak (SSML 1.1), in both languages.

    ``file`` has no recipient's telephone number. The number that calls is of the series 1600; any other is
    refused.
    """
    event = _own_event(authority, given.event)
    return {
        "name": f"{event.code}-{given.text}.ssml",
        "file": voice_file(event, given.text, given.caller).decode(),
    }


def event_state(event: EventDeclaration) -> dict[str, Any]:
    """An event as acts and views answer it."""
    closing = getattr(event, "closing", None)
    return {
        "event": event.code, "office": event.office, "hazard": event.hazard, "place": event.place,
        "begins_at": event.begins_at.isoformat(), "ends_at": event.ends_at.isoformat(),
        "closed_at": closing.at.isoformat() if closing else None,
    }  # fmt: skip


def _said(given: EventGiven) -> dict[str, Any]:
    return {name: getattr(given, name) for name in ("hazard", "place", "begins_at", "ends_at")}


def _own_event(authority: Authority, code: str) -> EventDeclaration:
    event = _event(code)
    if event.office != authority.office:
        raise Unsound("no_such_event", event=event.code)
    return event


def _event(code: str) -> EventDeclaration:
    found = event_of(code)
    if found is None:
        raise Unsound("no_such_event", event=typed(code, 24))
    return found
