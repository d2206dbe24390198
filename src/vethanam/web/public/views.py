"""Public pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vethanam.messaging.campaign_views import (
    CampaignShown,
    campaign_by_reference,
    campaign_of_use,
    shown,
)
from vethanam.messaging.costs import cost_of
from vethanam.money import grouped
from vethanam.money import shown as money
from vethanam.people.models import StateSetting
from vethanam.privacy.counts import counted
from vethanam.privacy.labels import keys_of_use
from vethanam.privacy.models import Transfer
from vethanam.privacy.queries import MASS, UseShown, use_shown
from vethanam.web.campaign.pages import message_page, people_in_words
from vethanam.web.parts import words
from vethanam.web.parts.access import now_of, public, theirs
from vethanam.web.parts.state_settings import setting_said
from vethanam.web.parts.view_values import Pair
from vethanam.web.protection.views import use_page
from vethanam.web.public.log import log_page

#: the icons that `tools/icons.py` draws: end of the name, sizes, type
ICONS = (
    ("-192.png", "192x192", "image/png"),
    ("-512.png", "512x512", "image/png"),
    (".svg", "any", "image/svg+xml"),
)
#: rows of the transfers' register on the page
TRANSFERS = 200


@public
@require_GET
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Change the language and return to the same page with its filters."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    wanted = request.GET.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(wanted if is_ours else "/")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=365 * 24 * 60 * 60,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@public
@require_GET
def rights(request: HttpRequest) -> HttpResponse:
    """A person's rights and where to use them; the transfers of data to others."""
    return render(
        request,
        "public/rights.html",
        {
            "address": setting_said(StateSetting.Name.DATA_PROTECTION_ADDRESS),
            "transfers": [
                {"row": row, "people": people_in_words(row.people)}
                for row in Transfer.objects.select_related("order").order_by("-sent_on", "-id")[:TRANSFERS]
            ],
        },
    )


@public
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest: name, icons and first page for a phone's screen.

    There is no service worker: no page may be stored on a shared machine, so offline it has nothing to show.
    """
    icons = [
        {"src": static(f"vethanam/icon{name}"), "sizes": sizes, "type": kind, "purpose": "any maskable"}
        for name, sizes, kind in ICONS
    ]
    content = {
        "id": "/", "start_url": "/", "scope": "/", "name": _("Vethanam: pay and service records"),
        "short_name": _("Vethanam"), "lang": words.language(), "display": "minimal-ui", "icons": icons,
        "theme_color": "#005A6E", "background_color": "#FFFFFF",
    }  # fmt: skip
    return JsonResponse(content, content_type="application/manifest+json")


@public
@require_GET
def proof(request: HttpRequest) -> HttpResponse:
    """The signed head of the record, and its limits as proof."""
    return render(request, "public/proof.html", {"log": log_page()})


@public
@require_GET
def message(request: HttpRequest, reference: str) -> HttpResponse:
    """One request to message many people; smaller ones are not in the public register."""
    now, _is_sample = now_of(request)
    composed = campaign_by_reference(reference)
    if composed is not None:
        one = theirs(shown(composed, now) if len(composed.members) > MASS else None)
        return render(request, "public/composed.html", {"page": message_page(one, words.language())})
    found = use_shown(reference)
    use = theirs(found if found and found.subjects > MASS else None)
    campaign = campaign_of_use(reference)
    sent = _campaign_of(shown(campaign, now)) if campaign else None
    context = {
        "use": use_page(use, is_public=True), "campaign": sent, "parts": _parts(use),
        "cost": _cost(use, campaign.sanction if campaign else None),
        "absent": reverse("employee:absent", args=[reference]) if keys_of_use(use.use) else "",
    }  # fmt: skip
    return render(request, "public/message.html", context)


def _campaign_of(one: CampaignShown) -> dict[str, Any]:
    """The message of a sent or refused request: its text and its approvals."""
    page = message_page(one, words.language())
    return {"title": page["title"], "texts": page["texts"], "pairs": page["pairs"], "needed": page["needed"]}


def _cost(use: UseShown, sanction: Mapping[str, str | None] | None) -> list[Pair]:
    """The sanction and head of a message, and the cost of its short messages at the operator's tariff."""
    pairs = []
    if sanction:
        order, dated = sanction.get("order") or "", sanction.get("dated")
        said = _("%(order)s, dated %(dated)s") % {
            "order": order, "dated": words.day(date.fromisoformat(dated)) if dated else "–"
        }  # fmt: skip
        pairs = [Pair(_("Sanction"), said), Pair(_("Head of account"), sanction.get("head") or "–")]
    cost = cost_of(use.use)
    if cost is None:
        return pairs
    counts = {"messages": grouped(cost.messages), "parts": grouped(cost.parts)}
    if cost.total is None:
        says = _("%(messages)s short messages in %(parts)s parts; no tariff is entered") % counts
        return [*pairs, Pair(_("Cost"), says)]
    total = _("%(total)s for %(messages)s short messages in %(parts)s parts") % {
        **counts, "total": money(cost.total, paise=True)
    }  # fmt: skip
    each = money(cost.each or 0, paise=True)
    return [*pairs, Pair(_("Cost"), total), Pair(_("Cost of one message"), each)]


def _parts(use: UseShown) -> dict[str, Any] | None:
    """Sent, cancelled and left out, as shares of all people; None if nothing was to be sent."""
    if not use.messages:
        return None
    counts = use.messages
    rows = [
        ("done", _("handed over"), use.handed_over),
        ("under-way", _("waiting"), counts.get("queued", 0) + counts.get("sending", 0)),
        ("look", _("not delivered or not known"), counts.get("failed", 0) + counts.get("uncertain", 0)),
        ("refused", _("cancelled"), counts.get("cancelled", 0)),
        ("open", _("told on this site only, or left out"), use.subjects - sum(counts.values())),
    ]
    kept = [row for row in rows if row[2]]
    return {
        "bar": [(kind, count) for kind, _name, count in kept],
        "rows": [
            {"kind": kind, "name": name, "count": people_in_words(counted(count))}
            for kind, name, count in kept
        ],
        "said": ", ".join(f"{people_in_words(counted(count))} {name}" for _kind, name, count in kept),
    }
