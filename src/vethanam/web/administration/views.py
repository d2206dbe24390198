"""Pages of accounts: find, invite, reset, close."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.acts.translation import says_of
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
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
from vethanam.people.models import Appointment, Role
from vethanam.web.administration.papers import Back, codes_page
from vethanam.web.administration.words import role_words, state_words
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.outcomes import acted

SHOWN = 50


@officer(Role.ADMINISTRATOR)
@require_http_methods(["GET"])
def accounts(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Accounts by name or number, and resets waiting for a second officer."""
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
    """Invite an officer who is not in this service book."""
    form = ActForm("invite_officer")
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        return codes_page(request, form.performed.once["first_codes"], authority.office, accounts_back())
    return render(
        request,
        "parts/act.html",
        {
            "form": form,
            "question": _("Invite an officer"),
            "stays": _(
                "For a person who has no employee number here. You get a paper with a first code to hand "
                "over."
            ),
            "verb": _("Invite"),
            "is_filled": True,
            "back": accounts_back().address,
            "back_word": accounts_back().word,
        },
    )


@officer(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def invite_many(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Invite employees by number, or everybody of a drawing code without an account, in one act."""
    form = ActForm("invite_employees")
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        codes = form.performed.once["first_codes"]
        if form.performed.state["sent"]:
            messages.success(request, says_of(form.performed))
        if not codes:
            return redirect("administration:accounts")
        return codes_page(request, codes, authority.office, accounts_back())
    return render(
        request,
        "parts/act.html",
        {
            "form": form,
            "question": _("Invite employees"),
            "stays": _(
                "Each gets the sign-in name E and the employee number, and a paper with a first code."
            ),
            "verb": _("Invite"),
            "is_filled": True,
            "back": accounts_back().address,
            "back_word": accounts_back().word,
        },
    )


@officer(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, authority: Authority, name: str) -> HttpResponse:
    """One account: its person, state and appointments; invite again, reset, close."""
    found = theirs(Account.objects.exclude(kind=Account.Kind.SERVICE).filter(username=name).first())
    form = ActForm("ask_reset", fields=("reason",), fixed={"account": name})
    if request.method == "POST" and (answer := _act(request, authority, form)):
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


#: button of an account's page -> the act that makes a first code
_CODES = {"agree": "agree_reset", "invite": "invite_again"}


def _act(request: HttpRequest, authority: Authority, form: ActForm) -> HttpResponse | None:
    """Perform the pressed button's act; returns None if the page is shown again with a fault."""
    name, button = form.fixed["account"], sent(request).get("act", "")
    if button == "ask":
        if not (form.is_sent_by(request) and form.perform(request)):
            return None
        messages.success(request, _("Asked. Another officer agrees to it."))
    elif button == "close":
        acted(request, "close_account", form.fixed, _("The account %(name)s is closed.") % {"name": name})
    elif button in _CODES and (made := acted(request, _CODES[button], form.fixed)).ok:
        return codes_page(request, made.once["first_codes"], authority.office, accounts_back())
    return redirect("administration:account", name=name)


def accounts_back() -> Back:
    """The link to all accounts."""
    return Back(reverse("administration:accounts"), _("Accounts"))


def shown_row(row: AccountRow) -> dict[str, object]:
    """A row of the accounts list."""
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
    """The last day of an appointment; None if it is open."""
    ended: Appointment | None = getattr(one, "ended_by", None)
    return ended.valid_until if ended else one.valid_until
