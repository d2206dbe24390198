"""A narrow allauth: officers create accounts, it stores no e-mail, and guesses are
counted in the database.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from vethanam.errors import Refused, Unsound
from vethanam.identity.models import Account
from vethanam.identity.passwords import check_new_password
from vethanam.journal.business_time import business_now
from vethanam.people.accounts import needs_second_factor
from vethanam.web.account.session import check_again, signed_in_now
from vethanam.web.parts.names import said


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """No self-registration, and no mail except through the dispatcher."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: security notices go through the dispatcher."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """The account of a name and password, with guesses counted in the database."""
        try:
            return check_again(
                request, str(credentials.get("username", "")), str(credentials.get("password", ""))
            )
        except Refused as refused:
            if refused.code == "sign_in_wrong":
                return None
            raise ValidationError(said(refused)) from None

    def clean_password(self, password: str, user: Account | None = None) -> str:
        """The password, if strong enough."""
        try:
            check_new_password(password, user or Account())
        except Unsound as weak:
            raise ValidationError(said(weak)) from None
        return password

    def get_login_stages(self) -> list[str]:
        """One stage after the password: the second factor, unless its code came with the password."""
        return ["vethanam.web.account.session.SecondFactorStage"]

    def post_login(self, request: HttpRequest, user: Account, **hooked: Any) -> HttpResponse:
        """Record the sign-in, remember the device, and report wrong guesses."""
        response: HttpResponse = super().post_login(request, user, **hooked)
        signed_in_now(request, user, response)
        return response


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts secrets of code generators with a key of the web process; a database dump
    holds none in clear.
    """

    def encrypt(self, text: str) -> str:
        """The text as a Fernet token."""
        return _sealer().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text of a token."""
        return _sealer().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether the account keeps another factor, or needs none."""
        at, is_sample = business_now()
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        others = Authenticator.objects.filter(user=authenticator.user, type__in=kinds).exclude(
            pk=authenticator.pk
        )
        return bool(others.exists()) or not needs_second_factor(
            authenticator.user_id, at, is_sample=is_sample
        )


def _sealer() -> Fernet:
    key = hashlib.sha256(b"vethanam second factors\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
