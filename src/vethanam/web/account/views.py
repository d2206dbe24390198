"""Pages for signing in, activating an account, its second factor, and its roles."""

from __future__ import annotations

from urllib.parse import urlsplit

import segno
from allauth.account.decorators import reauthentication_required
from allauth.account.internal import flows
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.account.models import Login
from allauth.account.views import LoginView, PasswordChangeView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.identity.devices import known_device
from vethanam.identity.models import Device, SignIn
from vethanam.identity.provider import is_bound
from vethanam.identity.second_factors import confirm_generator, generator_of, has_second_factor
from vethanam.identity.slowdowns import last_wrong_of
from vethanam.messaging.tasks import defer_told
from vethanam.people.accounts import needs_second_factor
from vethanam.people.actions import person_of
from vethanam.people.models import Role
from vethanam.web.account.forms import ActivationForm
from vethanam.web.account.provider import is_configured
from vethanam.web.account.session import (
    device_key_of,
    factor_was_shown,
    first_code_was_shown,
    is_strong,
    means_in_words,
)
from vethanam.web.account.tokens import tokens_shown
from vethanam.web.parts.access import account_of, hats_of_request, now_of, public, signed_in
from vethanam.web.parts.forms import sent, sent_whole
from vethanam.web.parts.names import said
from vethanam.web.parts.outcomes import acted
from vethanam.web.parts.page_context import desks_of
from vethanam.web.public.start import start_page

SIGN_INS_SHOWN = 20


@public
def front(request: HttpRequest) -> HttpResponse:
    """Redirect to the account's first desk; a visitor gets the start page."""
    if not request.user.is_authenticated:
        return start_page(request)
    desks = desks_of(request)
    return redirect(desks[0].address if desks else "account:home")


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The account's roles, keys, devices and sign-ins, and its other sessions."""
    account = account_of(request)
    others = [
        session
        for session in UserSession.objects.purge_and_list(account)
        if session.session_key != request.session.session_key
    ]
    keys = Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.RECOVERY_CODES)
    own = known_device(account, device_key_of(request))
    devices = Device.objects.filter(account=account, forgotten_at__isnull=True).order_by("-last_used_at")
    sign_ins = SignIn.objects.filter(account=account).select_related("device").order_by("-id")
    return render(
        request,
        "account/home.html",
        {
            "desks": desks_of(request),
            "is_appointed": any(hats_of_request(request)),
            "others": others,
            "keys": keys.count(),
            "devices": [(device, own is not None and device.pk == own.pk) for device in devices],
            "tokens": tokens_shown(account),
            "provider": settings.VETHANAM_OIDC_NAME if is_configured() else "",
            "is_bound": is_bound(account),
            "wrong": last_wrong_of(account, timezone.now()),
            "sign_ins": [(one, means_in_words(one.means)) for one in sign_ins[:SIGN_INS_SHOWN]],
        },
    )


class _ByPassword(LoginView):  # type: ignore[misc]
    """The sign-in with fields for name and password instead of the passkey."""

    template_name = "account/password.html"


by_password = public(_ByPassword.as_view())
_change_password = PasswordChangeView.as_view()


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password. An account without one is told to use its key or the provider."""
    if not account_of(request).has_usable_password():
        messages.info(
            request,
            _(
                "This account has no password. Sign in with a passkey or with your provider. A reset gives a "
                "first code, and with it you choose a password."
            ),
        )
        return redirect("account:home")
    response: HttpResponse = _change_password(request)
    return response


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def activation(request: HttpRequest) -> HttpResponse:
    """Activate an account by name, first code and new password; then set up the second factor."""
    form = ActivationForm(sent_whole(request), initial={"name": request.GET.get("name", "")[:60]})
    if request.method == "POST" and form.is_valid():
        first_code_was_shown(request, form.account)
        defer_told(form.account)
        response: HttpResponse = flows.login.perform_login(
            request, Login(user=form.account, redirect_url="/account/second-factor/")
        )
        request.session.set_expiry(0)
        return response
    return render(request, "account/activation.html", {"form": form})


@signed_in
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set up a second factor: an authenticator app, confirmed by a code, or a passkey."""
    account = account_of(request)
    at, is_sample = now_of(request)
    if has_second_factor(account):
        return _already_set_up(request)
    generator = generator_of(account, get_totp_secret(regenerate=request.method == "GET"))
    fault = ""
    if request.method == "POST":
        try:
            confirm_generator(account, generator.secret, sent(request).get("code", ""))
        except Refused as refused:
            fault = said(refused)
        else:
            clear_totp_secret(request)
            factor_was_shown(request, account, Authenticator.Type.TOTP)
            messages.success(request, _("The authenticator app is set up. Keep the recovery codes on paper."))
            return redirect("mfa_view_recovery_codes")
    return render(
        request,
        "account/second_factor.html",
        {
            "secret": generator.secret,
            "picture": segno.make(generator.address, error="m").svg_data_uri(scale=5, border=2),
            "fault": fault,
            "is_needed": needs_second_factor(account.pk, at, is_sample=is_sample),
        },
    )


def _already_set_up(request: HttpRequest) -> HttpResponse:
    """Continue, or sign in again with the factor that this session has not used."""
    if is_strong(request):
        return redirect("front")
    logout(request)
    messages.info(request, _("Your account has a second factor now. Sign in with it."))
    return redirect("account_login")


@signed_in
@require_POST
def devices(request: HttpRequest) -> HttpResponse:
    """Rename a device, or forget it: its password sign-in can then be slowed."""
    given = {"device": sent(request).get("device", "")}
    if "forget" in sent(request):
        acted(
            request, "forget_device", given, _("The device is forgotten."), authority=own_authority(request)
        )
    else:
        given["name"] = sent(request).get("name", "")
        acted(
            request, "name_device", given, _("The device has its new name."), authority=own_authority(request)
        )
    return redirect("account:home")


@signed_in
@require_POST
def first_visit(request: HttpRequest) -> HttpResponse:
    """Put first-visit help away, or show all of it again."""
    if "again" in sent(request):
        acted(
            request,
            "put_help_away",
            {"again": True},
            _("It is shown again."),
            authority=own_authority(request),
        )
        return redirect("account:home")
    given = {"panel": sent(request).get("panel", "")}
    acted(request, "put_help_away", given, authority=own_authority(request))
    back = urlsplit(request.headers.get("Referer", ""))
    is_ours = back.netloc == request.get_host() and not back.path.startswith("//")
    return redirect(back.path if is_ours and back.path else "front")


@signed_in
@require_http_methods(["GET", "POST"])
def closing(request: HttpRequest) -> HttpResponse:
    """Close one's own account, after the password or a key was asked again."""
    if not did_recently_reauthenticate(request):
        return redirect("/account/again/?next=/account/close/")
    if request.method == "GET":
        return render(request, "account/closing.html")
    if not acted(request, "close_own_account", {}, authority=own_authority(request)).ok:
        return redirect("account:home")
    logout(request)
    return redirect("account_inactive")


def own_authority(request: HttpRequest) -> Authority:
    """The authority of an account over itself, with or without a role."""
    account, (at, is_sample) = account_of(request), now_of(request)
    return Authority(account.pk, person_of(account), "self", Role.EMPLOYEE, at, is_sample=is_sample)
