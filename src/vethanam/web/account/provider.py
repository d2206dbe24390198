"""The OpenID Connect client: code flow with PKCE, state and nonce, over discovery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError
from requests import RequestException

from vethanam.errors import Refused


@dataclass(frozen=True, slots=True)
class Shown:
    """The identity confirmed by the provider. ``is_strong``: with a second factor."""

    issuer: str
    subject: str
    is_strong: bool


def is_configured() -> bool:
    """True if this installation has an OpenID provider."""
    return bool(settings.VETHANAM_OIDC_ISSUER and settings.VETHANAM_OIDC_CLIENT)


def to_provider(request: HttpRequest, back: str) -> HttpResponse:
    """Redirect the browser to the provider, which returns it to ``back``.

    Raises
    ------
    Refused
        The provider does not answer.
    """
    try:
        answer: HttpResponse = _client().authorize_redirect(request, request.build_absolute_uri(back))
    except (OAuthError, RequestException, RuntimeError, ValueError):
        raise Refused("provider_away") from None
    return answer


def from_provider(request: HttpRequest) -> Shown:
    """The identity returned by the provider: its signed token for our client, with this browser's nonce.

    Raises
    ------
    Refused
        The token is missing or invalid, or this browser did not start the sign-in.
    """
    issuer = settings.VETHANAM_OIDC_ISSUER
    must = {"iss": {"essential": True, "value": issuer}, "sub": {"essential": True}}
    try:
        token = _client().authorize_access_token(request, claims_options=must)
    except RequestException:
        raise Refused("provider_away") from None
    except (OAuthError, JoseError, RuntimeError, ValueError, KeyError, TypeError, AttributeError):
        raise Refused("provider_refused") from None
    claims: Mapping[str, Any] = token.get("userinfo") or {}
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise Refused("provider_refused")
    return Shown(issuer, subject, _is_strong(claims))


def _is_strong(claims: Mapping[str, Any]) -> bool:
    methods = claims.get("amr")
    said = {*(methods if isinstance(methods, list) else ()), claims.get("acr")}
    return any(isinstance(one, str) and one in settings.VETHANAM_OIDC_STRONG for one in said)


def _client() -> Any:
    return _registered(
        settings.VETHANAM_OIDC_ISSUER, settings.VETHANAM_OIDC_CLIENT, settings.VETHANAM_OIDC_SECRET_FILE
    )


@lru_cache(maxsize=4)
def _registered(issuer: str, client: str, secret_file: Path | None) -> Any:
    secret = secret_file.read_text(encoding="utf-8").strip() if secret_file else None
    more = {} if secret else {"token_endpoint_auth_method": "none"}
    return OAuth().register(
        "provider", client_id=client, client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid", "code_challenge_method": "S256", "timeout": 10, **more},
    )  # fmt: skip
