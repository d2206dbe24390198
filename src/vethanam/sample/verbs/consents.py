"""Acts of a person on her own yes: say it to one office for one purpose, and take it back."""

from __future__ import annotations

from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.messaging.actions import queue_notices, say_yes_with
from vethanam.privacy.actions import Yes, give_consent, live_consent, withdraw_consent
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import fields_for
from vethanam.privacy.vault.number import parse
from vethanam.sample.acts import Act, Answer


def consent(authority: Authority, act: Act) -> Answer:
    """``{purpose, to, channels}``: a person says yes to an office; ``fields`` where not all of the purpose, ``language``.

    ``contact``, by kind, is what she gives to the office's own list, for a purpose that draws from no other.
    """
    act.only("purpose", "to", "channels", "fields", "language", "contact")
    code, office = str(act["purpose"]), str(act["to"])
    purpose = catalogue_now().on(code, act.at.date())
    if purpose is None:
        raise Unsound("unknown_purpose", code=typed(code, 30))
    channels = tuple(act["channels"])
    fields = tuple(act.get("fields") or fields_for(purpose, channels))
    yes = Yes(_person(authority), code, office, fields, channels)
    language, result = str(act.get("language", "en")), {"purpose": code, "to": office}
    if act.get("contact"):
        numbers = [parse(str(kind), str(value)) for kind, value in act.mapping("contact").items()]
        answers = say_yes_with(authority, yes, numbers, language=language)
        uses = {"uses": [answer.reference for answer in answers], "queued": queue_notices()}
    else:
        give_consent(authority, yes, language=language)
        uses = {}
    return Answer(
        f"Yes to {office} for {code}, from now on.",
        {**result, "fields": list(fields), "channels": list(channels), **uses},
    )


def take_back(authority: Authority, act: Act) -> Answer:
    """``{purpose, to}``: she takes it back; what waits under it is called off."""
    act.only("purpose", "to")
    code, office = str(act["purpose"]), str(act["to"])
    found = live_consent(_person(authority), code, office)
    if found is None:
        raise Refused("no_consent", office=typed(office, 20), code=typed(code, 30))
    gone = withdraw_consent(authority, found)
    return Answer(
        f"Taken back: {office} for {code}.", {"purpose": code, "to": office, "cancelled": gone.cancelled}
    )


def _person(authority: Authority) -> int:
    if authority.person is None:
        raise Unsound("not_a_person_consenting")
    return authority.person
