"""Acts of a person on her consent: give it to one office for one purpose, withdraw it, stop a channel."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Flag, Given, Instant, Reasons, Text, Texts, one_of
from vethanam.acts.record_lookup import employment_of, person_of
from vethanam.acts.worker_rights import is_worker
from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.messaging.actions import queue_notices, say_yes_with
from vethanam.people.models import Role
from vethanam.privacy.actions import (
    Yes,
    choose_sender,
    give_consent,
    live_consent,
    record_earlier_consent,
    stop_channel,
    withdraw_consent,
)
from vethanam.privacy.models import Consent
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import fields_for
from vethanam.privacy.vault.number import parse

HERSELF = (Role.EMPLOYEE,)
#: the channels of a sender that a person can stop or open
SENDER_CHANNELS = ("email", "sms", "whatsapp")


class ConsentGiven(Given):
    """The office, the purpose and the channels of a consent."""

    purpose: Code = Field(title=_("Purpose"))
    to: Code = Field(title=_("Office"))
    channels: Texts = Field(title=_("Ways to be told"))
    fields: Texts | None = Field(None, title=_("Data that may be used"))
    language: Code | None = Field(None, title=_("Language"))
    notice: Text | None = Field(
        None,
        title=_("Notice"),
        description=_("The hash of the notice that was read; refused where another is in force."),
    )
    contact: Reasons | None = Field(
        None, title=_("Contact by kind"), description=_("For a purpose with a list of its own.")
    )


class ConsentNamed(Given):
    """A consent by its office and purpose."""

    purpose: Code = Field(title=_("Purpose"))
    to: Code = Field(title=_("Office"))


class EarlierGiven(Given):
    """A consent from before the Act, as found in the papers of its office."""

    employment: Code = Field(title=_("Employee number"))
    purpose: Code = Field(title=_("Purpose"))
    channels: Texts | None = Field(
        None,
        title=_("Ways to be told"),
        description=_("Left out: the paper names none, and the yes counts for the ways of the purpose."),
    )
    fields: Texts | None = Field(None, title=_("Data that may be used"))
    given_at: Instant = Field(title=_("When it was given"))
    form: one_of(*Consent.Form.values) = Field(  # type: ignore[valid-type]
        Consent.Form.OWN.value, title=_("How it was given")
    )


class OptOutGiven(Given):
    """A channel of a purpose to stop or open again."""

    purpose: Code = Field(title=_("Purpose"))
    channel: Code | None = Field(None, title=_("Channel"), description=_("Left out: every channel."))
    again: Flag | None = Field(None, title=_("Is it open again?"))


class SenderGiven(Given):
    """A channel of a sender to stop or open again."""

    sender: Code = Field(title=_("Sender"))
    channel: one_of(*SENDER_CHANNELS) = Field(title=_("Channel"))  # type: ignore[valid-type]
    again: Flag | None = Field(None, title=_("Is it open again?"))


@act("opt_out", title=_("Stop a channel"), roles=HERSELF)
def opt_out(authority: Authority, given: OptOutGiven) -> Answer:
    """Stop a channel of a purpose for oneself; ``again`` opens it. The copy on the portal stays."""
    is_stopped = not given.again
    channels = [given.channel] if given.channel else _channels(authority, given.purpose)
    for channel in channels:
        stop_channel(authority, person_of(authority), given.purpose, channel, is_stopped=is_stopped)
    done = "channel_stopped" if is_stopped else "channel_open"
    return Answer.of(done, {"is_stopped": is_stopped}, channel=channels, purpose=given.purpose)


def _channels(authority: Authority, code: str) -> list[str]:
    """The channels of a purpose that can be stopped."""
    purpose = catalogue_now().on(code, authority.at.date())
    if purpose is None:
        raise Unsound("unknown_purpose", purpose=typed(code, 30))
    return [channel for channel in purpose.channels if channel != "portal"]


@act("choose_sender", title=_("Stop a sender's channel"), roles=HERSELF)
def choose_a_sender(authority: Authority, given: SenderGiven) -> Answer:
    """Stop a channel for everything from one sender; ``again`` opens it."""
    is_stopped = not given.again
    choose_sender(authority, person_of(authority), given.sender, given.channel, is_stopped=is_stopped)
    done = "sender_stopped" if is_stopped else "sender_open"
    return Answer.of(done, {"is_stopped": is_stopped}, channel=given.channel, sender=given.sender)


@act("consent", title=_("Say yes to an office"), roles=HERSELF)
def consent(authority: Authority, given: ConsentGiven) -> Answer:
    """Give consent to one office for one purpose; ``channels`` are the permitted ones.

    ``contact``, by kind, goes to the office's own list, for a purpose that uses no other register.
    """
    purpose = catalogue_now().on(given.purpose, authority.at.date())
    if purpose is None:
        raise Unsound("unknown_purpose", purpose=typed(given.purpose, 30))
    fields = given.fields or tuple(fields_for(purpose, given.channels))
    yes = Yes(person_of(authority), given.purpose, given.to, fields, given.channels)
    language, shown = given.language or "en", given.notice or ""
    told: dict[str, Any] = {}
    if given.contact is not None:
        numbers = [parse(kind, value) for kind, value in given.contact.items()]
        answers = say_yes_with(authority, yes, numbers, language=language, shown=shown)
        queued = queue_notices() if is_worker() else 0
        told = {"uses": [answer.reference for answer in answers], "queued": queued}
    else:
        give_consent(authority, yes, language=language, shown=shown)
    state = {
        "purpose": given.purpose,
        "to": given.to,
        "fields": list(fields),
        "channels": list(given.channels),
        **told,
    }
    return Answer.of("yes_said", state, office=given.to, purpose=given.purpose)


@act("withdraw_consent", title=_("Take a yes back"), roles=HERSELF)
def take_back(authority: Authority, given: ConsentNamed) -> Answer:
    """Withdraw a consent; waiting messages under it are cancelled."""
    found = live_consent(person_of(authority), given.purpose, given.to)
    if found is None:
        raise Refused("no_consent", office=typed(given.to, 20), purpose=typed(given.purpose, 30))
    gone = withdraw_consent(authority, found)
    state = {"purpose": given.purpose, "to": given.to, "cancelled": gone.cancelled}
    return Answer.of("yes_taken_back", state, office=given.to, purpose=given.purpose)


@act(
    "record_earlier_consent",
    title=_("Enter a yes from before the Act"),
    roles=(Role.PURPOSE_OWNER, Role.COMMUNICATING_OFFICER),
)
def earlier_consent(authority: Authority, given: EarlierGiven) -> Answer:
    """Record a consent given to this office before section 6 of the Act began; it is valid until withdrawn.

    A bundled or pre-ticked consent is recorded as such and permits nothing.
    """
    employment = employment_of(given.employment)
    purpose = catalogue_now().on(given.purpose, authority.at.date())
    if purpose is None:
        raise Unsound("unknown_purpose", purpose=typed(given.purpose, 30))
    channels = given.channels or ()
    fields = given.fields or tuple(fields_for(purpose, channels or purpose.channels))
    yes = Yes(employment.person_id, given.purpose, authority.office, fields, channels)
    found = record_earlier_consent(authority, yes, given_at=given.given_at, form=given.form)
    return Answer.of(
        "earlier_consent_recorded",
        {"consent": found.pk},
        number=given.employment,
        office=authority.office,
        purpose=given.purpose,
    )
