"""Several months of an office in one bill."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.payroll.actions import Made, lock_run, make_bill_of_months
from vethanam.payroll.queries.undrawn import UndrawnMonth, undrawn_months
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.web.access import officer
from vethanam.web.drawing.desk import place_of
from vethanam.web.names import said
from vethanam.web.outcomes import fault_of

LOOKS_BACK_MONTHS = 24


@officer(Role.DRAWING_OFFICER, Role.CLERK, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def several(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Choose months of which something is not drawn; they become one bill, or nothing happens."""
    since = Month.of(authority.at.date()).plus(-LOOKS_BACK_MONTHS)
    months, fault = undrawn_months(code, since), ""
    if request.method == "POST":
        chosen = [row for row in months if str(row.run) in request.POST.getlist("run")]
        made: list[Made] = []
        fault = fault_of(lambda: made.append(_make(chosen, authority)))
        if made and made[0].bills:
            messages.success(request, _("The bill is made. Another person checks or presents it."))
            return redirect("drawing:bill", code=code, bill=made[0].bills[0].pk)
        fault = fault or said(made[0])
    rows = [(row, not request.POST or str(row.run) in request.POST.getlist("run")) for row in months]
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


@transaction.atomic
def _make(chosen: list[UndrawnMonth], authority: Authority) -> Made:
    for row in chosen:
        lock_run(row.run, authority)
    return make_bill_of_months([row.run for row in chosen], authority)
