"""The short session of a card: a sealed cookie of these pages alone, ended by a button or a pause."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from vethanam.benefits.models import Beneficiary
from vethanam.benefits.reference_codes import holder_of
from vethanam.identity.authority import BY_CARD, Authority
from vethanam.identity.models import Account
from vethanam.people.models import Role
from vethanam.web.parts.access import Access, now_of

COOKIE, _SALT, PATH = "vethanam_card", "vethanam.card", "/benefit/"
#: a pause that ends it, and its longest life
PAUSE, LONGEST = timedelta(minutes=10), timedelta(minutes=30)
#: the account of the process that serves the pages; she has none
_SERVED_BY = "service-web"

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
type CardView[**P] = Callable[Concatenate[HttpRequest, Beneficiary, P], HttpResponseBase]


def cardholder[**P](view: CardView[P]) -> View[P]:
    """A page for whoever opened a card in this browser a few minutes ago; search engines leave it out."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        code, since = _sealed(request)
        holder = holder_of(code) if code else None
        if holder is None:
            return unlisted(redirect("beneficiary:door"))
        response = view(request, holder, *args, **kwargs)
        if COOKIE not in response.cookies:
            _seal(response, code, since)
        return unlisted(response)

    opened.access = Access("public")  # type: ignore[attr-defined]
    return opened


def begin(response: HttpResponseBase, code: int) -> None:
    """Begin the session of a code."""
    _seal(response, code, timezone.now().timestamp())


def end(response: HttpResponseBase) -> None:
    """End the session in this browser."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")


def unlisted[Response: HttpResponseBase](response: Response) -> Response:
    """The response, out of search engines."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def authority_of_card(request: HttpRequest, holder: Beneficiary) -> Authority:
    """The holder acts for herself, by the account of the process that serves the pages."""
    at, is_sample = now_of(request)
    served_by = Account.objects.values_list("pk", flat=True).get(username=_SERVED_BY)
    return Authority(
        served_by, holder.person_id, "self", Role.EMPLOYEE, at, is_sample=is_sample, is_strong=False,
        authenticator=BY_CARD,
    )  # fmt: skip


def _seal(response: HttpResponseBase, code: int, since: float) -> None:
    response.set_cookie(
        COOKIE, signing.dumps([code, since], salt=_SALT), path=PATH, httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _sealed(request: HttpRequest) -> tuple[int, float]:
    """The code and the beginning of the session; zeros if there is none, or it is over."""
    try:
        code, since = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=PAUSE)
    except signing.BadSignature:
        return 0, 0.0
    return (code, since) if timezone.now().timestamp() - since <= LONGEST.total_seconds() else (0, 0.0)
