"""Something a worker does, as a page: steps, the count that moves, what comes next. Closing the page loses nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from vethanam.money import grouped
from vethanam.web import words
from vethanam.web.parts import Offer, Step

PATIENCE = 0.3  # seconds before what was asked gets a page of its own


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The page of what was asked."""

    place: str
    title: str
    lead: str
    steps: Sequence[Step]
    done: int
    total: int
    small: str
    address: str
    is_moving: bool
    offers: Sequence[Offer]

    @property
    def of(self) -> str:
        """How many it is of."""
        return _("of %(total)s people") % {"total": grouped(self.total)}


def answered(request: HttpRequest, shown: UnderWay) -> HttpResponse:
    """The page, which asks again each second while it moves; over, it is loaded anew."""
    is_part = bool(request.headers.get("HX-Request"))
    if is_part and not shown.is_moving:
        return HttpResponse(status=200, headers={"HX-Redirect": request.path})
    return render(request, "parts/moving.html" if is_part else "parts/under_way.html", {"page": shown})


def is_over_soon(is_over: Callable[[], bool]) -> bool:
    """Whether it is over before somebody who waits would notice."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if is_over():
            return True
        time.sleep(0.03)
    return False


def facts_known(at: datetime) -> Step:
    """The step that is behind everything asked: the facts of an instant."""
    known = timezone.localtime(at)
    said = {"day": words.day(known.date(), year=False), "time": f"{known:%H:%M}"}
    return Step(_("Facts as known %(day)s, %(time)s") % said, kind="behind")


def begun(at: datetime, *, is_waiting: bool) -> str:
    """When it was asked, or since when it waits."""
    told = {"time": f"{timezone.localtime(at):%H:%M:%S}"}
    return (_("Waits for its turn since %(time)s") if is_waiting else _("Started %(time)s")) % told
