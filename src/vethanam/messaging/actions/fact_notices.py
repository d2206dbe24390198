"""Tell people of recorded events: a verified leave, a decided request, a complete year of pay and tax.

Each event is told once, under the purpose of its text. Nothing is requested while the ledger is unhealthy.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from django.db import connection, transaction
from django.utils import timezone

from vethanam.identity.authority import Authority
from vethanam.messaging.actions.intimations import channels as channels_here
from vethanam.messaging.guardian_delivery import chosen_contacts, naming_guardians
from vethanam.messaging.models import FactNotice, MessageText
from vethanam.messaging.outbox import queue
from vethanam.messaging.stop_word_models import StopWordEnd
from vethanam.messaging.subjects import subjects_of
from vethanam.messaging.templates import Text, texts, values_hash
from vethanam.messaging.text_standing import in_log
from vethanam.payments.models import Credit
from vethanam.periods import Month
from vethanam.privacy.actions import Answered, request_use
from vethanam.privacy.actions.uses import outside_channel
from vethanam.privacy.current_world import ledger_state
from vethanam.privacy.duty_deadlines import BREACH
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import DutyStep
from vethanam.privacy.permit import Request
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import KINDS_OF_CHANNEL
from vethanam.service_book.models import Absence, Standing
from vethanam.service_book.queries import counting

ONE_PULLER = 0x66616374  # "fact"
#: an event older than this is no news; it stands on the person's page
NEWS_FOR = timedelta(days=7)
#: a leave that began before this is history, such as a book taken over
BEGUN_WITHIN = timedelta(days=31)
MOST = 1_000
_CODE_BYTES = 7


@dataclass(frozen=True, slots=True)
class Happened:
    """One event about one person: its row, and the values of its text without the code."""

    source: int
    person: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of event: its text, the office that tells, its rule in words, and the untold events.

    ``only_by`` names the one channel that is used, if not every channel of the purpose.
    """

    code: str
    text: str
    office: str
    rule: str
    untold: Callable[[datetime], Iterator[Happened]]
    only_by: str = ""


def tell_facts(authority: Authority) -> int:
    """Request notices of every untold event; returns how many people were asked about."""
    if ledger_state() != "healthy":
        return 0
    told = 0
    for kind in NOTICES:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_PULLER])
            for wave in _waves(list(kind.untold(authority.at))[:MOST]):
                told += _tell(replace(authority, office=kind.office), kind, wave)
    return told


def _waves(found: Sequence[Happened]) -> Iterator[list[Happened]]:
    """Each person once per wave: two events of one person are two uses."""
    seen: dict[int, int] = {}
    placed = []
    for one in found:
        seen[one.person] = seen.get(one.person, -1) + 1
        placed.append((seen[one.person], one))
    placed.sort(key=lambda pair: pair[0])
    for _, wave in groupby(placed, key=lambda pair: pair[0]):
        yield [one for _, one in wave]


def _tell(authority: Authority, kind: NoticeKind, wave: Sequence[Happened]) -> int:
    text = texts()[kind.text]
    values = [{**one.values, "code": _fresh_code()} for one in wave]
    answered = request_use(
        authority, _request(authority, kind, text, [one.person for one in wave]),
        records={"values": [values_hash(one) for one in values]}, send_until=timezone.now() + NEWS_FOR,
    )  # fmt: skip
    row = MessageText.objects.get(code=text.code, version=text.version)
    FactNotice.objects.bulk_create(
        [
            FactNotice(
                use_id=answered.use, person_id=one.person, text=row, values=said, code=said["code"],
                kind=kind.code, source=one.source, recorded_at=authority.at,
            )
            for one, said in zip(wave, values, strict=True)
        ]
    )  # fmt: skip
    _queue(authority, answered, text)
    return len(wave)


def _fresh_code() -> str:
    return b32encode(secrets.token_bytes(_CODE_BYTES)).decode()[:10]


def _request(authority: Authority, kind: NoticeKind, text: Text, persons: Sequence[int]) -> Request:
    purpose = catalogue_now().on(text.purpose, authority.at.astimezone(IST).date())
    allowed = purpose.channels if purpose else ()
    ways = tuple(
        channel for channel in channels_here() if channel in allowed and kind.only_by in ("", channel)
    )
    fields = [
        name for channel in ways for name in KINDS_OF_CHANNEL.get(channel, ())
        if purpose and name in purpose.fields
    ]  # fmt: skip
    request = Request(
        actor=f"service {authority.account}", org=kind.office, purpose=text.purpose,
        subjects=subjects_of(
            persons, ways, text.purpose, at=authority.at, sender=kind.office, controller=kind.office,
            text=text.name,
        ),
        trigger="event", fields=tuple(dict.fromkeys(fields)), channels=ways,
        suffix=(purpose.suffix if purpose else None) or "S", sender=kind.office,
        template=in_log(text.as_template(), text.content, None), cohort_rule=kind.rule,
    )  # fmt: skip
    return naming_guardians(request)


def _queue(authority: Authority, answered: Answered, text: Text) -> None:
    """Queue one message per person allowed outside the portal."""
    by_channel: dict[str, list[int]] = {}
    for answer in answered.decision.per_subject:
        if (channel := outside_channel(answer)) not in ("", "portal"):
            by_channel.setdefault(channel, []).append(int(answer.id))
    for channel, persons in by_channel.items():
        chosen = chosen_contacts(persons, [channel], text.purpose, authority.at).drop_nulls("contact")
        queue(answered.use, channel, dict(chosen.select("person", "contact").iter_rows()))


def _leaves(at: datetime) -> Iterator[Happened]:
    """Verified spells of leave that began lately; a suspension is no leave, its order is served by hand."""
    told = FactNotice.objects.filter(kind="leave").values("source")
    fresh = Standing.objects.filter(
        kind=Absence.kind(), verified_at__gt=at - NEWS_FOR, verified_at__lte=at
    ).values("fact")
    begun = at.astimezone(IST).date() - BEGUN_WITHIN
    rows = (
        counting(Absence, at)
        .filter(pk__in=fresh, valid_from__gte=begun)
        .exclude(kind_of_absence__in=(Absence.Kind.SUSPENSION, Absence.Kind.DIES_NON))
    )
    found = rows.exclude(pk__in=told).order_by("pk").values_list("pk", "employment__person", "valid_from")
    for pk, person, first in found[:MOST]:
        yield Happened(pk, person, {"first_day": first.isoformat()})


def _decided_requests(at: datetime) -> Iterator[Happened]:
    """Answers of the data protection officer to requests of people."""
    told = FactNotice.objects.filter(kind="answer").values("source")
    rows = DutyStep.objects.filter(kind="answered", at__gt=at - NEWS_FOR, duty__person__isnull=False)
    fresh = rows.exclude(duty__kind=BREACH).exclude(pk__in=told)
    for step in fresh.select_related("duty").order_by("pk")[:MOST]:
        yield Happened(step.pk, step.duty.person or 0, {"case": step.duty.number})


def _complete_years(at: datetime) -> Iterator[Happened]:
    """Credits of the last month of a financial year: the statement of pay and tax is complete."""
    told = FactNotice.objects.filter(kind="year").values("source")
    rows = Credit.objects.filter(
        kind=Credit.Kind.CREDITED, hop=Credit.Hop.FIRST, recorded_at__gt=at - NEWS_FOR,
        leg__for_month__in=[int(Month(year, 2)) for year in (at.year - 1, at.year)],
    )  # fmt: skip
    found = rows.exclude(pk__in=told).order_by("pk").values_list("pk", "leg__person", "leg__for_month")
    for pk, person, month in found[:MOST]:
        yield Happened(pk, person, {"month": str(Month.from_key(month or 0))})


def _stopped_messages(at: datetime) -> Iterator[Happened]:
    """Stop words that ended messages: the one confirmation goes to the telephone."""
    told = FactNotice.objects.filter(kind="stop").values("source")
    ended = (StopWordEnd.Outcome.WITHDRAWN, StopWordEnd.Outcome.STOPPED)
    rows = StopWordEnd.objects.filter(outcome__in=ended, at__gt=at - NEWS_FOR)
    for row in rows.exclude(pk__in=told).order_by("pk")[:MOST]:
        yield Happened(row.pk, row.person, {})


NOTICES: tuple[NoticeKind, ...] = (
    NoticeKind("leave", "leave-recorded", "DEPT", "people with a verified leave", _leaves),
    NoticeKind("answer", "request-decided", "FIN", "people with a decided request", _decided_requests),
    NoticeKind("stop", "messages-stopped", "FIN", "people who sent a stop word", _stopped_messages, "sms"),
    NoticeKind("year", "tax-statement-ready", "DEPT", "people with a complete year of pay", _complete_years),
)
