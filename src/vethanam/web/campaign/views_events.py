"""Emergencies: declare an event, write its safety message, close it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.executor import look
from vethanam.identity.authority import Authority
from vethanam.messaging.templates import render as rendered
from vethanam.messaging.templates import texts
from vethanam.messaging.wording import texts_of_purpose
from vethanam.privacy.law.hazards import HAZARDS
from vethanam.privacy.law.places import place_in_words, taluks_by_district
from vethanam.privacy.law.windows import STATE
from vethanam.privacy.models import EventDeclaration
from vethanam.privacy.queries.emergencies import EMERGENCY, declares
from vethanam.web.campaign.composition import composed
from vethanam.web.campaign.readers import WRITE
from vethanam.web.parts import words
from vethanam.web.parts.access import account_of, officer, theirs
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.names import said
from vethanam.web.parts.outcomes import acted

ACTIONS = {
    "emergency-move": gettext_noop("Move to a safe place"),
    "emergency-stay": gettext_noop("Stay indoors"),
    "emergency-ready": gettext_noop("Be ready"),
    "emergency-over": gettext_noop("The danger is over"),
}
#: what an alert for cell broadcast says of the danger
_DANGER = {
    "severity": (
        gettext_noop("Severity"),
        {
            "unknown": gettext_noop("Not known"), "extreme": gettext_noop("Extreme"),
            "severe": gettext_noop("Severe"), "moderate": gettext_noop("Moderate"),
            "minor": gettext_noop("Minor"),
        },
    ),
    "certainty": (
        gettext_noop("Certainty"),
        {
            "unknown": gettext_noop("Not known"), "observed": gettext_noop("Observed"),
            "likely": gettext_noop("Likely"), "possible": gettext_noop("Possible"),
            "unlikely": gettext_noop("Unlikely"),
        },
    ),
}  # fmt: skip


@officer(*WRITE)
@require_http_methods(["GET", "POST"])
def events(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Declare an emergency; the office's events, newest first."""
    theirs(authority if declares(authority.office, authority.at) else None)
    language = words.language()
    places = [(STATE, place_in_words(STATE, language))]
    for district, taluks in taluks_by_district().items():
        places.append((district, place_in_words(district, language)))
        places += [(one, f"– {place_in_words(one, language)}") for one in taluks if one != district]
    form = ActForm(
        "declare_event",
        fields=("hazard", "place", "ends_at"),
        hints={"place": ""},
        choices={"hazard": [(code, said[language]) for code, said in HAZARDS.items()], "place": places},
    )
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, _("Declared. Choose the message now."))
        return redirect("campaign:event", code=form.performed.state["event"])
    rows = EventDeclaration.objects.filter(office=authority.office).select_related("closing")
    page = {"form": form, "rows": [_row(one, authority, language) for one in rows.order_by("-pk")[:50]]}
    return render(request, "campaign/events.html", {"page": page})


@officer(*WRITE)
@require_http_methods(["GET", "POST"])
def event(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """One event: its safety message in both languages, and its end."""
    found = theirs(EventDeclaration.objects.filter(code=code, office=authority.office).first())
    given, language, became = sent(request), words.language(), dict[str, Any]()
    if request.method == "POST" and "close" in given:
        acted(request, "close_event", {"event": code}, _("Closed. Nothing more is sent for it."))
        return redirect("campaign:event", code=code)
    chosen = given.get("text", "emergency-move")
    form = ActForm("compose", fields=("again",), fixed={"purpose": EMERGENCY, "event": code})
    if form.is_sent_by(request):
        outcome = composed(request, form, {"text": chosen, "channel": ("sms",)})
        if isinstance(outcome, HttpResponse):
            return outcome
        became = outcome
    values = {"hazard": found.hazard, "place": found.place}
    page = {
        **_row(found, authority, language),
        "texts": [
            {
                "code": one,
                "name": _(ACTIONS[one]),
                "is_chosen": one == chosen,
                "said": [(tongue, rendered(texts()[one], values, tongue).body) for tongue in ("ml", "en")],
            }
            for one in sorted(texts_of_purpose(EMERGENCY), key=list(ACTIONS).index)
        ],
        "danger": [
            {"name": name, "title": _(title), "words": [(word, _(said)) for word, said in known.items()]}
            for name, (title, known) in _DANGER.items()
        ],
        "form": form,
        **became,
    }
    return render(request, "campaign/event.html", {"page": page})


@officer(*WRITE)
@require_GET
def alert(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """An event as a file for cell broadcast."""
    asked = {"event": code, **{name: request.GET.get(name, "") for name in ("text", *_DANGER)}}
    found = look("event_alert", account_of(request), asked, authority=authority)
    if not found.ok:
        raise Http404
    answer = HttpResponse(found.state["file"], content_type="application/cap+xml")
    answer["Content-Disposition"] = f'attachment; filename="{found.state["name"]}"'
    return answer


@officer(*WRITE)
@require_GET
def voice(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """An event as a file of words to speak; the event's page again with the reason where it is refused."""
    asked = {"event": code, **{name: request.GET.get(name, "") for name in ("text", "caller")}}
    found = look("event_voice", account_of(request), asked, authority=authority)
    if found.code == "voice_series" and found.sentence is not None:
        messages.error(request, said(found.sentence))
        return redirect("campaign:event", code=code)
    if not found.ok:
        raise Http404
    answer = HttpResponse(found.state["file"], content_type="application/ssml+xml")
    answer["Content-Disposition"] = f'attachment; filename="{found.state["name"]}"'
    return answer


def _row(one: EventDeclaration, authority: Authority, language: str) -> dict[str, Any]:
    closing = getattr(one, "closing", None)
    is_open = closing is None and one.begins_at <= authority.at < one.ends_at
    return {
        "title": f"{HAZARDS[one.hazard][language]}: {place_in_words(one.place, language)}",
        "code": one.code,
        "begins_at": one.begins_at,
        "ends_at": closing.at if closing else one.ends_at,
        "is_open": is_open,
        "shape": "under-way" if is_open else "done",
        "word": _("In force") if is_open else _("Over"),
        "address": reverse("campaign:event", kwargs={"code": one.code}),
    }
