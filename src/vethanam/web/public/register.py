"""The public register of messages: by month or by search, with a chart of the months and a table to save."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from vethanam.messaging.campaign_views import CampaignShown, published_campaigns
from vethanam.messaging.sender_views import senders_on
from vethanam.money import grouped
from vethanam.periods import Month
from vethanam.privacy.counts import FEW, counted
from vethanam.privacy.purposes.registry import office_name, purpose_name
from vethanam.privacy.queries import (
    MASS,
    MonthCount,
    UseShown,
    mass_uses,
    month_counts,
    month_of,
    uses_overview,
)
from vethanam.web.campaign.pages import message_row, people_in_words
from vethanam.web.parts import words
from vethanam.web.parts.access import now_of, public
from vethanam.web.parts.charts import NARROW, WIDE
from vethanam.web.parts.cost_chart import CostColumn, CostDrawing, cost_columns
from vethanam.web.parts.paging import paged
from vethanam.web.privacy.uses import register_state
from vethanam.web.protection.reviews import late_months

#: months of the chart, and requests on a page of a search
MONTHS, ROWS = 12, 50
_LANGUAGES = ("en", "ml")
_TABLE = (
    "reference", "at", "office", "purpose", "state", "reason", "sender", "channels", "order", "people",
    "handed_over",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Search:
    """A search of the register: words, an office, a state, a day. Empty parts match everything."""

    words: str = ""
    office: str = ""
    state: str = ""
    on: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is searched for."""
        return not (self.words or self.office or self.state or self.on)

    @property
    def query(self) -> str:
        """The search as the end of an address."""
        parts = {"q": self.words, "office": self.office, "state": self.state}
        return urlencode({name: part for name, part in parts.items() if part} | self._day)

    @property
    def _day(self) -> dict[str, str]:
        return {"on": self.on.isoformat()} if self.on else {}

    def fits(self, said: str, office: str, state: str, at: datetime) -> bool:
        """Whether a row fits every part; ``said`` holds its words in both languages."""
        day = timezone.localtime(at).date()
        return (
            all(word in said.casefold() for word in self.words.casefold().split())
            and self.office in ("", office)
            and self.state in ("", state)
            and self.on in (None, day)
        )


@public
@require_GET
def register(request: HttpRequest, month: Month | None = None) -> HttpResponse:
    """Every request to message more than 100 people, refused ones included, and those waiting for approvals.

    A month's totals count the smaller requests too.
    """
    now, _is_sample = now_of(request)
    uses, search = uses_overview().uses, _search_of(request)
    everything, counts = [use for use in uses if use.subjects > MASS], month_counts(uses)
    months = [one.month for one in counts]
    chosen = month or (months[0] if months else Month.of(timezone.localtime(now).date()))
    found, waiting = _found(everything, search, now)
    kept = [use for use in found if month_of(use) == chosen] if search.is_empty else found
    rows, pages = paged(request, kept, ROWS, search.query)
    first, rest = _sentence(kept, chosen) if search.is_empty else _told(kept, waiting)
    page = {
        "rule": _rule(),
        "unsigned": late_months(now),
        "year": str(chosen.year) if search.is_empty else _("Day"),
        "rows": [_row(use) for use in rows],
        "waiting": [_waiting_row(one) for one in waiting],
        "first": first,
        "rest": rest,
        "total": _total(counts, chosen) if search.is_empty else "",
        "months": [
            {"month": other, "address": reverse("public:register_of", kwargs={"month": other})}
            for other in months
            if other != chosen
        ],
        "counts": [_count_row(one) for one in counts[:MONTHS]],
        "table": f"{reverse('public:register_table')}?{search.query}",
        **_form(everything, search),
    }
    drawings = _drawings(counts)
    return render(request, "public/register.html", {"page": page, "pages": pages, "drawings": drawings})


@public
@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """The register, or the part of it that a search finds, as a table with codes: of all months."""
    found, waiting = _found(mass_uses(), _search_of(request), now_of(request)[0])
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="messages.csv"'
    writer = csv.DictWriter(response, _TABLE)
    writer.writeheader()
    writer.writerows(_table_row(use) for use in found)
    writer.writerows(_waiting_table_row(one) for one in waiting)
    return response


def _search_of(request: HttpRequest) -> Search:
    asked = request.GET
    try:
        day = parse_date(asked.get("on", ""))
    except ValueError:
        day = None
    return Search(asked.get("q", "").strip()[:120], asked.get("office", ""), asked.get("state", ""), day)


def _found(
    everything: Sequence[UseShown], search: Search, now: datetime
) -> tuple[list[UseShown], list[CampaignShown]]:
    """The requests and the messages waiting for approvals that a search finds."""
    headers = {one.office: one.header for one in senders_on(timezone.localtime(now).date())}
    uses = [use for use in everything if search.fits(_said_of(use, headers), use.office, use.state, use.at)]
    waiting = [
        one
        for one in published_campaigns(now)
        if search.fits(_said_of_waiting(one, headers), one.office, one.state, one.at)
    ]
    return uses, waiting


def _said_of(use: UseShown, headers: Mapping[str, str]) -> str:
    """Everything that the register says of a request in words: what a search looks through."""
    named = [f"{use.purpose_name(language)} {use.office_name(language)}" for language in _LANGUAGES]
    codes = (
        use.reference, use.purpose, use.office, use.sender, headers.get(use.sender, ""), use.order_number,
        use.reason, use.cohort_rule,
    )  # fmt: skip
    return " ".join([*named, *codes])


def _said_of_waiting(one: CampaignShown, headers: Mapping[str, str]) -> str:
    names = [
        f"{purpose_name(one.purpose, language)} {office_name(one.office, language)}"
        for language in _LANGUAGES
    ]
    order = one.order.number if one.order else ""
    codes = (
        one.reference,
        one.purpose,
        one.office,
        one.sender,
        headers.get(one.sender, ""),
        order,
        one.cohort,
    )
    return " ".join([*names, *codes])


def _form(everything: Sequence[UseShown], search: Search) -> dict[str, Any]:
    """The search form: its values, and the offices and states that stand in the register."""
    language = words.language()
    offices = {use.office: use.office_name(language) for use in everything}
    states = {use.state: register_state(use)[1] for use in everything}
    return {
        "search": search,
        "on": search.on.isoformat() if search.on else "",
        "offices": sorted(offices.items(), key=lambda one: one[1]),
        "states": sorted(states.items(), key=lambda one: one[1]),
    }


def _rule() -> str:
    rule = _(
        "Every request to message more than %(count)s people with numbers kept here, the refused ones too. "
        "Counts only; never a name or a number."
    )
    return rule % {"count": MASS}


def _told(rows: Sequence[UseShown], waiting: Sequence[CampaignShown]) -> tuple[str, str]:
    """How many a search found."""
    count = len(rows) + len(waiting)
    if not count:
        return _("Nothing in the register fits."), ""
    found = ngettext("%(count)s request fits.", "%(count)s requests fit.", count)
    return found % {"count": grouped(count)}, _states_told(rows)


def _sentence(rows: Sequence[UseShown], month: Month) -> tuple[str, str]:
    """The month in a sentence with the counts of the rows."""
    name = {"month": words.month(month)}
    if not rows:
        return _("No request to message many people was made in %(month)s.") % name, ""
    first = ngettext("%(month)s: %(count)s request.", "%(month)s: %(count)s requests.", len(rows)) % {
        **name,
        "count": grouped(len(rows)),
    }
    return first, _states_told(rows)


def _states_told(rows: Sequence[UseShown]) -> str:
    states = [register_state(use)[1].lower() for use in rows]
    told = [f"{grouped(states.count(state))} {state}" for state in dict.fromkeys(states)]
    return f"{', '.join(told)}." if told else ""


def _total(counts: Sequence[MonthCount], month: Month) -> str:
    """All messages of the month, with those of the requests that no list names."""
    one = next((row for row in counts if row.month == month), MonthCount(month))
    if not one.handed_over:
        return _("No message was handed over in this month.")
    total = {"count": _all_of(one), "small": people_in_words(counted(one.by_small))}
    if not one.by_small:
        return _("%(count)s messages were handed over in this month.") % total
    told = _(
        "%(count)s messages were handed over in this month; %(small)s of them under requests about "
        "%(most)s people or fewer, which are not listed."
    )
    return told % {**total, "most": MASS}


def _all_of(one: MonthCount) -> str:
    """All messages of a month; a small rest is not told to the figure."""
    if 0 < one.by_small < FEW:
        if not one.by_listed:
            return _("fewer than 20")
        return _("%(count)s and fewer than 20 more") % {"count": grouped(one.by_listed)}
    return grouped(one.handed_over)


def _count_row(one: MonthCount) -> dict[str, Any]:
    """A month in the table beside the chart."""
    return {
        "month": one.month,
        "requests": one.listed,
        "refused": one.refused,
        "small": people_in_words(counted(one.small)),
        "sent": people_in_words(counted(one.by_listed)),
        "sent_small": people_in_words(counted(one.by_small)),
    }


def _drawings(counts: Sequence[MonthCount]) -> list[tuple[str, CostDrawing]]:
    """A column a month: messages of listed requests, and above them those of smaller ones."""
    if not any(one.handed_over for one in counts):
        return []
    first, known = counts[:MONTHS][-1].month, {one.month: one for one in counts}
    shown = [known.get(month, MonthCount(month)) for month in first.until(counts[0].month)][-MONTHS:]
    columns = [
        CostColumn(words.month(one.month), (one.by_listed, 0 if one.by_small < FEW else one.by_small), False)
        for one in shown
    ]
    names = (_("Listed requests"), _("Smaller requests"))
    title = ("", _("Messages handed over"))
    return [
        ("narrow", cost_columns(columns, (), title, width=NARROW, height=220, is_phone=True)),
        ("wide", cost_columns(columns, names, title, width=WIDE, height=230)),
    ]


def _waiting_row(one: CampaignShown) -> dict[str, Any]:
    row = message_row(one)
    address = reverse("public:message", kwargs={"reference": one.reference})
    return {**row, "address": address, "by": office_name(one.office, words.language())}


def _row(use: UseShown) -> dict[str, Any]:
    shape, outcome = register_state(use)
    language = words.language()
    return {
        "at": use.at,
        "title": use.purpose_name(language),
        "by": use.office_name(language),
        "shape": shape,
        "outcome": outcome,
        "sent": people_in_words(counted(use.handed_over)),
        "asked": use.subjects,
        "address": reverse("public:message", kwargs={"reference": use.reference}),
    }


def _table_row(use: UseShown) -> dict[str, Any]:
    return {
        "reference": use.reference, "at": use.at.isoformat(), "office": use.office, "purpose": use.purpose,
        "state": use.state, "reason": use.reason, "sender": use.sender, "channels": " ".join(use.channels),
        "order": use.order_number, "people": use.asked_for, "handed_over": counted(use.handed_over),
    }  # fmt: skip


def _waiting_table_row(one: CampaignShown) -> dict[str, Any]:
    return {
        "reference": one.reference, "at": one.at.isoformat(), "office": one.office, "purpose": one.purpose,
        "state": one.state, "reason": "", "sender": one.sender, "channels": " ".join(one.channels),
        "order": one.order.number if one.order else "", "people": one.people, "handed_over": 0,
    }  # fmt: skip
