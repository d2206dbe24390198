"""Pay drawn by another voucher: one person of the office enters it, another verifies it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from vethanam.acts.executor import look
from vethanam.acts.translation import says_of
from vethanam.identity.authority import Authority
from vethanam.payroll.register.outside_vouchers import component_kinds
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.web.parts.access import account_of, officer
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.names import component_name
from vethanam.web.parts.people import people_named

#: empty lines of the form, and further ones each time they are asked for
LINES = 4
_FIELDS = ("employment", "month", "source", "voucher_number", "voucher_date")
SOURCES = {
    "manual_bill": gettext_noop("A bill made by hand"),
    "other_employer": gettext_noop("Another employer"),
    "provident_fund": gettext_noop("A credit to the provident fund"),
    "before_system": gettext_noop("The former system"),
}


@officer(Role.CLERK, Role.DRAWING_OFFICER, power="prepare")
@require_http_methods(["GET", "POST"])
def elsewhere(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The vouchers that wait for a second person, and the form of a new one."""
    enters = "entry" not in sent(request)
    entering = ActForm(
        "record_drawn_elsewhere",
        fields=_FIELDS,
        choices={"source": [(code, _(name)) for code, name in SOURCES.items()]},
    )
    deciding = ActForm("decide_drawn_elsewhere")
    form = entering if enters else deciding
    lines = _lines(request)
    also = {"amounts": {name: amount for name, amount in lines if name and amount}} if enters else {}
    asks_for_lines = "further" in sent(request)
    if form.is_sent_by(request) and not asks_for_lines and form.perform(request, also) and form.performed:
        messages.success(request, says_of(form.performed))
        return redirect("takeover:elsewhere")
    waiting = _waiting(request, authority)
    context = {
        "verifies": next((row for row in waiting if not row["is_ones_own"]), None),
        "form": entering,
        "fault": "" if enters else deciding.fault,
        "waiting": waiting,
        "lines": [*lines, *[("", "")] * (LINES if asks_for_lines else max(1, LINES - len(lines)))],
        "components": sorted((component_name(one), one) for one in component_kinds()),
        "title": _("Pay drawn by another voucher"),
    }
    return render(request, "takeover/elsewhere.html", context)


def _lines(request: HttpRequest) -> list[tuple[str, str]]:
    """The filled lines of the form: component and amount as typed."""
    given = sent(request)
    names = sorted((name for name in given if name.startswith("line_")), key=lambda name: (len(name), name))
    lines = [(str(given[name]), given.get(name.replace("line_", "amount_"), "").strip()) for name in names]
    return [line for line in lines if any(line)]


def _waiting(request: HttpRequest, authority: Authority) -> list[dict[str, Any]]:
    seen = look("drawn_elsewhere", account_of(request), {}, authority.at).state.get("vouchers", [])
    whose = people_named({row["employment"] for row in seen})
    return [
        {
            **row,
            "month": Month.parse(row["month"]),
            "voucher_date": date.fromisoformat(row["voucher_date"]),
            "person": whose[row["employment"]],
            "where": _(SOURCES[row["source"]]),
            "amounts": list(row["amounts_paise"].items()),
        }
        for row in seen
    ]
