"""The page of canaries, for anybody: how many are planted, how many were reached, and what silence shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from vethanam.messaging.canaries import CanaryCounts, canary_counts
from vethanam.money import grouped
from vethanam.web.parts import words
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
    return render(request, "public/canaries.html", {"page": page_of(canary_counts())})


def page_of(found: CanaryCounts) -> dict[str, object]:
    """The public figures in the language of the page."""
    return {
        "planted": grouped(found.planted),
        "reached": found.reached,
        "odds": found.odds,
        "kinds": [
            {
                "kind": _(KINDS[one.kind]), "marks": grouped(one.marks), "planted": grouped(one.planted),
                "since": words.day(one.since), "reached": grouped(one.reached),
                "last": words.day(one.last_reached) if one.last_reached else "",
            }
            for one in found.kinds
        ],
        "chances": [
            {"share": per_cent(share), "chance": per_cent(chance)} for share, chance in found.chances.items()
        ] if found.planted else [],
    }  # fmt: skip


def per_cent(thousandths: int) -> str:
    """Thousandths in per cent: 866 is 86.6 %."""
    return f"{thousandths // 10}.{thousandths % 10} %"
