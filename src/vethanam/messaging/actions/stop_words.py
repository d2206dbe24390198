"""Stop the messages that a person ended by a stop word: the purpose of the last one to her telephone.

A purpose that rests on consent ends with the consent, any other that she may stop by the channel. The time is
that of the word's arrival. A notice confirms it once (:mod:`.fact_notices`).
"""

from __future__ import annotations

from dataclasses import replace

from django.db import connection, transaction
from django.utils import timezone

from vethanam.identity.authority import Authority
from vethanam.messaging.stop_word_models import StopWord, StopWordEnd
from vethanam.messaging.stop_words import STOPPABLE
from vethanam.privacy.actions import live_consent, stop_channel, withdraw_consent
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Outbox, Use
from vethanam.privacy.purposes import Purpose
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import stopped_channels

ONE_STOPPER = 0x73746F70  # "stop"
MOST = 500
Outcome = StopWordEnd.Outcome


def end_by_stop_words(authority: Authority) -> int:
    """Stop the messages of every new stop word; returns how many words there were."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_STOPPER])
        words = list(StopWord.objects.filter(end=None).order_by("pk")[:MOST])
        for word in words:
            _end(authority, word)
    return len(words)


def _end(authority: Authority, word: StopWord) -> None:
    message = Outbox.objects.get(pk=word.message_id)
    use = Use.objects.get(pk=message.use_id)
    hers = replace(authority, person=message.person, office="", role="employee", at=word.at)
    StopWordEnd.objects.create(
        stop=word, person=message.person, purpose=use.purpose_code, outcome=_stop(hers, message, use),
        at=word.at, recorded_at=timezone.now(),
    )  # fmt: skip


def _stop(hers: Authority, message: Outbox, use: Use) -> Outcome:
    purpose = catalogue_now().on(use.purpose_code, hers.at.astimezone(IST).date())
    if purpose is None:
        return Outcome.CANNOT
    if purpose.is_consent_required:
        return _withdraw(hers, message.person, purpose, use.on_behalf_of or use.office)
    if purpose.opt_out not in STOPPABLE:
        return Outcome.CANNOT
    if message.channel in stopped_channels([message.person], purpose.code).get(message.person, ()):
        return Outcome.BEFORE
    stop_channel(hers, message.person, purpose.code, message.channel)
    return Outcome.STOPPED


def _withdraw(hers: Authority, person: int, purpose: Purpose, controller: str) -> Outcome:
    consent = live_consent(person, purpose.code, controller)
    if consent is None or consent.given_at > hers.at:
        return Outcome.BEFORE
    withdraw_consent(replace(hers, person=consent.person), consent)
    return Outcome.WITHDRAWN
