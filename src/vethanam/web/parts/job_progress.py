"""A worker's job as a page: steps, progress, next acts. Closing the page loses nothing."""

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
from vethanam.web.parts import words
from vethanam.web.parts.view_values import Offer, Step

PATIENCE = 0.3  # seconds before a request gets a page of its own


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The contents of a job's page."""

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
        """The total in words."""
        return _("of %(total)s people") % {"total": grouped(self.total)}


def answered(request: HttpRequest, shown: UnderWay) -> HttpResponse:
    """The page, which reloads each second while the job runs and once at its end."""
    is_part = bool(request.headers.get("HX-Request"))
    if is_part and not shown.is_moving:
        return HttpResponse(status=200, headers={"HX-Redirect": request.path})
    return render(request, "parts/moving.html" if is_part else "parts/under_way.html", {"page": shown})


def is_over_soon(is_over: Callable[[], bool]) -> bool:
    """Wait up to ``PATIENCE`` seconds for a job; true if it ends by then."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if is_over():
            return True
        time.sleep(0.03)
    return False


def facts_known(at: datetime) -> Step:
    """The first step of every job: the facts of an instant."""
    known = timezone.localtime(at)
    said = {"day": words.day(known.date(), year=False), "time": f"{known:%H:%M}"}
    return Step(_("Facts as known %(day)s, %(time)s") % said, kind="behind")


def begun(at: datetime, *, is_waiting: bool) -> str:
    """The time at which the job started, or since which it waits."""
    told = {"time": f"{timezone.localtime(at):%H:%M:%S}"}
    return (_("Waits for its turn since %(time)s") if is_waiting else _("Started %(time)s")) % told
