"""The letters of a chunk: re-checked, in the right words and language. Nothing here opens a contact."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone

from vethanam.bulk import array_of
from vethanam.messaging.gateways.letter import Letter, Sender, sender_of
from vethanam.messaging.guardians import misdirected
from vethanam.messaging.outbox import WAITS, Claimed, Ended
from vethanam.messaging.permit_recheck import still_allowed
from vethanam.messaging.returned_mail import Inbox
from vethanam.messaging.templates import LANGUAGES, render_in, render_short, values_hash
from vethanam.messaging.use_proofs import ProvenUse

# Placeholder values per person of a use: of a credit notice, or of a contact notice.
_TOLD = """
SELECT person_id, "values" FROM messaging_intimation WHERE use_id = %(use)s
  AND person_id = ANY (%(persons)s::bigint[])
UNION ALL
SELECT person_id, "values" FROM messaging_contactnotice WHERE use_id = %(use)s
  AND person_id = ANY (%(persons)s::bigint[])
"""
_LANGUAGES = "SELECT id, language FROM people_person WHERE id = ANY (%s::bigint[])"


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
    if proven.use.send_until is not None and proven.use.send_until <= timezone.now():
        return {}, [Ended(one.id, "cancelled", "no news any more") for one in claimed]
    persons = [one.person for one in claimed]
    refusals = still_allowed(
        proven.use,
        persons,
        at=at,
        channel=claimed[0].channel,
        approvals=proven.approvals,
        template=proven.template,
        log_key=proven.log_key,
    )
    astray = misdirected(claimed, proven.use.purpose_code, at)
    told, opened, languages = _values_told(proven, persons), codes(proven), _languages_of(persons)
    letters, ended, sender = {}, [], sender_of(proven.use.sender)
    for one in claimed:
        reason = refusals.get(one.person) or _unproven(proven, one, told.get(one.person))
        if reason == "LEDGER_UNHEALTHY":
            ended.append(Ended(one.id, "queued", reason, timezone.now() + WAITS[0]))
        elif reason or one.id in astray:
            ended.append(Ended(one.id, "cancelled", reason or "told another way by now"))
        else:
            letters[one.id] = _letter_of(
                proven, one, sender, {**told[one.person], **opened}, languages.get(one.person, "en"), inbox
            )
    return letters, ended


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
    sender: Sender,
    told: Mapping[str, str],
    language: str,
    inbox: Inbox | None,
) -> Letter:
    """Both languages in one letter, the person's own first; a short message has only her own."""
    first = language if language in LANGUAGES else LANGUAGES[0]
    is_short = one.channel == "sms"
    order = (first, *(other for other in LANGUAGES if other != first and not is_short))
    parts = render_in(proven.words, told, order)
    body = render_short(proven.words, told, first) if is_short else "\n".join(part.body for part in parts)
    return Letter(
        id=f"{one.id}.{proven.use.reference}",
        sender=sender,
        languages=order,
        subject=parts[0].subject,
        body=body,
        returns_to=inbox.address_of(one.id, sender.mail) if inbox and one.channel == "email" else "",
    )
