"""The accounts of an office's people: invite, reset by two officers, close."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.acts.translation import says_of
from vethanam.identity.authority import Authority
from vethanam.identity.resets import waiting_reset
from vethanam.people.account_list import CLOSED, INVITED, LAPSED, NONE, states_of
from vethanam.people.models import Employment, Role
from vethanam.privacy.looks import record_look
from vethanam.service_book.accounts import MONTHS_AFTER, employees_at, is_posted_at
from vethanam.web.administration.papers import Back, codes_page
from vethanam.web.administration.words import state_words
from vethanam.web.drawing.desk import place_of
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.outcomes import acted
from vethanam.web.parts.people import people_named

OFFICE = (Role.DRAWING_OFFICER, Role.CLERK)
PAGE = 100


@officer(*OFFICE, scope="code")
@require_http_methods(["GET", "POST"])
def people_accounts(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The people of the office and their accounts; all others are invited in one act."""
    people = employees_at(code, authority.at)
    without = [one.number for one in people if one.person.account is None]
    if request.method == "POST":
        page = _invited(request, code, {})
        return page or redirect("drawing:people_accounts", code=code)
    whose = people_named({one.number for one in people})
    states = states_of([one.person.account for one in people if one.person.account])
    return render(
        request,
        "drawing/people_accounts.html",
        {
            "place": place_of(code, 0),
            "without": len(without),
            "form": _inviting(),
            "people": [
                {
                    "person": whose[one.number],
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
    if not is_posted_at(found.pk, code, authority.at, MONTHS_AFTER):
        theirs(None)
    record_look(authority, found.person_id, "page_account")
    serves = is_posted_at(found.pk, code, authority.at)
    account = found.person.account
    form = ActForm("ask_reset", fields=("reason",), fixed={"account": account.username if account else ""})
    if request.method == "POST" and (answer := _act(request, code, found, form)):
        return answer
    state = states_of([account])[account.pk] if account else ""
    waiting = waiting_reset(account) if account else None
    return render(
        request,
        "drawing/person_account.html",
        {
            "place": place_of(code, 0),
            "person": people_named([number])[number],
            "account": account,
            "state": state_words(state) if state else ("open", _("No account")),
            "inviting": _inviting(),
            "can_invite": serves and (account is None or state in (INVITED, LAPSED, NONE)),
            "can_reset": serves and account is not None,
            "can_close": account is not None and state != CLOSED,
            "waiting": waiting,
            "may_agree": waiting and waiting.asked_by_person != authority.person,
            "form": form,
            "back": _back(code),
        },
    )


def _act(request: HttpRequest, code: str, found: Employment, form: ActForm) -> HttpResponse | None:
    """Perform the pressed button's act; None if the page is shown again with a fault."""
    act, page = sent(request).get("act", ""), None
    if act == "ask":
        if not (form.is_sent_by(request) and form.perform(request)):
            return None
        messages.success(request, _("Asked. Another officer agrees to it."))
    elif act == "close":
        acted(request, "close_account", form.fixed, _("The account is closed."))
    elif act == "invite":
        page = _invited(request, code, {"numbers": [found.number]})
    elif act == "agree":
        page = _papers(request, code, "agree_reset", form.fixed)
    return page or redirect("drawing:person_account", code=code, number=found.number)


def _inviting() -> ActForm:
    """The form of an invitation: send the codes by message or not."""
    return ActForm("invite_employees", fields=("by_message",))


def _invited(request: HttpRequest, code: str, given: Mapping[str, Any]) -> HttpResponse | None:
    """Invite; returns the papers of those without a message, or None if there is nothing to print."""
    form = ActForm("invite_employees", fields=("by_message",), fixed=given)
    form.is_sent_by(request)
    made = acted(request, "invite_employees", form.given())
    if made.ok and made.state["sent"]:
        messages.success(request, says_of(made))
    codes = made.once["first_codes"] if made.ok else ()
    return codes_page(request, codes, code, _back(code)) if codes else None


def _papers(request: HttpRequest, code: str, act: str, given: Mapping[str, Any]) -> HttpResponse | None:
    """The papers with an act's first codes; None if it was refused, and the next page gives the reason."""
    made = acted(request, act, given)
    return codes_page(request, made.once["first_codes"], code, _back(code)) if made.ok else None


def _back(code: str) -> Back:
    return Back(reverse("drawing:people_accounts", kwargs={"code": code}), _("Accounts"))
