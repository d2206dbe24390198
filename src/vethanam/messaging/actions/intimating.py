"""Tell people of their credits: pull what is committed, ask the permit once for all of them, queue what it allows."""

from __future__ import annotations

import json
import secrets
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

import polars as pl
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from vethanam.bulk import copy_rows
from vethanam.identity.authority import Authority
from vethanam.messaging.models import MessageText
from vethanam.messaging.outbox import queue
from vethanam.messaging.queries import TellableEvent, events_to_tell
from vethanam.messaging.subjects import subjects_of
from vethanam.messaging.templates import Text, last_digits, masked, texts, values_hash
from vethanam.periods import Month
from vethanam.privacy.actions import Answered, request_use
from vethanam.privacy.actions.uses import outside_channel
from vethanam.privacy.permit import Request, Subject
from vethanam.privacy.queries import KINDS_OF_CHANNEL, contacts_in_use
from vethanam.privacy.world_now import ledger_state

PURPOSE = "SAL-CREDIT"
OFFICE = "FIN"
ONE_PULLER = 0x74656C6C  # "tell"
#: ten letters of base 32 are 50 bits
_CODE_BYTES = 7
#: news of a credit is no news after that: what still waits then is not sent any more
TOLD_WITHIN = timedelta(days=7)


def intimate_credits(authority: Authority, *, limit: int | None = None) -> int:
    """Tell people of credits that stand and of credits told that came back; returns how many were told now.

    Each pull is one use per text, with one leaf before anything is opened. Persons without a confirmed e-mail get the
    copy on the portal. While the ledger is not healthy nothing is asked: the purpose waits.
    """
    if ledger_state() != "healthy":
        return 0
    finance = replace(authority, office=OFFICE)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_PULLER])
        events = events_to_tell(limit=limit)
        for text_code, wave in _waves(events):
            _tell(finance, texts()[text_code], wave)
    return len(events)


def channels() -> tuple[str, ...]:
    """E-mail first, a short message where this installation has an SMSC, and always the copy on the portal."""
    return ("email", "sms", "portal") if settings.VETHANAM_SMPP else ("email", "portal")


def _waves(events: Sequence[TellableEvent]) -> Iterable[tuple[str, list[TellableEvent]]]:
    """By text, and each person once in a wave: two credits of one person are two uses and two messages."""
    seen = Counter[tuple[str, int]]()
    placed = []
    for event in events:
        key = (event.text, event.person)
        placed.append((event.text, seen[key], event))
        seen[key] += 1
    placed.sort(key=lambda row: (row[0], row[1], row[2].credit))
    for (text, _), rows in groupby(placed, key=lambda row: (row[0], row[1])):
        yield text, [event for *_, event in rows]


def _tell(authority: Authority, text: Text, events: Sequence[TellableEvent]) -> None:
    persons = [event.person for event in events]
    codes = _fresh_codes(len(events))
    values = [_values_of(event, text, code) for event, code in zip(events, codes, strict=True)]
    subjects = subjects_of(persons, channels(), PURPOSE, at=authority.at, sender=OFFICE, controller=OFFICE)
    answered = request_use(
        authority,
        _request(authority, text, subjects),
        records={
            str(event.person): {"month": str(Month.from_key(event.for_month)), "values": values_hash(of)}
            for event, of in zip(events, values, strict=True)
        },
        send_until=timezone.now() + TOLD_WITHIN,
    )
    registered = MessageText.objects.get(code=text.code, version=text.version)
    rows = pl.DataFrame(
        {
            "credit_id": [event.credit for event in events],
            "person_id": persons,
            "employment_id": [event.employment for event in events],
            "for_month": [event.for_month for event in events],
            "values": [json.dumps(of) for of in values],
            "code": codes,
            "corrects_id": pl.Series([event.corrects for event in events], dtype=pl.Int64),
        }
    )
    copy_rows(
        "messaging_intimation",
        rows.with_columns(
            use_id=pl.lit(answered.use), text_id=pl.lit(registered.pk), recorded_at=pl.lit(authority.at)
        ),
    )
    _queue(answered)


def _request(authority: Authority, text: Text, subjects: Sequence[Subject]) -> Request:
    return Request(
        actor=f"service {authority.account}",
        org=OFFICE,
        purpose=PURPOSE,
        subjects=subjects,
        mode="message",
        trigger="payment_event",
        fields=("month", "net_masked", "account_last4", *_contact_fields()),
        channels=channels(),
        sender=OFFICE,
        recipients=("employee_self",),
        template=text.as_template(),
        cohort_rule="employees whose payment the bank reported",
    )


def _contact_fields() -> list[str]:
    return [kind for channel in channels() for kind in KINDS_OF_CHANNEL.get(channel, ())]


def _queue(answered: Answered) -> None:
    """One message for each person whom the permit lets be told outside, to the contact that is in use now."""
    for channel in channels():
        told = [
            int(answer.id) for answer in answered.decision.per_subject if outside_channel(answer) == channel
        ]
        if channel == "portal" or not told:
            continue
        queue(answered.use, channel, contacts_in_use(told, channel, PURPOSE))


def _values_of(event: TellableEvent, text: Text, code: str) -> dict[str, str]:
    known = {
        "month": str(Month.from_key(event.for_month)),
        "credited_on": event.on.isoformat(),
        "returned_on": event.on.isoformat(),
        "told_on": (event.told_on or date.min).isoformat(),
        "net_masked": masked(event.amount),
        "account_last4": last_digits(event.tail),
        "code": code,
    }
    return {name: known[name] for name in text.values}


def _fresh_codes(count: int) -> list[str]:
    """Random, unlike one another: 50 bits each, derived from nothing."""
    letters = b32encode(secrets.token_bytes(_CODE_BYTES * count)).decode()
    return [letters[start : start + 10] for start in range(0, 10 * count, 10)]
