"""Employees from a file: all of it or nothing, and every fault of it at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.errors import Fault, Refused, Unsound, UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.payroll.rulebook import stages_on
from vethanam.periods import Month
from vethanam.service_book import employees_file
from vethanam.service_book.intake import Intake, import_employees
from vethanam.tables import lines_in
from vethanam.web import words
from vethanam.web.access import officer
from vethanam.web.drawing.desk import place_of
from vethanam.web.drawing.views_people import WORKING
from vethanam.web.names import said

#: faults that a page lists
SHOWN = 200


@dataclass(frozen=True, slots=True)
class FaultShown:
    """One thing to mend: in which line and column, and what to do."""

    line: str
    column: str
    says: str


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def importing(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Take a file into the service book. The file itself is kept nowhere."""
    faults: list[FaultShown] = []
    if request.method == "POST":
        try:
            taken = _taken(request, authority)
        except UnsoundInput as wrong:
            faults = _shown(wrong.faults)
        except (Unsound, Refused) as wrong:
            faults = [FaultShown("", "", said(wrong))]
        else:
            messages.success(request, _outcome(taken))
            return redirect("drawing:people", code=code)
    here = {"code": code}
    file = request.FILES.get("file")
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
                "All of the file is imported, or nothing. What it states waits until another person verifies it."
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


def _taken(request: HttpRequest, authority: Authority) -> Intake:
    file = request.FILES.get("file")
    if file is None:
        raise Unsound("no_file_came")
    lines = lines_in(file.read(), str(file.name))
    return import_employees(
        authority, lines, stages=stages_on(Month.of(authority.at.date())), leaves_accounts=True
    )


def _shown(faults: Sequence[Fault]) -> list[FaultShown]:
    return [FaultShown(fault.record.removeprefix("Row "), fault.field, said(fault)) for fault in faults]


def _title(count: int) -> str:
    if not count:
        return _("Import employees")
    title = ngettext(
        "Nothing was imported. One thing needs a change.",
        "Nothing was imported. %(count)s things need a change.",
        count,
    )
    return title % {"count": words.count_in_words(count, capital=True)}


def _outcome(taken: Intake) -> str:
    told = _("Imported: %(new)s new, %(changed)s changed, of %(rows)s rows.") % {
        "new": taken.new, "changed": len(taken.changed), "rows": taken.rows,
    }  # fmt: skip
    if not taken.contacts:
        return told
    sealed = _(
        "The contacts are sealed. The file still holds them in clear: destroy it when it is no longer needed."
    )
    return f"{told} {sealed}"
