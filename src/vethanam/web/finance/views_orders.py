"""A proposed order by form. It leads to the page of its cost, as a file does."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.acts.executor import Performed, perform
from vethanam.errors import Fault, Sentence
from vethanam.identity.authority import Authority
from vethanam.payroll.models import Costing
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.web.finance.order_form import OrderTyped, choices_of_figures, choices_of_people, written_order
from vethanam.web.parts.access import account_of, officer
from vethanam.web.parts.forms import sent, sent_list
from vethanam.web.parts.job_progress import is_over_soon
from vethanam.web.parts.names import said
from vethanam.web.parts.outcomes import sentence_to


@officer(Role.FINANCE_OFFICER)
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The five fields of a proposed order; first what it changes, then the others."""
    on = localdate(authority.at)
    given, now = sent(request), Month.of(on)
    typed = OrderTyped(
        what=given.get("what", request.GET.get("what", "")).strip(),
        amount=given.get("amount", "").strip(),
        starts=given.get("starts", str(now.plus(1))).strip(),
        whom=sent_list(request, "whom"),
        first_drawn=given.get("first_drawn", str(now.plus(1))).strip(),
    )
    until, faults = given.get("until", str(now.plus(12))).strip(), list[str]()
    if request.method == "POST" and (text := written_order(typed, on)):
        press = given.get("press", "")[:64] or uuid4().hex
        asked = perform(
            "cost", account_of(request), {"text": text, "until": until, "press": press}, authority=authority
        )
        if asked.ok:
            is_over_soon(lambda: Costing.objects.get(pk=asked.state["costing"]).is_over)
            return redirect("finance:costing", costing=asked.state["costing"])
        faults = _faults(request, asked)
    context = {
        "figures": choices_of_figures(typed.what, on),
        "people": choices_of_people(typed, on),
        "typed": typed,
        "until": until,
        "faults": [*typed.faults.values(), *faults],
        "press": uuid4().hex,
    }
    return render(request, "finance/order.html", context)


def _faults(request: HttpRequest, asked: Performed) -> list[str]:
    """The faults of the order without the lines of the file, which the form does not show."""
    return [_told(fault) for fault in asked.faults] or [sentence_to(request, asked)]


def _told(fault: Fault) -> str:
    if fault.code == "act_key_missing":
        return f"{_('Cost until the month')}: {_('This is empty. Enter it.')}"
    facts = {name: value for name, value in fault.facts.items() if name != "within"}
    return str(said(Sentence(fault.code, facts)))
