"""An office's messages of a year: coming, sent and refused. Counts, never a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import ExtractYear

from vethanam.messaging.campaign_views import CampaignShown, composed_rows, shown
from vethanam.messaging.models import CampaignUse
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Use
from vethanam.privacy.queries import UseShown, refused_requests

#: every state of a message, in the order of its life
STATES = (
    "waits", "ready", "declined", "past", "sending", "sent", "part", "ended", "undelivered", "portal",
)  # fmt: skip


def years_of(office: str) -> list[int]:
    """The calendar years in which an office composed a message or asked for one, newest first."""
    asked = Use.objects.filter(office=office, mode=Use.Mode.MESSAGE)
    return sorted({*_years(composed_rows().filter(office=office)), *_years(asked)}, reverse=True)


def _years(rows: QuerySet[Any]) -> Sequence[int]:
    found = rows.annotate(year=ExtractYear("at", tzinfo=IST)).order_by().values_list("year", flat=True)
    return list(found.distinct())


def campaigns_of_year(office: str, year: int, now: datetime) -> list[CampaignShown]:
    """The messages that an office composed in a calendar year, newest first."""
    since, until = span_of(year)
    rows = composed_rows().filter(office=office, at__gte=since, at__lt=until)
    return [shown(row, now) for row in rows.order_by("-pk")]


def refusals_of_year(office: str, year: int) -> list[UseShown]:
    """The requests of an office to send messages that were refused or held at once, newest first.

    A message that was composed is not among them: it has its own state.
    """
    since, until = span_of(year)
    composed = CampaignUse.objects.filter(campaign__office=office).values_list("use", flat=True)
    return list(refused_requests(office, since, until, without=composed))


def span_of(year: int) -> tuple[datetime, datetime]:
    """The first instant of a calendar year in India, and the first of the next."""
    return datetime(year, 1, 1, tzinfo=IST), datetime(year + 1, 1, 1, tzinfo=IST)
