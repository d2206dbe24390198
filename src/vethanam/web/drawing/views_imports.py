"""Import of employees from a file: all or nothing, with all faults at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.executor import Performed, perform
from vethanam.acts.fields import File
from vethanam.errors import Sentence
from vethanam.identity.authority import Authority
from vethanam.service_book import employees_file
from vethanam.web.drawing.desk import place_of
from vethanam.web.drawing.views_people import WORKING
from vethanam.web.parts import words
from vethanam.web.parts.access import account_of, officer
from vethanam.web.parts.forms import sent_file
from vethanam.web.parts.names import said
from vethanam.web.parts.outcomes import sentence_to
from vethanam.web.parts.people import said_to

#: faults listed on a page
SHOWN = 200


@dataclass(frozen=True, slots=True)
class FaultShown:
    """One fault: its line, its column, and its remedy."""

    line: str
    column: str
    says: str


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def importing(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Import a file into the service book. The file itself is not stored."""
    faults: list[FaultShown] = []
    file = sent_file(request, "file")
    if request.method == "POST":
        given = {"drawing_code": code, "file": File(str(file.name), file.read()) if file else None}
        taken = perform("import", account_of(request), given, authority=authority)
        if taken.ok:
            messages.success(request, _outcome(taken.state))
            return redirect("drawing:people", code=code)
        faults = _shown(request, taken) if file else [FaultShown("", "", said(Sentence("no_file_came")))]
    here = {"code": code}
    return render(
        request,
        "drawing/importing.html",
        {
            "place": place_of(code, 0),
            "back": reverse("drawing:people", kwargs=here),
            "template": reverse("drawing:template", kwargs=here),
            "name": file.name if file else "",
            "title": _title(len(faults)),
            "lead": _("All of them are listed; none waits behind them.")
            if faults
            else _(
                "The file is imported whole or not at all. Its entries wait until another person verifies "
                "them."
            ),
            "faults": faults[:SHOWN],
            "more": _("The first %(count)s are shown.") % {"count": SHOWN} if len(faults) > SHOWN else "",
        },
    )


@officer(*WORKING, scope="code", power="prepare")
@require_GET
def template(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The header of an empty file."""
    answer = HttpResponse(employees_file.template(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="employees.csv"'
    return answer


def _shown(request: HttpRequest, refused: Performed) -> list[FaultShown]:
    """The faults of a file by line, or the reason why all of it is refused."""
    shown = [
        FaultShown(one.record.removeprefix("Row "), one.field, str(said_to(request, one)))
        for one in refused.faults
    ]
    return shown or [FaultShown("", "", sentence_to(request, refused))]


def _title(count: int) -> str:
    if not count:
        return _("Import employees")
    title = ngettext(
        "Nothing was imported. One thing needs a change.",
        "Nothing was imported. %(count)s things need a change.",
        count,
    )
    return title % {"count": words.count_in_words(count, capital=True)}


def _outcome(taken: Mapping[str, Any]) -> str:
    told = _("Imported: %(new)s new, %(changed)s changed, of %(rows)s rows.") % {
        "new": taken["new"], "changed": len(taken["changed"]), "rows": taken["rows"],
    }  # fmt: skip
    if not taken["contacts_sealed"]:
        return told
    sealed = _(
        "The contacts are sealed. The file still holds them in clear: destroy it when it is no longer needed."
    )
    return f"{told} {sealed}"
