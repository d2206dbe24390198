"""Pages of the tokens with which programs act for an account: make one, end one."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from vethanam.web.account.tokens import seats_of
from vethanam.web.account.views import own_authority
from vethanam.web.parts.access import account_of, hats_of_request, signed_in
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.outcomes import acted


@signed_in
@require_POST
def tokens(request: HttpRequest) -> HttpResponse:
    """End a token of the account."""
    given = {"token": sent(request).get("token", "")}
    acted(request, "end_token", given, _("The token is ended."), authority=own_authority(request))
    return redirect("account:home")


@signed_in
@sensitive_variables("form")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a token, after the password or a key was asked again; it is shown once, in the answer."""
    here, back = reverse("new_token"), reverse("account:home")
    if not did_recently_reauthenticate(request):
        return redirect(f"{reverse('account_reauthenticate')}?next={here}")
    seats = seats_of(hats_of_request(request))
    form = ActForm(
        "make_token",
        fields=("name", "role", "last_day"),
        choices={"role": seats},
        initial={"role": seats[0][0]} if len(seats) == 1 else {},
    )
    if form.is_sent_by(request) and form.perform(request, complete=_seated) and form.performed:
        context = {"name": form.typed("name"), "token": form.performed.once["token"]}
        return render(request, "account/token.html", context)
    return render(
        request,
        "parts/act.html",
        {
            "form": form,
            "question": _("Make a token for a program?"),
            "stays": _(
                "With it the program acts for you over the HTTP API, in one role, until its last day. It "
                "cannot sign. You end it on the page of your account."
            ),
            "verb": _("Make the token"),
            "is_filled": True,
            "back": back,
            "back_word": account_of(request).username,
        },
    )


def _seated(given: dict[str, Any]) -> dict[str, Any]:
    """The chosen role with its scope in a field of its own."""
    role, _slash, scope = str(given.get("role", "")).partition("/")
    return given | {"role": role} | ({"scope": scope} if scope else {})
