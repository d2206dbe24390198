"""The office's messages by year: when each goes, its state, and how many were handed over and delivered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from vethanam.identity.authority import Authority
from vethanam.messaging.campaign_history import campaigns_of_year, refusals_of_year, years_of
from vethanam.messaging.campaign_views import CampaignShown
from vethanam.privacy.models import Outbox
from vethanam.privacy.queries import MASS, UseShown
from vethanam.web.campaign import pages
from vethanam.web.campaign.readers import WRITE
from vethanam.web.parts import words
from vethanam.web.parts.access import officer
from vethanam.web.parts.paging import paged
from vethanam.web.privacy.uses import asked_for, register_state

ROWS = 30


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A message or a refused request: its state, its time, and its counts if anything was sent."""

    at: datetime
    title: str
    under: str
    address: str
    state: str
    shape: str
    word: str
    goes: str
    people: str
    handed_over: int | None = None
    delivered: int | None = None
    not_deliverable: int | None = None


@officer(*WRITE)
@require_GET
def history(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The office's messages and refused requests of one year, all or in one state."""
    years = years_of(authority.office) or [localdate(authority.at).year]
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else years[0]
    rows = rows_of_year(authority.office, year, authority.at)
    states, counts = {row.state: row.word for row in rows}, Counter(row.state for row in rows)
    state = request.GET.get("state", "")
    kept = [row for row in rows if row.state == state] if state in states else rows
    shown, links = paged(request, kept, ROWS, urlencode({"year": year, "state": state}))
    page: dict[str, Any] = {
        "title": _title(len(rows), year),
        "told": ", ".join(f"{word}: {counts[code]}" for code, word in states.items()),
        "years": [str(one) for one in years],
        "year": str(year),
        "states": list(states.items()),
        "state": state if state in states else "",
        "rows": shown,
    }
    return render(request, "campaign/history.html", {"page": page, "pages": links})


def rows_of_year(office: str, year: int, now: datetime) -> Sequence[HistoryRow]:
    """The messages and the refused requests of a year, newest first."""
    rows = [_composed(one) for one in campaigns_of_year(office, year, now)]
    rows += [_refused(use) for use in refusals_of_year(office, year)]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _composed(one: CampaignShown) -> HistoryRow:
    shape, word = pages.state_of(one)
    counts = one.use.messages if one.use else {}
    number = one.order.number if one.order else one.purpose
    return HistoryRow(
        at=one.at,
        title=pages.title_of(one),
        under=number,
        address=reverse("campaign:message", kwargs={"reference": one.reference}),
        state=one.state,
        shape=shape,
        word=word,
        goes=pages.time_in_words(one) if one.state in ("waits", "ready", "sending") else "",
        people=pages.people_in_words(one.people),
        handed_over=one.use.handed_over if one.use else None,
        delivered=counts.get(Outbox.State.SENT, 0) if one.use else None,
        not_deliverable=counts.get(Outbox.State.FAILED, 0) if one.use else None,
    )


def _refused(use: UseShown) -> HistoryRow:
    """A request that was answered with a refusal: nothing of it was sent."""
    shape, word = register_state(use)
    is_public = use.subjects > MASS
    return HistoryRow(
        at=use.at,
        title=use.purpose_name(words.language()),
        under=use.why(words.language()),
        address=reverse("public:message", kwargs={"reference": use.reference}) if is_public else "",
        state=use.state,
        shape=shape,
        word=word,
        goes="",
        people=asked_for(use),
    )


def _title(count: int, year: int) -> str:
    told = ngettext(
        "%(count)s message or request in %(year)s", "%(count)s messages and requests in %(year)s", count
    )
    return told % {"count": words.count_in_words(count, capital=True), "year": year}
