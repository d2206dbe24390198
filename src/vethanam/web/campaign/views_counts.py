"""The operator's own counts of our short messages beside ours."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.sendings import COMPARES, reads_of
from vethanam.identity.authority import Authority
from vethanam.messaging.count_files import count_files_of
from vethanam.messaging.models import CountFile
from vethanam.people.models import Role
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm

#: files on the page
SHOWN = 50


@officer(*COMPARES)
@require_http_methods(["GET", "POST"])
def counts(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Compare a count file; the files compared before, newest first."""
    form = ActForm("reconcile_counts", fields=("file",))
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        return redirect("campaign:count_file", reference=form.performed.state["counts"])
    rows = count_files_of(reads_of(authority))[:SHOWN]
    return render(request, "campaign/counts.html", {"form": form, "rows": [_row(row) for row in rows]})


@officer(*COMPARES)
@require_GET
def count_file(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """One count file: both counts of each header, text and day, and the case."""
    row = theirs(count_files_of(reads_of(authority)).filter(reference=reference).first())
    case = row.case
    is_hers = case is not None and authority.role == Role.DATA_PROTECTION_OFFICER
    page = {
        **_row(row),
        "lines": [
            {**line, "day": date.fromisoformat(line["day"]), "over": max(line["operators"] - line["ours"], 0)}
            for line in row.lines
        ],
        "case": case.number if case else "",
        "case_address": reverse("protection:duty", args=[case.reference]) if case and is_hers else "",
    }
    return render(request, "campaign/count_file.html", {"page": page})


def _row(row: CountFile) -> dict[str, Any]:
    return {
        "at": row.at,
        "over": row.over,
        "shape": "refused" if row.over else "done",
        "word": _("More at the operator") if row.over else _("Agrees"),
        "address": reverse("campaign:count_file", kwargs={"reference": row.reference}),
        "count": len(row.lines),
    }
