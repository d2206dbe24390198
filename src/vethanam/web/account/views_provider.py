"""Sign-in by the OpenID provider, and the link of an identity there to one's account."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.account.internal import flows
from allauth.account.models import Login
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vethanam.errors import Refused
from vethanam.identity.provider import bind_subject, bound_account, unbind_subject
from vethanam.web.account.provider import Shown, from_provider, is_configured, to_provider
from vethanam.web.account.session import CODE_USED, factor_was_shown
from vethanam.web.parts.access import account_of, public, signed_in
from vethanam.web.parts.names import said

#: session key: the account to link, while its holder is at the provider
_BINDS = "vethanam_binds"


@public
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Go to the provider to sign in."""
    request.session.pop(_BINDS, None)
    return _go(request, "account_login")


@signed_in
@reauthentication_required  # type: ignore[untyped-decorator]
@require_GET
def bind(request: HttpRequest) -> HttpResponse:
    """Go to the provider to link one's identity there, after the password or a key was asked again."""
    request.session[_BINDS] = account_of(request).pk
    return _go(request, "account:home")


@signed_in
@require_POST
def unbind(request: HttpRequest) -> HttpResponse:
    """Remove the link; the provider no longer signs this account in."""
    unbind_subject(account_of(request))
    messages.success(request, _("The provider does not sign this account in any more."))
    return redirect("account:home")


@public
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Return from the provider: link the identity, or sign in the linked account."""
    if not is_configured():
        raise Http404
    binds = request.session.pop(_BINDS, None)
    try:
        shown = from_provider(request)
        if binds is not None and request.user.is_authenticated and request.user.pk == binds:
            bind_subject(account_of(request), shown.issuer, shown.subject)
            messages.success(request, _("From now on the provider signs this account in."))
            return redirect("account:home")
        return _sign_in(request, shown)
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect("account:home" if request.user.is_authenticated else "account_login")


def _sign_in(request: HttpRequest, shown: Shown) -> HttpResponse:
    account = bound_account(shown.issuer, shown.subject)
    if account is None:
        raise Refused("provider_unbound")
    login = Login(user=account, redirect_url=None)
    flows.login.record_authentication(request, account, method="provider")
    if shown.is_strong:
        login.state[CODE_USED] = True
        factor_was_shown(request, account, "provider")
    response: HttpResponse = flows.login.perform_login(request, login)
    request.session.set_expiry(0)
    return response


def _go(request: HttpRequest, otherwise: str) -> HttpResponse:
    if not is_configured():
        raise Http404
    try:
        return to_provider(request, reverse("provider_back"))
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect(otherwise)
