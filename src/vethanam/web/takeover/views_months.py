"""Months of the former system compared with ours: rows with both figures and a cause, and sign-off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.comparison_workbooks import comparison_workbook
from vethanam.acts.executor import look
from vethanam.acts.former_system import COMPARES, compared, told
from vethanam.acts.takeover import TAKES
from vethanam.acts.translation import says_of
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.web.parts.access import account_of, officer
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.names import component_name, fund_name
from vethanam.web.parts.people import people_named

#: people shown of each row; the workbook has all
PEOPLE = 20
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@officer(*COMPARES)
@require_http_methods(["GET", "POST"])
def months(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A month of the former system compared with ours; rows are signed off with a reason, and
    an office goes live.
    """
    seen = look("taken_over", account_of(request), {}, authority.at).state
    listed = seen.get("months", [])
    month = request.GET.get("month") or (listed[-1] if listed else "")
    office = request.GET.get("office") or authority.scope or ""
    fault = _done(request, month, office)
    if fault is None:
        return redirect(f"{reverse('takeover:months')}?{urlencode({'month': month, 'office': office})}")
    found = _compared(authority, month, office) if month else None
    context: dict[str, Any] = {
        "months": [(one, Month.parse(one)) for one in listed],
        "live": [row for row in seen.get("live", []) if row["drawing_code"] == office],
        "month": month,
        "office": office,
        "found": found,
        "fault": fault,
        "takes": authority.role in TAKES,
        "may_sign": authority.role in (Role.DRAWING_OFFICER, Role.FINANCE_OFFICER),
    }
    return render(request, "takeover/months.html", context)


def _done(request: HttpRequest, month: str, office: str) -> str | None:
    """Perform the page's form; returns None on success, else the fault."""
    code = {"drawing_code": office} if office else {}
    if "row" in sent(request):
        form = ActForm("sign_difference", fields=("row", "reason"), fixed={"month": month, **code})
    elif "first_month" in sent(request):
        form = ActForm("go_live", fields=("first_month",), fixed=code)
    else:
        return ""
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, says_of(form.performed))
        return None
    return form.fault


#: causes of one input, in words
_CAUSES: Mapping[str, str] = {
    "unexplained": gettext_noop("Unexplained"),
    "basic_pay": gettext_noop("Basic pay"),
    "leave_without_allowances": gettext_noop("Leave without allowances"),
    "quarters": gettext_noop("Quarters"),
    "place_class": gettext_noop("Class of place"),
    "profession_tax_exempt": gettext_noop("Exempt from profession tax"),
    "tax_regime": gettext_noop("Tax regime"),
    "rounding": gettext_noop("Rounding"),
}


def cause_words(cause: str) -> str:
    """The input or figure that makes the line equal, in the language of the page."""
    kind, _found, code = cause.partition("_")
    if cause in _CAUSES:
        return _(_CAUSES[cause])
    if kind == "membership":
        return _("Membership of %(fund)s") % {"fund": fund_name(code)}
    named = {
        "recovery": gettext_noop("Recovery: %(component)s"),
        "stated": gettext_noop("Rate on record: %(component)s"),
        "rate": gettext_noop("Rate: %(component)s"),
    }[kind]
    return _(named) % {"component": component_name(code)}


def _compared(authority: Authority, month: str, office: str) -> dict[str, Any]:
    """The comparison, with the first people of each row by name."""
    try:
        found = told(compared(authority, Month.parse(month), office or None))
    except (Unsound, Refused) as wrong:
        raise Http404 from wrong
    whose = people_named({one["number"] for row in found["differences"] for one in row["of"][:PEOPLE]})
    for row in found["differences"]:
        row["line"], row["by"] = component_name(row["component"]), cause_words(row["cause"])
        row["of"] = [{**one, "person": whose[one["number"]]} for one in row["of"][:PEOPLE]]
    return found


@officer(*COMPARES)
@require_GET
def table(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The month as a workbook: one row per person and line."""
    try:
        month = Month.parse(request.GET.get("month", ""))
        found = compared(authority, month, request.GET.get("office") or None)
    except (Unsound, Refused) as wrong:
        raise Http404 from wrong
    answer = HttpResponse(comparison_workbook(found), content_type=_WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="side-by-side-{month}.xlsx"'
    return answer
