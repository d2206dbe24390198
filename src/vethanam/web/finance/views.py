"""Finance's pages of proposed orders and their cost. Drafts are visible to their author; nothing is paid."""

from __future__ import annotations

import csv
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.executor import perform
from vethanam.documents.due_drawn_list import list_statement_pdf
from vethanam.errors import Fault, Unsound
from vethanam.identity.authority import Authority
from vethanam.payroll.arrears.statement import Arrears, arrears_of
from vethanam.payroll.models import Costing, Scenario
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.web.arrears.lists import lead_of, owed_of, paper_of
from vethanam.web.finance.costing import costing_shown, waiting
from vethanam.web.finance.draft import of_the_draft
from vethanam.web.finance.pages import BY, EXAMPLE, beside_of, listed, shown_of
from vethanam.web.parts.access import account_of, officer, theirs
from vethanam.web.parts.forms import typed_again
from vethanam.web.parts.job_progress import answered, is_over_soon
from vethanam.web.parts.names import said
from vethanam.web.parts.outcomes import acted, sentence_to
from vethanam.web.reader import page_reader

#: default number of months for everybody's arrears
MONTHS = 3
#: more digits than any id has
MOST_DIGITS = 19


@officer(Role.FINANCE_OFFICER)
@require_http_methods(["GET", "POST"])
def scenarios(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Earlier costings, and the form for a new one; the worker computes it, once per press."""
    faults: list[str] = []
    names = ("text", "until", "press")
    shown = typed_again(request, names)
    typed = {name: shown.get(name, "") for name in names}
    if request.method == "POST":
        asked = perform("cost", account_of(request), typed, authority=authority)
        if asked.ok:
            is_over_soon(lambda: Costing.objects.get(pk=asked.state["costing"]).is_over)
            return redirect("finance:costing", costing=asked.state["costing"])
        faults = [_told(fault) for fault in asked.faults] or [sentence_to(request, asked)]
    again = _asked(authority, request.GET.get("again", ""))
    last = Month.of(localdate(authority.at)).plus(12)
    return render(
        request,
        "finance/scenarios.html",
        {
            "waiting": waiting(authority),
            "scenarios": listed(authority),
            "chosen": request.GET.getlist("with"),
            "faults": faults,
            "text": typed["text"] or (again.text if again else EXAMPLE),
            "until": typed["until"] or str(Month.from_key(again.last) if again else last),
            "press": uuid4().hex,
        },
    )


def _told(fault: Fault) -> str:
    """The faults of a draft by line, or of the month."""
    if fault.code == "act_key_missing":
        return f"{_('Cost until the month')}: {_('This is empty. Enter it.')}"
    return str(said(of_the_draft(fault.sentence)))


@officer(Role.FINANCE_OFFICER)
@require_http_methods(["GET", "POST"])
def costing(request: HttpRequest, authority: Authority, costing: int) -> HttpResponse:
    """The progress of a costing, or its result. A worker can resume an interrupted or stopped one."""
    asked = theirs(_asked(authority, str(costing)))
    if asked.scenario_id is not None:
        address = reverse("finance:scenario", kwargs={"scenario": asked.scenario_id})
        if request.headers.get("HX-Request"):
            return HttpResponse(status=200, headers={"HX-Redirect": address})
        return redirect(address)
    if request.method == "POST":
        acted(request, "cost_again", {"costing": costing})
        return redirect("finance:costing", costing=costing)
    return answered(request, costing_shown(asked))


@officer(Role.FINANCE_OFFICER)
@require_GET
def scenario(request: HttpRequest, authority: Authority, scenario: int) -> HttpResponse:
    """The cost of one order: total, months, heads."""
    return render(request, "finance/scenario.html", {"cost": shown_of(_own(authority, scenario))})


@officer(Role.FINANCE_OFFICER)
@require_GET
def beside(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Several proposed orders side by side."""
    wanted = [int(key) for key in request.GET.getlist("with") if key.isdecimal()]
    chosen = [_own(authority, key) for key in dict.fromkeys(wanted)]
    if not chosen:
        return redirect("finance:scenarios")
    return render(request, "finance/beside.html", {"page": beside_of(chosen)})


@officer(Role.FINANCE_OFFICER)
@require_GET
def table(request: HttpRequest, authority: Authority, scenario: int) -> HttpResponse:
    """A table of exact paise: by month and head, head, office, scale or component."""
    kept = _own(authority, scenario)
    by = request.GET.get("by", "months")
    if by not in BY:
        raise Http404
    rows = kept.told[by]
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="cost-{kept.pk}-{by}.csv"'
    if rows:
        writer = csv.DictWriter(response, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return response


@officer(Role.FINANCE_OFFICER)
@require_GET
def arrears(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Everybody's due minus drawn, by order, office and cadre."""
    fault = ""
    try:
        found = _arrears(request, authority)
    except Unsound as wrong:
        fault, found = said(wrong), _arrears(None, authority)
    page = owed_of(found)
    context = {
        "arrears": page,
        "lead": lead_of(page),
        "fault": fault,
        "first": str(found.first),
        "last": str(found.last),
        "offices": page.offices,
    }
    return render(request, "finance/arrears.html", context)


@officer(Role.FINANCE_OFFICER)
@require_GET
def arrears_paper(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The statement of everybody's arrears, by office and by cadre."""
    try:
        found = _arrears(request, authority)
    except Unsound as wrong:
        raise Http404 from wrong
    if found.parts.is_empty():
        raise Http404
    paper = paper_of(found, lambda: _("Everybody"), by_office=True)
    response = HttpResponse(list_statement_pdf(paper), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="arrears.pdf"'
    return response


def _arrears(request: HttpRequest | None, authority: Authority) -> Arrears:
    given = request.GET if request is not None else {}
    last = Month.of(localdate(authority.at)).plus(-1)
    until = Month.parse(given["to"]) if given.get("to") else last
    first = Month.parse(given["from"]) if given.get("from") else until.plus(1 - MONTHS)
    if until < first:
        raise Unsound("wrong_months", last=until, first=first)
    return arrears_of(page_reader(), first, until, authority.at)


def _asked(authority: Authority, key: str) -> Costing | None:
    own = Costing.objects.filter(account=authority.account)
    return own.filter(pk=int(key)).first() if key.isdecimal() and len(key) < MOST_DIGITS else None


def _own(authority: Authority, key: int) -> Scenario:
    return theirs(Scenario.objects.filter(pk=key, account=authority.account).first())
