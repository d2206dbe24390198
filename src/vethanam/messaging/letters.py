"""The letters of a chunk: re-checked, in the right words and language. Nothing here opens a contact."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import connection
from django.utils import timezone

from vethanam.bulk import array_of
from vethanam.messaging.gateways.letter import Letter, Sender
from vethanam.messaging.guardian_delivery import chosen_contacts, misdirected
from vethanam.messaging.leaving import leave_address
from vethanam.messaging.operator_holds import HELD, LOOKS_AGAIN, held_languages
from vethanam.messaging.operator_numbers import OperatorNumbers, operator_numbers
from vethanam.messaging.outbox import REPLACED, WAITS, Claimed, Ended
from vethanam.messaging.permit_recheck import covered_since, still_allowed
from vethanam.messaging.registered_senders import sender_of
from vethanam.messaging.registers.ended_links import LINK_ENDED, unlinked_among
from vethanam.messaging.returned_mail import Inbox
from vethanam.messaging.stop_words import stop_sentence
from vethanam.messaging.templates import LANGUAGES, render_in, render_short, values_hash
from vethanam.messaging.use_proofs import ProvenUse
from vethanam.privacy.law.windows import IST
from vethanam.privacy.purposes import CONFIRMING
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import KINDS_OF_CHANNEL

# Placeholder values per person of a use: of a credit, a benefit, a contact or another recorded event.
_TOLD = """
SELECT person_id, "values" FROM messaging_intimation WHERE use_id = %(use)s
  AND person_id = ANY (%(persons)s::bigint[])
UNION ALL
SELECT person_id, "values" FROM messaging_benefitintimation WHERE use_id = %(use)s
  AND person_id = ANY (%(persons)s::bigint[])
UNION ALL
SELECT person_id, "values" FROM messaging_contactnotice WHERE use_id = %(use)s
  AND person_id = ANY (%(persons)s::bigint[])
UNION ALL
SELECT person_id, "values" FROM messaging_factnotice WHERE use_id = %(use)s
  AND person_id = ANY (%(persons)s::bigint[])
"""
_LANGUAGES = "SELECT id, language FROM people_person WHERE id = ANY (%s::bigint[])"


@dataclass(frozen=True, slots=True)
class _EveryLetter:
    """The parts that all letters of a chunk share."""

    sender: Sender
    inbox: Inbox | None
    numbers: Mapping[str, OperatorNumbers]
    is_by_consent: bool

    def return_address(self, one: Claimed) -> str:
        """The address to which a letter comes back; empty for the sender's own."""
        if self.inbox is None or one.channel != "email":
            return ""
        return self.inbox.address_of(one.id, self.sender.mail)


def letters_for(
    proven: ProvenUse,
    claimed: Sequence[Claimed],
    *,
    at: datetime,
    codes: Callable[[ProvenUse], Mapping[str, str]],
    inbox: Inbox | None,
) -> tuple[dict[int, Letter], list[Ended]]:
    """The letters of the messages that the permit still allows and the ledger proves; the other messages with
    their end.

    All are on one channel.
    The permit is asked at business time ``at`` before ``codes`` is called, because that opens
    a confirmation code.
    """
    if (untimely := _untimely(proven, claimed, at)) is not None:
        return {}, untimely
    persons, channels = [one.person for one in claimed], [*{*proven.use.channels} & {*KINDS_OF_CHANNEL}]
    chosen = chosen_contacts(persons, channels, proven.use.purpose_code, at, proven.use.request["sources"])
    refusals = still_allowed(
        proven.use,
        persons,
        at=at,
        channel=claimed[0].channel,
        approvals=proven.approvals,
        template=proven.template,
        log_key=proven.log_key,
        public_since=proven.public_since,
        chosen=chosen,
    )
    refusals |= dict.fromkeys(unlinked_among(proven.use.pk, persons), LINK_ENDED)
    astray = misdirected(claimed, proven.use.purpose_code, at)
    elsewhere = _elsewhere(claimed, chosen, proven.use.purpose_code)
    told, opened, languages = _values_told(proven, persons), codes(proven), _languages_of(persons)
    letters, ended = {}, []
    numbers = _numbers_of(proven, claimed[0].channel, at)
    held = _held_languages(proven, claimed[0].channel, at)
    before = covered_since(proven.use, proven.template, at, log_key=proven.log_key)
    sender = sender_of(proven.use.sender, proven.log_key, before)
    every = _EveryLetter(sender, inbox, numbers, _is_by_consent(proven, at))
    for one in claimed:
        reason = refusals.get(one.person) or _unproven(proven, one, told.get(one.person))
        if reason == "LEDGER_UNHEALTHY":
            ended.append(Ended(one.id, "queued", reason, timezone.now() + WAITS[0]))
        elif reason or one.id in astray:
            ended.append(Ended(one.id, "cancelled", reason or "told another way by now"))
        elif one.id in elsewhere:
            ended.append(Ended(one.id, "cancelled", REPLACED))
        else:
            words = {**told[one.person], **opened}
            language = _first_language(languages.get(one.person, "en"))
            if language in held:
                ended.append(Ended(one.id, "queued", HELD, timezone.now() + LOOKS_AGAIN))
                continue
            letters[one.id] = _letter_of(proven, one, words, language, every)
    return letters, ended


def _numbers_of(proven: ProvenUse, channel: str, at: datetime) -> Mapping[str, OperatorNumbers]:
    """The numbers of the use's text at the operators, by language; none off the phone."""
    if channel != "sms":
        return {}
    text, day = proven.words, at.astimezone(IST).date()
    return operator_numbers(proven.use.sender, text.code, text.version, day)


def _is_by_consent(proven: ProvenUse, at: datetime) -> bool:
    """Whether the messages of a use rest on consent."""
    purpose = catalogue_now().on(proven.use.purpose_code, at.astimezone(IST).date())
    return purpose is not None and purpose.is_consent_required


def _held_languages(proven: ProvenUse, channel: str, at: datetime) -> frozenset[str]:
    """The languages in which the use's text waits, because the operator refuses its numbers."""
    text = proven.words
    return held_languages(proven.use.sender, text.code, text.version, at) if channel == "sms" else frozenset()


def _first_language(language: str) -> str:
    return language if language in LANGUAGES else LANGUAGES[0]


def _untimely(proven: ProvenUse, claimed: Sequence[Claimed], at: datetime) -> list[Ended] | None:
    """The end of a chunk after its time of sending. Before the time of a message to many people it waits.
    None if it may go.
    """
    until, window = proven.use.send_until, proven.window
    if (until is not None and until <= timezone.now()) or (window is not None and window[1] <= at):
        return [Ended(one.id, "cancelled", "no news any more") for one in claimed]
    if window is not None and at < window[0]:
        begins = timezone.now() + (window[0] - at)
        return [Ended(one.id, "queued", "too early", begins) for one in claimed]
    return None


def _elsewhere(claimed: Sequence[Claimed], chosen: pl.DataFrame, purpose: str) -> set[int]:
    """The ids of messages to another contact than the one chosen now: she gave or confirmed one since. A
    notice of security goes to the replaced contact on purpose.
    """
    if purpose == CONFIRMING:
        return set()
    hers = chosen.filter(channel=claimed[0].channel).select("person", "contact")
    now = dict(hers.iter_rows())
    return {one.id for one in claimed if now.get(one.person) != one.contact}


def _unproven(proven: ProvenUse, one: Claimed, told: Mapping[str, str] | None) -> str | None:
    """Why the ledger does not prove a message; None if it does."""
    record = proven.records.get(one.person)
    if record is None or record.outcome != "allow" or record.channel != one.channel:
        return "not among the allowed"
    if told is None or record.values != values_hash(told):
        return "words differ from the leaf"
    return None


def _values_told(proven: ProvenUse, persons: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    """The placeholder values per person: the same for all of a campaign, else her own."""
    if proven.values is not None:
        return dict.fromkeys(persons, proven.values)
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, {"use": proven.use.pk, "persons": array_of(persons)})
        return {person: json.loads(values) for person, values in cursor.fetchall()}


def _languages_of(persons: Sequence[int]) -> Mapping[int, str]:
    """The preferred language of each person."""
    with connection.cursor() as cursor:
        cursor.execute(_LANGUAGES, [array_of(persons)])
        return dict(cursor.fetchall())


def _letter_of(
    proven: ProvenUse,
    one: Claimed,
    told: Mapping[str, str],
    language: str,
    every: _EveryLetter,
) -> Letter:
    """Both languages in one letter, the person's own first; a short message has only her own."""
    first = language
    is_short = one.channel == "sms"
    order = (first, *(other for other in LANGUAGES if other != first and not is_short))
    parts = render_in(proven.words, told, order)
    numbers = every.numbers.get(first)
    if is_short:
        body = render_short(proven.words, told, first)
        if numbers is not None and numbers.replies_to:
            body = body.rstrip() + stop_sentence(first, numbers.replies_to)
    else:
        body = "\n".join(part.body for part in parts)
    return Letter(
        id=f"{one.id}.{proven.use.reference}",
        sender=every.sender,
        languages=order,
        subject=parts[0].subject,
        body=body,
        returns_to=every.return_address(one),
        numbers=numbers,
        leave=leave_address(one.id, proven.label_key) if proven.label_key and not is_short else "",
        is_by_consent=every.is_by_consent,
    )
