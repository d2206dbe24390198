"""Complaints by header and day: the messages behind a header, as its reader and an operator name it.

A telephone shows a header with the letters of its operator before it and its class after it: ``VM-VTNPAY-S``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from vethanam.errors import Unsound, typed
from vethanam.messaging.sender_views import senders_on
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Consent, Use
from vethanam.privacy.queries import PersonUse, UseShown, uses_of, uses_overview

CHANNEL = "sms"
_PAGE = 200
_SHOWN = re.compile(r"(?:[A-Z0-9]{2}-)?([A-Z0-9]{3,11})(?:-[PSTG])?")


@dataclass(frozen=True, slots=True)
class HeaderMessage:
    """A message of one person under a header, with her consent to its purpose at that time."""

    use: PersonUse
    consent: Consent | None


def office_of_header(shown: str, day: date) -> str | None:
    """The office that sent under a header on a day; None if no office here did.

    Raises
    ------
    Unsound
        The text is no header, such as ``VTNPAY`` or ``VM-VTNPAY-S``.
    """
    match = _SHOWN.fullmatch(shown.strip().upper())
    if match is None:
        raise Unsound("header_unreadable", header=typed(shown.strip(), 20))
    return next((one.office for one in senders_on(day) if one.header == match[1]), None)


def messages_of_person(person: int, office: str, day: date) -> list[HeaderMessage]:
    """The short messages to a person that an office asked for or handed over on a day, newest first."""
    found = [use for use in _since(person, day) if _is_of(use, office, day)]
    return [HeaderMessage(use, _consent_at(person, use)) for use in found]


def uses_of_header(office: str, day: date) -> list[UseShown]:
    """The requests of a day to send short messages under the header of an office, refused ones included."""
    since = timezone.make_aware(datetime.combine(day, time()), IST)
    asked = uses_overview(since, since + timedelta(days=1)).uses
    return [
        use
        for use in asked
        if use.mode == Use.Mode.MESSAGE and use.sender == office and CHANNEL in use.channels
    ]


def _since(person: int, day: date) -> Iterator[PersonUse]:
    """The uses of a person down to a week before a day: a message may wait for days."""
    after, earliest = None, day - timedelta(days=7)
    while page := uses_of(person, limit=_PAGE, after=after):
        yield from (use for use in page if _day(use.at) >= earliest)
        if _day(page[-1].at) < earliest:
            return
        after = page[-1].reference


def _is_of(use: PersonUse, office: str, day: date) -> bool:
    went_on = _day(use.done_at) if use.done_at else None
    is_sms = use.mode == Use.Mode.MESSAGE and use.channel == CHANNEL
    return is_sms and use.sender == office and day in (_day(use.at), went_on)


def _consent_at(person: int, use: PersonUse) -> Consent | None:
    """The consent of a person to the purpose of a use that stood at its time."""
    given = Consent.objects.select_related("notice", "withdrawal").filter(
        person=person, purpose=use.purpose, given_at__lte=use.at
    )
    standing = (row for row in given.order_by("-given_at", "-id") if not _was_withdrawn(row, use.at))
    return next(standing, None)


def _was_withdrawn(consent: Consent, at: datetime) -> bool:
    withdrawal = getattr(consent, "withdrawal", None)
    return withdrawal is not None and withdrawal.withdrawn_at <= at


def _day(at: datetime) -> date:
    return at.astimezone(IST).date()
