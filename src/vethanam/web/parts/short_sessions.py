"""The short session of somebody without an account: a sealed cookie of some pages, ended by a pause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from vethanam.acts.executor import Performed, perform
from vethanam.acts.translation import in_words
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.people.models import Role
from vethanam.web.parts.access import now_of
from vethanam.web.parts.names import said

#: a pause that ends it, and its longest life
PAUSE, LONGEST = timedelta(minutes=10), timedelta(minutes=30)
#: the account of the process that serves the pages; the person has none
_SERVED_BY = "service-web"


@dataclass(frozen=True, slots=True)
class ShortSession:
    """The cookie of one door: it goes to the addresses under ``path`` alone and holds an id and a time."""

    cookie: str
    salt: str
    path: str

    def begin(self, response: HttpResponseBase, opened: int) -> None:
        """Begin the session of an id."""
        self.seal(response, opened, timezone.now().timestamp())

    def end(self, response: HttpResponseBase) -> None:
        """End the session in this browser."""
        response.delete_cookie(self.cookie, path=self.path, samesite="Strict")

    def seal(self, response: HttpResponseBase, opened: int, since: float) -> None:
        """Seal the id anew, so that the pause begins again; its longest life stays."""
        response.set_cookie(
            self.cookie, signing.dumps([opened, since], salt=self.salt), path=self.path, httponly=True,
            samesite="Strict", secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip

    def sealed(self, request: HttpRequest) -> tuple[int, float]:
        """The id and the beginning of the session; zeros if there is none, or it is over."""
        try:
            opened, since = signing.loads(request.COOKIES.get(self.cookie, ""), salt=self.salt, max_age=PAUSE)
        except signing.BadSignature:
            return 0, 0.0
        is_open = timezone.now().timestamp() - since <= LONGEST.total_seconds()
        return (opened, since) if is_open else (0, 0.0)


def authority_of_person(request: HttpRequest, person: int, authenticator: str) -> Authority:
    """A person without an account acts for herself, by the account of the process that serves the pages."""
    at, is_sample = now_of(request)
    served_by = Account.objects.values_list("pk", flat=True).get(username=_SERVED_BY)
    return Authority(
        served_by, person, "self", Role.EMPLOYEE, at, is_sample=is_sample, is_strong=False,
        authenticator=authenticator,
    )  # fmt: skip


def act_of_person(
    request: HttpRequest, authority: Authority, act: str, given: dict[str, Any], done: str
) -> Performed:
    """Perform an act of a person for herself; the next page says a refusal, or ``done`` if not empty."""
    served_by = Account.objects.get(pk=authority.account)
    performed = perform(
        act, served_by, given, now_of(request)[0], is_sample=authority.is_sample, authority=authority
    )
    if performed.ok and done:
        messages.success(request, done)
    elif not performed.ok:
        told = performed.sentence
        messages.error(request, said(told) if told else in_words(performed.says))
    return performed


def unlisted[Response: HttpResponseBase](response: Response) -> Response:
    """The response, out of search engines."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
