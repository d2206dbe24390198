"""The forms for signing in and activating. Each lists all faults at once, in the language of the page."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm
from allauth.account.internal import flows
from allauth.account.models import Login
from allauth.core import context
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from vethanam.errors import Refused, Unsound
from vethanam.identity.devices import known_device
from vethanam.identity.first_codes import activate
from vethanam.identity.models import Account
from vethanam.identity.second_factors import check_code
from vethanam.identity.sign_in import check_password
from vethanam.web.account.session import CODE_USED, address_of, check_again, device_key_of, factor_was_shown
from vethanam.web.parts.names import said


class PasswordForm(forms.Form):
    """Name and password. ``is_slowed``: the page also asks for the app's code."""

    password = forms.CharField(max_length=256, strip=False)
    code = forms.CharField(max_length=12, required=False)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        self.is_slowed = False
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(max_length=60)  # name expected by allauth

    def clean(self) -> dict[str, Any]:
        """Check the password, and the code if one was typed."""
        given = super().clean() or {}
        if self.errors:
            return given
        try:
            self.checked = check_password(
                given["login"], given["password"], code=given["code"], device_key=device_key_of(self.request),
                address=address_of(self.request), now=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            self.is_slowed = refused.code in ("sign_in_slowed", "address_slowed") or bool(given["code"])
            raise forms.ValidationError(said(refused)) from None
        return given

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Continue with the second factor, or sign in if its code was already used."""
        account = self.checked.account
        login = Login(user=account, redirect_url=redirect_url)
        flows.login.record_authentication(request, account, method="password")
        if self.checked.used_code:
            login.state[CODE_USED] = True
            factor_was_shown(request, account, Authenticator.Type.TOTP)
        response: HttpResponse = flows.login.perform_login(request, login)
        request.session.set_expiry(0)
        return response


class CodeForm(forms.Form):
    """The code of the authenticator app, or a recovery code. A code works once across all processes."""

    code = forms.CharField(
        max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    )
    is_again = False

    def __init__(self, *args: Any, user: Account, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        """Use up the code."""
        typed = str(self.cleaned_data["code"])
        device = known_device(self.user, device_key_of(context.request))
        try:
            self.authenticator = check_code(self.user, typed, device, timezone.now())
        except Refused as refused:
            raise forms.ValidationError(said(refused)) from None
        return typed

    def save(self) -> None:
        """Record in the session that the code was right."""
        post_authentication(context.request, self.authenticator, reauthenticated=self.is_again)


class CodeAgainForm(CodeForm):
    """The form for the app's code, asked again before the keys of an account are changed."""

    is_again = True


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """A change of password: the present password is counted as a guess."""

    def clean_oldpassword(self) -> str:
        """Check the present password."""
        typed = str(self.cleaned_data["oldpassword"])
        try:
            check_again(context.request, self.user.username, typed)
        except Refused as refused:
            raise forms.ValidationError(said(refused)) from None
        return typed


class ActivationForm(forms.Form):
    """Name, first code and a new password."""

    name = forms.CharField(max_length=60)
    first_code = forms.CharField(max_length=40)
    password = forms.CharField(max_length=256, strip=False)

    def clean(self) -> dict[str, Any]:
        """Activate the account."""
        given = super().clean() or {}
        if self.errors:
            return given
        try:
            self.account = activate(given["name"], given["first_code"], given["password"])
        except Unsound as weak:
            self.add_error("password", said(weak))
        except Refused as refused:
            self.add_error("first_code", said(refused))
        return given
