"""The browser session: how its account signed in, how strongly, and from which device."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vethanam.identity.devices import new_device_key
from vethanam.identity.models import Account, SignIn
from vethanam.identity.sign_in import Recorded, check_password, record_sign_in
from vethanam.web.parts import words

DEVICE_COOKIE = "vethanam_device"
_A_YEAR = 365 * 24 * 60 * 60
#: set on the request during a sign-in with password and code together
CODE_USED = "code_used"


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asks for the second factor, unless its code came with the password."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not self.login.state.get(CODE_USED) and bool(super()._should_handle(request))


def device_key_of(request: HttpRequest) -> str:
    """The secret of this browser, empty before its first sign-in."""
    return request.COOKIES.get(DEVICE_COOKIE, "")


def address_of(request: HttpRequest) -> str:
    """The client's address from the middleware; empty if our proxy does not send it."""
    return str(getattr(request, "client_address", ""))


def check_again(request: HttpRequest, name: str, password: str) -> Account:
    """The account of a name and password typed in this browser."""
    return check_password(
        name, password, device_key=device_key_of(request), address=address_of(request), now=timezone.now()
    ).account


def is_strong(request: HttpRequest) -> bool:
    """True if this session used a second factor or a passkey."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def authenticated_at(request: HttpRequest) -> datetime | None:
    """When this session last showed its means; a second factor, if it showed one."""
    records = get_authentication_records(request, request.user)
    factors = [record for record in records if record.get("method") == "mfa"] or records
    shown = [record["at"] for record in factors if "at" in record]
    return datetime.fromtimestamp(max(shown), UTC) if shown else None


def factor_was_shown(request: HttpRequest, account: Account, kind: str) -> None:
    """Record that this session used a second factor, or set one up."""
    record_authentication(request, account, "mfa", type=kind)


@receiver(authenticator_added)
def _first_factor_added(
    request: HttpRequest, user: Account, authenticator: Authenticator, **_more: Any
) -> None:
    """Count the account's first factor as used in the session that added it; a further one proves nothing."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    if authenticator.type not in kinds:
        return
    if not Authenticator.objects.filter(user=user, type__in=kinds).exclude(pk=authenticator.pk).exists():
        factor_was_shown(request, user, authenticator.type)


def first_code_was_shown(request: HttpRequest, account: Account) -> None:
    """Record that this session began with a first code, so that the account can set up
    keys without the password.
    """
    record_authentication(request, account, "first_code", reauthenticated=True)


def signed_in_now(request: HttpRequest, account: Account, response: HttpResponse) -> None:
    """Record a sign-in, remember the device in a cookie, and report wrong guesses since the last one."""
    key = device_key_of(request) or new_device_key()
    recorded = record_sign_in(
        account, means_of(request, account), is_strong=is_strong(request), device_key=key,
        agent=request.headers.get("User-Agent", ""), now=timezone.now(),
    )  # fmt: skip
    response.set_cookie(
        DEVICE_COOKIE,
        key,
        max_age=_A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    _tell(request, recorded)


def means_of(request: HttpRequest, account: Account) -> str:
    """The means by which this session signed in, a code of :class:`~vethanam.identity.models.SignIn`."""
    records = get_authentication_records(request, account)
    shown = {record["method"] for record in records}
    factors = {record.get("type") for record in records if record["method"] == "mfa"}
    if "first_code" in shown:
        return SignIn.Means.FIRST_CODE
    if "provider" in shown:
        return SignIn.Means.PROVIDER
    is_passkey = Authenticator.Type.WEBAUTHN in factors
    if "password" not in shown:
        return SignIn.Means.PASSKEY
    if is_passkey:
        return SignIn.Means.PASSWORD_AND_PASSKEY
    return SignIn.Means.PASSWORD_AND_CODE if factors else SignIn.Means.PASSWORD


def _tell(request: HttpRequest, recorded: Recorded) -> None:
    untold = recorded.untold
    if untold.count and untold.last_at:
        says = ngettext(
            "Since your last sign-in a wrong password or code was typed for your name, on %(at)s. If it was "
            "not you, somebody tried to get in. Nobody did.",
            "Since your last sign-in wrong passwords or codes were typed %(count)s times for your name, the "
            "last on %(at)s. If it was not you, somebody tried to get in. Nobody did.",
            untold.count,
        )
        messages.warning(request, says % {"count": untold.count, "at": words.instant(untold.last_at)})


def means_in_words(means: str) -> str:
    """The way of signing in, in words, for the account's page."""
    said = {
        SignIn.Means.PASSWORD: _("Password"),
        SignIn.Means.PASSWORD_AND_CODE: _("Password and code"),
        SignIn.Means.PASSWORD_AND_PASSKEY: _("Password and passkey"),
        SignIn.Means.PASSKEY: _("Passkey"),
        SignIn.Means.FIRST_CODE: _("First code"),
        SignIn.Means.PROVIDER: settings.VETHANAM_OIDC_NAME,
    }
    return said[SignIn.Means(means)]
