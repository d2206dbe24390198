"""Accounts: find, invite, reset, close."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account, ResetRequest
from vethanam.identity.resets import waiting_reset
from vethanam.people.account_list import (
    INVITED,
    LAPSED,
    NONE,
    AccountRow,
    account_rows,
    find_accounts,
    waiting_resets,
)
from vethanam.people.accounts import (
    Invitation,
    agree_reset_by_administrator,
    ask_reset_by_administrator,
    close_by_administrator,
    invite_account,
    invite_employees,
    invite_officer,
)
from vethanam.people.models import Appointment, DrawingCode, Role
from vethanam.service_book.accounts import employees_at
from vethanam.web import words
from vethanam.web.access import officer, theirs
from vethanam.web.administration.forms import EmployeesForm, OfficerForm, ReasonForm
from vethanam.web.administration.papers import Back, papers_page, reset_page
from vethanam.web.administration.words import role_words, state_words
from vethanam.web.names import said
from vethanam.web.outcomes import done, fault_of

SHOWN = 50


@officer(Role.ADMINISTRATOR)
@require_http_methods(["GET"])
def accounts(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Accounts by name or number, and resets that wait for a second officer."""
    wanted = request.GET.get("q", "").strip()[:60]
    found = find_accounts(wanted, authority.at, SHOWN + 1)
    return render(
        request,
        "administration/accounts.html",
        {
            "wanted": wanted,
            "rows": [shown_row(row) for row in found[:SHOWN]],
            "is_cut": len(found) > SHOWN,
            "resets": [
                {
                    "name": one.account.username,
                    "by": one.asked_by.username,
                    "reason": one.reason,
                    "is_own": authority.account in (one.asked_by_id, one.account_id),
                    "address": reverse("administration:account", kwargs={"name": one.account.username}),
                }
                for one in waiting_resets()
            ],
        },
    )


@officer(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Invite an officer who is not in the service book here."""
    form = OfficerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = invite_officer(authority, form.cleaned_data["account"].strip(), form.person())
        except (Refused, Unsound) as error:
            form.add_error(None, said(error))
        else:
            return papers_page(request, [made], authority.office, accounts_back())
    return render(
        request,
        "administration/form.html",
        {
            "form": form,
            "title": _("Invite an officer"),
            "says": _(
                "For a person who has no employee number here. You get a paper with a first code to hand over."
            ),
            "button": _("Invite"),
            "back": accounts_back(),
        },
    )


@officer(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def invite_many(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Invite employees by number, or everybody of a drawing code who has no account, in one act."""
    form = EmployeesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _invited(authority, form)
        except (Refused, Unsound) as error:
            form.add_error(None, said(error))
        else:
            return papers_page(request, made, authority.office, accounts_back())
    return render(
        request,
        "administration/form.html",
        {
            "form": form,
            "title": _("Invite employees"),
            "says": _("Each gets the sign-in name E and the employee number, and a paper with a first code."),
            "button": _("Invite"),
            "back": accounts_back(),
        },
    )


@officer(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, authority: Authority, name: str) -> HttpResponse:
    """One account: its person, state and appointments; invite again, reset, close."""
    found = theirs(Account.objects.exclude(kind=Account.Kind.SERVICE).filter(username=name).first())
    form = ReasonForm(request.POST if request.POST.get("act") == "ask" else None)
    if request.method == "POST":
        answer = _act(request, authority, found, form)
        if answer is not None:
            return answer
    (row,) = account_rows([found], authority.at)
    waiting = waiting_reset(found)
    return render(
        request,
        "administration/account.html",
        {
            "row": row,
            "state": state_words(row.state),
            "history": _history(found),
            "can_invite": row.state in (INVITED, LAPSED, NONE),
            "waiting": waiting,
            "is_own": found.pk == authority.account,
            "may_agree": waiting and waiting.asked_by_person != authority.person,
            "form": form,
            "back": accounts_back(),
        },
    )


def _act(request: HttpRequest, authority: Authority, found: Account, form: ReasonForm) -> HttpResponse | None:
    """Do what a button of the account's page says; None where its page is shown again with a fault."""
    name, here = found.username, redirect("administration:account", name=found.username)
    act = request.POST.get("act", "")
    if act == "ask":
        if not form.is_valid():
            return None
        reason = form.cleaned_data["reason"]
        done(
            request,
            lambda: ask_reset_by_administrator(authority, found, reason),
            _("Asked. Another officer agrees to it."),
        )
    elif act == "close":
        done(
            request,
            lambda: close_by_administrator(authority, found),
            _("The account %(name)s is closed.") % {"name": name},
        )
    elif act in ("agree", "invite"):
        issued: list[HttpResponse] = []
        verb = _agree if act == "agree" else _invite_again
        if not (fault := fault_of(lambda: issued.append(verb(request, authority, found)))):
            return issued[0]
        messages.error(request, fault)
    return here


def _agree(request: HttpRequest, authority: Authority, found: Account) -> HttpResponse:
    waiting: ResetRequest | None = waiting_reset(found)
    if waiting is None:
        raise Refused("reset_unknown")
    return reset_page(
        request, agree_reset_by_administrator(authority, waiting), authority.office, accounts_back()
    )


def _invite_again(request: HttpRequest, authority: Authority, found: Account) -> HttpResponse:
    (row,) = account_rows([found], authority.at)
    made = invite_account(authority, found, row.number)
    return papers_page(request, [made], authority.office, accounts_back())


@transaction.atomic
def _invited(authority: Authority, form: EmployeesForm) -> list[Invitation]:
    numbers = list(dict.fromkeys(form.cleaned_data["numbers"].replace(",", " ").split()))
    if code := form.cleaned_data["code"].strip():
        if not DrawingCode.objects.filter(code=code).exists():
            raise Unsound("seat_code_unknown", scope=typed(code, 12))
        numbers = [one.number for one in employees_at(code, authority.at) if one.person.account is None]
        if not numbers:
            raise Refused("nobody_to_invite", drawing_code=typed(code, 12))
    return invite_employees(authority, numbers)


def accounts_back() -> Back:
    """The link to all accounts."""
    return Back(reverse("administration:accounts"), _("Accounts"))


def shown_row(row: AccountRow) -> dict[str, object]:
    """A row of accounts as a list shows it."""
    shape, word = state_words(row.state)
    return {
        "name": row.account.username,
        "person": row.person.name if row.person else "",
        "number": row.number,
        "roles": ", ".join(role_words(role, scope) for role, scope in row.roles),
        "shape": shape,
        "word": word,
        "address": reverse("administration:account", kwargs={"name": row.account.username}),
    }


def _history(found: Account) -> list[dict[str, object]]:
    rows = (
        Appointment.objects.filter(account=found, ends__isnull=True)
        .select_related("ended_by")
        .order_by("-valid_from")
    )
    return [
        {
            "role": role_words(one.role, one.scope),
            "first": words.day(one.valid_from),
            "last": words.day(last) if (last := last_day(one)) else "",
            "is_open": last is None,
            "end": reverse("administration:end", kwargs={"appointment": one.pk}),
        }
        for one in rows
    ]


def last_day(one: Appointment) -> date | None:
    """The last day of an appointment; None while no end is known."""
    ended: Appointment | None = getattr(one, "ended_by", None)
    return ended.valid_until if ended else one.valid_until
