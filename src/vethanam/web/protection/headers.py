"""A complaint that names a header and a day: the requests behind it, with their counts and entries."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vethanam.acts.executor import look
from vethanam.acts.header_complaints import ANSWERS
from vethanam.errors import Sentence
from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.privacy.purposes.registry import office_name, purpose_name
from vethanam.privacy.queries import use_shown
from vethanam.web.campaign.pages import people_in_words
from vethanam.web.parts import words
from vethanam.web.parts.access import account_of, officer
from vethanam.web.parts.names import said
from vethanam.web.privacy.uses import register_state


@officer(*ANSWERS)
@require_GET
def by_header(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The requests of a day under a header; an operator's complaint names no more than these two."""
    asked = {name: request.GET.get(name, "").strip() for name in ("header", "on")}
    page: dict[str, Any] = {**asked, "title": "", "rows": [], "fault": ""}
    if asked["header"] or asked["on"]:
        done = look("uses_by_header", account_of(request), asked, authority=authority)
        if done.ok:
            page |= _found(done.state, authority.role == Role.DATA_PROTECTION_OFFICER)
        else:
            page |= {"fault": str(said(Sentence(done.code, done.facts))), "header": ""}
    return render(request, "protection/by_header.html", {"page": page})


def _found(state: Any, may_open: bool) -> dict[str, Any]:
    office = state["office"]
    if not office:
        return {"title": _("Nobody here sends under this header")}
    name = {"office": office_name(office, words.language())}
    if not state["uses"]:
        return {"title": _("%(office)s asked for no short message on that day") % name}
    return {
        "title": _("From %(office)s") % name,
        "rows": [_row(one, may_open) for one in state["uses"]],
    }


def _row(one: Any, may_open: bool) -> dict[str, Any]:
    found = use_shown(one["use"])
    shape, word = register_state(found) if found else ("", "")
    return {
        **one,
        "title": purpose_name(one["purpose"], words.language()),
        "address": reverse("protection:use", kwargs={"reference": one["use"]}) if may_open else "",
        "at": found.at if found else None,
        "shape": shape,
        "word": word,
        "people": people_in_words(one["people"]),
    }
