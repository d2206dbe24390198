"""Signing in, and what an account may act as."""

from __future__ import annotations

from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from vethanam.people.queries import hats_of
from vethanam.web.access import account_of, now_of, public, signed_in
from vethanam.web.context import desks_of


@public
def front(request: HttpRequest) -> HttpResponse:
    """Where an account's work begins; a stranger is asked to sign in."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    desks = desks_of(account_of(request), now_of(request)[0])
    return redirect(desks[0].address if desks else "account:home")


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """What this account may act as, its keys, and where else it is signed in."""
    account = account_of(request)
    others = [
        session
        for session in UserSession.objects.purge_and_list(account)
        if session.session_key != request.session.session_key
    ]
    keys = Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return render(
        request,
        "account/home.html",
        {
            "desks": desks_of(account, now_of(request)[0]),
            "is_appointed": any(hats_of(account.pk, now_of(request)[0])),
            "others": others,
            "keys": keys.count(),
        },
    )


class _ByPassword(LoginView):  # type: ignore[misc]
    """The same sign-in, with the fields for a name and a password instead of the passkey."""

    template_name = "account/password.html"


by_password = public(_ByPassword.as_view())
