"""“This looks wrong”: ask the paying office about a line, or about a missing one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.payroll.models import LineQuestion
from vethanam.periods import Month
from vethanam.web.employee.pages import employment_of, pen_of
from vethanam.web.parts import words
from vethanam.web.parts.access import employee, theirs
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.names import component_name
from vethanam.web.pay.questions import ASKED

_OF_A_MONTH = (
    LineQuestion.Asked.LINE_MISSING,
    LineQuestion.Asked.ORDER_MISSING,
    LineQuestion.Asked.NOT_EXPECTED,
)
_OF_A_LINE = tuple(asked for asked in LineQuestion.Asked if asked != LineQuestion.Asked.LINE_MISSING)


@employee
@require_http_methods(["GET", "POST"])
def ask_line(request: HttpRequest, authority: Authority, month: Month, component: str = "") -> HttpResponse:
    """Choose the fault; the line is sent with the question, and the answer appears beside it."""
    mine = theirs(employment_of(authority.person or 0, request.GET.get("pen", "")))
    back = {"month": month, "component": component} if component else {"month": month}
    address = reverse("employee:line" if component else "employee:month", kwargs=back) + pen_of(mine)
    form = ActForm(
        "ask_about_pay",
        fields=("asked", "says"),
        fixed={"employment": mine.number, **back},
        choices={"asked": [(asked, _(ASKED[asked])) for asked in (_OF_A_LINE if component else _OF_A_MONTH)]},
        radios=("asked",),
    )
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("Asked. Your office answers here within 30 days."))
        return redirect(address if component else "employee:questions")
    about = f"{component_name(component)}, {words.month(month)}" if component else words.month(month)
    return render(
        request,
        "employee/ask_line.html",
        {
            "about": about,
            "back": address,
            "is_line": bool(component),
            "form": form,
        },
    )
