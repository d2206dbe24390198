"""The law officer's forms: an order or undertaking, what a court said next, a window."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.messaging.cohorts import ATTRIBUTES
from vethanam.people.models import Role
from vethanam.privacy.actions import file_restraint, record_position, record_window
from vethanam.privacy.filing import read_filing, read_position, read_window
from vethanam.privacy.permit.world import KINDS
from vethanam.privacy.purposes.registry import catalogue_now, purpose_name
from vethanam.privacy.restraints import restraint_shown, windows_shown
from vethanam.web import words
from vethanam.web.access import officer, theirs
from vethanam.web.campaign.pages import CLASSES
from vethanam.web.hashed import sha256_of
from vethanam.web.restraint.faults import faults_of
from vethanam.web.restraint.pages import CHANNELS, MESSAGE_KINDS
from vethanam.web.restraint.views import POSITIONS


@officer(Role.LAW_OFFICER, power="present")
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, authority: Authority) -> HttpResponse:
    """An order or undertaking takes effect when it is entered."""
    faults: list[str] = []
    if request.method == "POST":
        try:
            given = _given(request.POST) | _document(request)
            filed = file_restraint(authority, read_filing(given, at=authority.at))
        except (Refused, Unsound) as error:
            faults = faults_of(error)
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
            read = read_position({"restraint": reference, **_given(request.POST), **_document(request)})
            record_position(
                authority,
                reference,
                read.state,
                until=read.until,
                leave=read.leave,
                dated=read.dated,
                document_hash=read.document_hash,
                says=read.says,
            )
        except (Refused, Unsound) as error:
            faults = faults_of(error)
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
                confidence=read.get("confidence", ""), districts=ATTRIBUTES["district"].choices(),
            )  # fmt: skip
        except (Refused, Unsound) as error:
            faults = faults_of(error)
        else:
            messages.success(request, _("On record. What must wait out of it is not sent any more."))
            return redirect("restraint:restraints")
    typed = request.POST if request.method == "POST" else _as_entered(request.GET.get("code", ""), authority)
    return render(
        request,
        "restraint/window.html",
        {
            "faults": faults,
            "typed": typed,
            "areas": _areas(typed),
            "is_end": request.method == "GET" and bool(typed),
        },
    )


def _as_entered(code: str, authority: Authority) -> dict[str, Any]:
    """A window that is on record, as its form would say it, to enter its end."""
    found = next((one for one in windows_shown(authority.at) if one.code == code), None)
    if found is None:
        return {}
    return {
        "code": found.code, "kind": found.kind, "area": found.area, "from": _typed(found.starts_at),
        "authority": found.authority,
    }  # fmt: skip


def _typed(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


def _areas(typed: QueryDict | dict[str, Any]) -> list[dict[str, Any]]:
    """The districts, ticked as they were; none ticked is the whole State."""
    ticked = set(typed.getlist("area") if isinstance(typed, QueryDict) else typed.get("area", ()))
    return [
        {"code": name, "word": name, "is_ticked": name in ticked} for name in ATTRIBUTES["district"].choices()
    ]


def _given(typed: QueryDict) -> dict[str, Any]:
    """What was typed, by key; boxes that may be ticked several times are lists, and none ticked narrows nothing."""
    several = (
        "purposes", "kinds", "controller", "sender", "channels", "source_register", "classes", "except", "area",
    )  # fmt: skip
    given: dict[str, Any] = {
        key: str(value).strip()
        for key, value in typed.items()
        if key != "csrfmiddlewaretoken" and key not in several
    }
    return {**given, **{key: typed.getlist(key) for key in several if typed.getlist(key)}}


def _document(request: HttpRequest) -> dict[str, str]:
    """The hash of the order that was chosen as a file; the file itself is not kept."""
    file = request.FILES.get("document")
    if file is None:
        return {}
    return {"document_hash": sha256_of(file)}


def _choices(typed: QueryDict) -> dict[str, list[dict[str, Any]]]:
    """The boxes of a form, ticked as they were."""
    catalogue, language = catalogue_now(), words.language()
    purposes = sorted({p.code for p in catalogue.purposes if p.status == "active"})
    offices = [(code, catalogue.office_name(code, language)) for code in catalogue.controllers]

    def boxes(key: str, named: list[tuple[str, str]]) -> list[dict[str, Any]]:
        ticked = set(typed.getlist(key))
        return [{"code": code, "word": word, "is_ticked": code in ticked} for code, word in named]

    return {
        "kinds": boxes("kinds", [(kind, _(MESSAGE_KINDS[kind])) for kind in KINDS]),
        "purposes": boxes("purposes", [(code, purpose_name(code, language)) for code in purposes]),
        "sender": boxes("sender", offices),
        "channels": boxes("channels", [(code, _(word)) for code, word in CHANNELS.items()]),
        "source_register": boxes(
            "source_register",
            [(code, catalogue.register_name(code, language)) for code in catalogue.registers],
        ),
        "classes": boxes("classes", [(code, _(word)) for code, word in CLASSES.items()]),
        "except": boxes("except", [(code, purpose_name(code, language)) for code in purposes]),
    }
