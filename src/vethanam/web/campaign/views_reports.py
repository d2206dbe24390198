"""Report files of the portal Mobile Seva: the end of each message that it took."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from vethanam.acts.sendings import COMPARES, reads_of, report_state
from vethanam.identity.authority import Authority
from vethanam.messaging.portal_reports import portal_reports_of
from vethanam.web.parts.access import officer
from vethanam.web.parts.forms import ActForm

#: files on the page
SHOWN = 50


@officer(*COMPARES)
@require_http_methods(["GET", "POST"])
def reports(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Enter a report file; the files entered before, newest first."""
    form = ActForm("record_portal_report", fields=("file",))
    if form.is_sent_by(request) and form.perform(request):
        return redirect("campaign:reports")
    rows = [{**report_state(row), "at": row.at} for row in portal_reports_of(reads_of(authority))[:SHOWN]]
    return render(request, "campaign/reports.html", {"form": form, "rows": rows})
