"""The law in force on a day, and the windows: each with its source and its uncertainty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET

from vethanam.money import grouped
from vethanam.privacy.current_windows import WindowShown, windows_shown
from vethanam.privacy.law.commencement import entries
from vethanam.privacy.law.windows import STATE
from vethanam.web.parts import words
from vethanam.web.parts.access import now_of, public

WINDOWS: dict[str, str] = {
    "election": gettext_noop("Election window"),
    "caution": gettext_noop("Months before an election"),
}


@public
@require_GET
def law(request: HttpRequest) -> HttpResponse:
    """The dates of law and the windows, as known on a day."""
    now, _is_sample = now_of(request)
    today = timezone.localtime(now).date()
    day = _asked(request.GET.get("on", "")) or today
    at = now if day == today else timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
    rows = [window_row(one, at) for one in windows_shown(now) if one.starts_at <= at]
    running = sum(row["is_open"] for row in rows)
    told = ngettext("%(day)s: %(count)s window runs", "%(day)s: %(count)s windows run", running)
    title = (
        told % {"day": words.day(day), "count": words.count_in_words(running)}
        if running
        else _("%(day)s: no window runs") % {"day": words.day(day)}
    )
    page = {
        "title": title,
        "day": day.isoformat(),
        "windows": rows,
        "law": [_law_row(one, day) for one in entries()],
    }
    return render(request, "public/law.html", {"page": page})


def window_row(one: WindowShown, at: datetime) -> dict[str, Any]:
    """A window in a list, with its state at an instant."""
    is_open = one.is_open(at)
    state = ("held", _("Runs")) if is_open else ("done", _("Over"))
    if one.starts_at > at:
        state = ("open", _("Not yet in effect"))
    return {
        "code": one.code,
        "kind": _(WINDOWS[one.kind]),
        "where": _("the whole State") if STATE in one.area else ", ".join(one.area),
        "from": one.starts_at,
        "until": one.ended_at,
        "said": " · ".join(part for part in (one.authority, one.source) if part),
        "confidence": one.confidence,
        "entered": one.entered_at,
        "gap": _("%(count)s messages went before it was entered") % {"count": grouped(one.gap)}
        if one.gap
        else "",
        "shape": state[0],
        "word": state[1],
        "is_open": is_open,
    }


def _law_row(entry: Mapping[str, Any], day: date) -> dict[str, Any]:
    """One date of law: its provision, the start of its duty and of its permission."""
    duty, permission, until = (entry.get(f"{name}") for name in ("duty_from", "permission_from", "until"))
    begins = permission or duty
    state = ("done", _("In force"))
    if until is not None:
        state = ("done", _("In force")) if day < until else ("open", _("Over"))
    elif begins is None or day < begins:
        state = ("open", _("Not in force"))
        if duty is not None and duty <= day:
            state = ("held", _("Obliges, permits nothing yet"))
    sections = ", ".join(f"s.{section}" for section in entry.get("sections", ()))
    return {
        "name": entry["name"],
        "sections": sections,
        "duty": duty,
        "permission": permission or duty,
        "until": until,
        "shape": state[0],
        "word": state[1],
    }


def _asked(written: str) -> date | None:
    try:
        return parse_date(written)
    except ValueError:
        return None
