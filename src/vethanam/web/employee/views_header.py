"""Which message was that? A person finds it by the header that her telephone showed, and the day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vethanam.acts.executor import look
from vethanam.errors import Sentence
from vethanam.identity.authority import Authority
from vethanam.privacy.purposes.registry import office_name
from vethanam.privacy.queries import use_of
from vethanam.web.parts import words
from vethanam.web.parts.access import account_of, employee
from vethanam.web.parts.names import said
from vethanam.web.privacy.uses import row_of


@employee
@require_GET
def by_header(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The short messages to me under a header on a day, each with its consent and its place in the log."""
    asked = {name: request.GET.get(name, "").strip() for name in ("header", "on")}
    page: dict[str, Any] = {**asked, "found": None, "fault": ""}
    if asked["header"] or asked["on"]:
        done = look("messages_by_header", account_of(request), asked, authority=authority)
        if done.ok:
            page["found"] = _found(authority, done.state)
        else:
            page |= {"fault": str(said(Sentence(done.code, done.facts))), "header": ""}
    return render(request, "employee/by_header.html", {"page": page})


def _found(authority: Authority, state: Any) -> dict[str, Any]:
    """The office behind the header, and the messages with their pages."""
    office = state["office"]
    if not office:
        return {"title": _("Nobody here sends under this header"), "is_ours": False, "rows": []}
    rows = [
        {"use": row_of(use, None), **one}
        for one in state["messages"]
        if (use := use_of(authority.person or 0, one["use"])) is not None
    ]
    name = {"office": office_name(office, words.language())}
    if not rows:
        return {
            "title": _("%(office)s sent you no message on that day") % name, "is_ours": True, "rows": []
        }  # fmt: skip
    return {"title": _("From %(office)s") % name, "is_ours": True, "rows": rows}
