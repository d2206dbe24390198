"""The page of canaries, for anybody: how many are planted, how many were reached, and what silence shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from vethanam.messaging.canaries import canary_counts
from vethanam.web.parts.access import public

KINDS = {
    "gateway": gettext_noop("Gateways"),
    "processor": gettext_noop("Processors"),
    "office": gettext_noop("Offices"),
    "program": gettext_noop("Programs of other bodies"),
}


@public
@require_GET
def canaries(request: HttpRequest) -> HttpResponse:
    """The canaries of each kind of holder, and the chance that they see a leak."""
    found = canary_counts()
    page = {
        "kinds": [(_(KINDS[one.kind]), one) for one in found.kinds],
        "chances": [tuple(map(per_cent, pair)) for pair in found.chances.items()] if found.planted else [],
        "odds": found.odds,
    }
    return render(request, "public/canaries.html", {"page": page})


def per_cent(thousandths: int) -> str:
    """Thousandths in per cent: 866 is 86.6 %."""
    return f"{thousandths // 10}.{thousandths % 10} %"
