"""A message that no order of pay asks for: its purpose, its people, its words and its sanction on one page, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.messaging.actions.campaigning import Draft
from vethanam.messaging.composed import startable
from vethanam.messaging.wording import NEUTRAL_TEXTS, neutral_text
from vethanam.privacy.permit.facts import CAMPAIGNS
from vethanam.privacy.purposes import Purpose, load_catalogue
from vethanam.web import words
from vethanam.web.access import officer, theirs
from vethanam.web.campaign import pages
from vethanam.web.campaign.composing import composed
from vethanam.web.campaign.views import NAMES, WRITE, group_of, rule_of, written_in


@officer(*WRITE)
@require_http_methods(["GET", "POST"])
def other(request: HttpRequest, authority: Authority, purpose: str) -> HttpResponse:
    """Ask under another purpose of the office; refused or waiting, it stands in the record."""
    found = theirs(
        next((one for one in startable(authority.office, authority.at) if one.code == purpose), None)
    )
    written = written_in(request.POST) if request.method == "POST" else _house_words(found)
    sanction = {name: request.POST.get(f"sanction_{name}", "").strip() for name in ("order", "head")}
    became: dict[str, Any] = {}
    if request.method == "POST":
        channels = tuple(channel for channel in request.POST.getlist("channel") if channel in found.channels)
        draft = Draft(
            None, purpose=found.code, source=request.POST.get("source") or None,
            rule=rule_of(request.POST), words=written, channels=channels or ("email",),
            sanction=sanction,
        )  # fmt: skip
        outcome = composed(request, authority, lambda: draft)
        if isinstance(outcome, HttpResponse):
            return outcome
        became = outcome
    page = {**_page(authority, found, request, written), "sanction": sanction, **became}
    return render(request, "campaign/other.html", {"page": page})


def _house_words(purpose: Purpose) -> Mapping[str, Mapping[str, str]]:
    """The text the house has for a purpose, as a beginning; empty where it has none."""
    if purpose.code not in NEUTRAL_TEXTS:
        return written_in(QueryDict())
    return {
        language: {part: parts[part].strip() for part in ("subject", "body")}
        for language, parts in neutral_text(purpose.code).words.items()
    }


def _page(
    authority: Authority, purpose: Purpose, request: HttpRequest, written: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    rule, chosen = rule_of(request.POST), request.POST.getlist("channel") or ["email"]
    return {
        "title": purpose.short.get(words.language(), purpose.short["en"]),
        "code": purpose.code,
        "sender": load_catalogue().office_name(authority.office, words.language()),
        "sources": _sources(purpose, request.POST.get("source", "")),
        "groups": [group_of(name, rule) for name in purpose.cohort_attributes],
        "needs_sanction": purpose.code in CAMPAIGNS,
        "marks": pages.marked(written),
        "channels": [
            (code, _(pages.CHANNELS[code]), code in chosen)
            for code in purpose.channels
            if code in pages.CHANNELS
        ],
        "written": [
            {"language": language, "name": _(NAMES[language]), **written[language]}
            for language in ("ml", "en")
        ],
    }


def _sources(purpose: Purpose, chosen: str) -> list[tuple[str, str, bool]]:
    """The registers that people and contacts may come from; the purpose's own is chosen beforehand."""
    catalogue = load_catalogue()
    chosen = chosen if chosen in catalogue.registers else catalogue.register_for(purpose)
    return [
        (code, catalogue.register_name(code, words.language()), code == chosen)
        for code in catalogue.registers
    ]
