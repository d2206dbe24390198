"""The law officer's forms: an order or undertaking, what a court said next, a window."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from vethanam.errors import Refused, Unsound, UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.privacy.actions import file_restraint, record_position, record_window
from vethanam.privacy.filing import read_filing, read_position, read_window
from vethanam.privacy.permit.says import purpose_in_words
from vethanam.privacy.permit.world import KINDS
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.restraints import restraint_shown
from vethanam.web import words
from vethanam.web.access import officer, theirs
from vethanam.web.restraint.pages import MESSAGE_KINDS
from vethanam.web.restraint.views import POSITIONS
from vethanam.web.sentences import said

CHANNELS = {"sms": gettext_noop("SMS"), "email": gettext_noop("e-mail"), "whatsapp": gettext_noop("WhatsApp")}


@officer(Role.LAW_OFFICER, power="present")
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, authority: Authority) -> HttpResponse:
    """An order or undertaking takes effect when it is entered."""
    faults: list[str] = []
    if request.method == "POST":
        try:
            filed = file_restraint(authority, read_filing(_given(request.POST), at=authority.at))
        except (Refused, Unsound) as error:
            faults = _faults(error)
        else:
            messages.success(request, _("In effect. Nothing of its scope is handed over any more."))
            return redirect("restraint:one", reference=filed.reference)
    return render(
        request,
        "restraint/enter.html",
        {"faults": faults, "typed": request.POST, "choices": _choices(request.POST)},
    )


@officer(Role.LAW_OFFICER, power="present")
@require_http_methods(["GET", "POST"])
def position(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """What became of it. Nothing is sent by this."""
    found = theirs(restraint_shown(reference, authority.at))
    faults: list[str] = []
    if request.method == "POST":
        try:
            read = read_position({"restraint": reference, **_given(request.POST)})
            record_position(
                authority,
                reference,
                read.state,
                until=read.until,
                leave=read.leave,
                dated=read.dated,
                says=read.says,
            )
        except (Refused, Unsound) as error:
            faults = _faults(error)
        else:
            messages.success(request, _("Recorded. Nothing is sent by this."))
            return redirect("restraint:one", reference=reference)
    states = ("released",) if found.kind == "stop" else ("continued", "leave", "vacated", "dismissed")
    return render(
        request,
        "restraint/position.html",
        {
            "faults": faults,
            "typed": request.POST,
            "reference": reference,
            "states": [
                {
                    "code": code,
                    "word": _(POSITIONS[code]),
                    "is_chosen": request.POST.get("state", states[0]) == code,
                }
                for code in states
            ],
            "choices": _choices(request.POST),
            "is_stop": found.kind == "stop",
        },
    )


@officer(Role.LAW_OFFICER, power="present")
@require_http_methods(["GET", "POST"])
def window(request: HttpRequest, authority: Authority) -> HttpResponse:
    """An election or caution window, or its end."""
    faults: list[str] = []
    if request.method == "POST":
        try:
            read = read_window(_given(request.POST))
            record_window(
                authority, read["code"], read["kind"], starts_at=read["from"], area=read.get("area", ("state",)),
                ended_at=read.get("ended"), source=read["source"], said_by=read.get("authority", ""),
            )  # fmt: skip
        except (Refused, Unsound) as error:
            faults = _faults(error)
        else:
            messages.success(request, _("On record. What must wait out of it is not sent any more."))
            return redirect("restraint:restraints")
    return render(request, "restraint/window.html", {"faults": faults, "typed": request.POST})


def _given(typed: QueryDict) -> dict[str, Any]:
    """What was typed, by key; boxes that may be ticked several times are lists, and none ticked narrows nothing."""
    several = ("purposes", "kinds", "controller", "sender", "channels")
    given: dict[str, Any] = {
        key: str(value).strip()
        for key, value in typed.items()
        if key != "csrfmiddlewaretoken" and key not in several
    }
    return {**given, **{key: typed.getlist(key) for key in several if typed.getlist(key)}}


def _faults(error: Refused | Unsound) -> list[str]:
    if isinstance(error, UnsoundInput):
        return [
            f"{fault.field}: {fault.says}" if fault.field not in fault.says else fault.says
            for fault in error.faults
        ]
    return [said(error)]


def _choices(typed: QueryDict) -> dict[str, list[dict[str, Any]]]:
    """The boxes of a form, ticked as they were."""
    catalogue, language = load_catalogue(), words.language()
    purposes = sorted({p.code for p in catalogue.purposes if p.status == "active"})
    offices = [(code, catalogue.office_name(code, language)) for code in catalogue.controllers]

    def boxes(key: str, named: list[tuple[str, str]]) -> list[dict[str, Any]]:
        ticked = set(typed.getlist(key))
        return [{"code": code, "word": word, "is_ticked": code in ticked} for code, word in named]

    return {
        "kinds": boxes("kinds", [(kind, _(MESSAGE_KINDS[kind])) for kind in KINDS]),
        "purposes": boxes("purposes", [(code, purpose_in_words(code, language)) for code in purposes]),
        "sender": boxes("sender", offices),
        "channels": boxes("channels", [(code, _(word)) for code, word in CHANNELS.items()]),
    }
