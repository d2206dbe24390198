"""The accounts of an office's own people: invite, reset by two officers, close."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.identity.resets import waiting_reset
from vethanam.people.account_list import CLOSED, INVITED, LAPSED, NONE, states_of
from vethanam.people.models import Employment, Role
from vethanam.service_book.accounts import (
    agree_reset_from_office,
    ask_reset_from_office,
    close_from_office,
    employees_at,
    invite_from_office,
)
from vethanam.web.access import officer, theirs
from vethanam.web.administration.forms import ReasonForm
from vethanam.web.administration.papers import Back, papers_page, reset_page
from vethanam.web.administration.words import state_words
from vethanam.web.drawing.desk import place_of
from vethanam.web.outcomes import done, fault_of

OFFICE = (Role.DRAWING_OFFICER, Role.CLERK)
PAGE = 100


@officer(*OFFICE, scope="code")
@require_http_methods(["GET", "POST"])
def people_accounts(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Who of the office has an account; everybody else is invited in one act."""
    people = employees_at(code, authority.at)
    without = [one.number for one in people if one.person.account is None]
    if request.method == "POST":
        papers: list[HttpResponse] = []
        fault = fault_of(
            lambda: papers.append(
                papers_page(request, invite_from_office(authority, code, without), code, _back(code))
            )
        )
        if papers:
            return papers[0]
        messages.error(request, fault)
        return redirect("drawing:people_accounts", code=code)
    states = states_of([one.person.account for one in people if one.person.account])
    return render(
        request,
        "drawing/people_accounts.html",
        {
            "place": place_of(code, 0),
            "without": len(without),
            "people": [
                {
                    "number": one.number,
                    "name": one.person.name,
                    "account": one.person.account.username if one.person.account else "",
                    "state": state_words(states[one.person.account.pk])
                    if one.person.account
                    else ("open", _("No account")),
                    "address": reverse("drawing:person_account", kwargs={"code": code, "number": one.number}),
                }
                for one in people
            ],
        },
    )


@officer(*OFFICE, scope="code")
@require_http_methods(["GET", "POST"])
def person_account(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """The account of one employee: invite, ask or agree to a reset, close."""
    found = theirs(Employment.objects.filter(number=number).select_related("person__account").first())
    if found.pk not in {one.pk for one in employees_at(code, authority.at)}:
        theirs(None)
    form = ReasonForm(request.POST if request.POST.get("act") == "ask" else None)
    if request.method == "POST":
        answer = _act(request, authority, code, found, form)
        if answer is not None:
            return answer
    account = found.person.account
    state = states_of([account])[account.pk] if account else ""
    waiting = waiting_reset(account) if account else None
    return render(
        request,
        "drawing/person_account.html",
        {
            "place": place_of(code, 0),
            "employee": found,
            "account": account,
            "state": state_words(state) if state else ("open", _("No account")),
            "can_invite": account is None or state in (INVITED, LAPSED, NONE),
            "can_close": account is not None and state != CLOSED,
            "waiting": waiting,
            "may_agree": waiting and waiting.asked_by_person != authority.person,
            "form": form,
            "back": _back(code),
        },
    )


def _act(
    request: HttpRequest, authority: Authority, code: str, found: Employment, form: ReasonForm
) -> HttpResponse | None:
    """Do what a button says; None where the page is shown again with a fault."""
    number, act = found.number, request.POST.get("act", "")
    papers: list[HttpResponse] = []
    if act == "ask":
        if not form.is_valid():
            return None
        reason = form.cleaned_data["reason"]
        verb = lambda: ask_reset_from_office(authority, code, number, reason)  # noqa: E731
        done(request, verb, _("Asked. Another officer agrees to it."))
    elif act == "close":
        done(request, lambda: close_from_office(authority, code, number), _("The account is closed."))
    elif act == "invite":
        fault = fault_of(
            lambda: papers.append(
                papers_page(request, invite_from_office(authority, code, [number]), code, _back(code))
            )
        )
        if fault:
            messages.error(request, fault)
    elif act == "agree":
        fault = fault_of(lambda: papers.append(_agree(request, authority, code, found)))
        if fault:
            messages.error(request, fault)
    return papers[0] if papers else redirect("drawing:person_account", code=code, number=number)


def _agree(request: HttpRequest, authority: Authority, code: str, found: Employment) -> HttpResponse:
    account = found.person.account
    waiting = waiting_reset(account) if account else None
    if waiting is None:
        raise Refused("reset_unknown")
    issued = agree_reset_from_office(authority, code, found.number, waiting)
    return reset_page(request, issued, code, _back(code))


def _back(code: str) -> Back:
    return Back(reverse("drawing:people_accounts", kwargs={"code": code}), _("Accounts"))
