"""Several months of an office in one bill."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from vethanam.acts.executor import perform
from vethanam.identity.authority import Authority
from vethanam.payroll.bills.unbilled_months import undrawn_months
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.web.drawing.desk import place_of
from vethanam.web.drawing.views import to_bill
from vethanam.web.parts.access import account_of, officer
from vethanam.web.parts.forms import sent_list
from vethanam.web.parts.outcomes import sentence_to

LOOKS_BACK_MONTHS = 24


@officer(Role.DRAWING_OFFICER, Role.CLERK, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def several(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Choose months with undrawn pay; they become one bill, or nothing happens."""
    since = Month.of(authority.at.date()).plus(-LOOKS_BACK_MONTHS)
    months, fault = undrawn_months(code, since), ""
    chosen = [str(row.run) for row in months]
    if request.method == "POST":
        chosen = [run for run in chosen if run in sent_list(request, "run")]
        made = perform(
            "make", account_of(request), {"drawing_code": code, "runs": chosen}, authority=authority
        )
        if made.state.get("bills") and (page := to_bill(request, made)):
            return page
        fault = sentence_to(request, made)
    rows = [(row, str(row.run) in chosen) for row in months]
    return render(
        request,
        "drawing/months.html",
        {
            "place": place_of(code, 0),
            "rows": rows,
            "fault": fault,
            "back": reverse("drawing:bills", kwargs={"code": code}),
        },
    )
