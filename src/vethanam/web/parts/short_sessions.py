"""The short session of somebody without an account: a sealed cookie of some pages, ended by a pause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from vethanam.acts.executor import Performed, perform
from vethanam.acts.translation import in_words
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.people.models import Role
from vethanam.web.parts.access import Access, View, now_of, with_access
from vethanam.web.parts.forms import sent
from vethanam.web.parts.names import said

#: a pause that ends it, and its longest life
PAUSE, LONGEST = timedelta(minutes=10), timedelta(minutes=30)
#: the account of the process that serves the pages; the person has none
_SERVED_BY = "service-web"


@dataclass(frozen=True, slots=True)
class ShortSession:
    """The session of people who opened one door; its cookie holds an id and a time.

    The cookie goes to the addresses under ``path`` alone. ``door`` and ``inside`` name the page of the form
    and the first page behind it.
    """

    cookie: str
    salt: str
    path: str
    door: str
    inside: str

    def page[T, **P](
        self,
        view: Callable[Concatenate[HttpRequest, T, P], HttpResponseBase],
        found: Callable[[int], T | None],
    ) -> View[P]:
        """A page for the person who opened the door in this browser minutes ago; search engines leave it out.

        ``found`` gives whom the id names, None if nobody any more.
        """

        @wraps(view)
        def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            named, since = self.sealed(request)
            whom = found(named) if named else None
            if whom is None:
                return unlisted(redirect(self.door))
            response = view(request, whom, *args, **kwargs)
            self.seal(response, named, since)
            return unlisted(response)

        return with_access(opened, Access("public"))

    def ask(
        self, request: HttpRequest, template: str, opened: Callable[[Mapping[str, str]], int]
    ) -> HttpResponse:
        """The form of the door; ``opened`` gives the id that was typed, or raises ``Refused``."""
        fault = ""
        if request.method == "POST":
            try:
                named = opened(sent(request))
            except Refused as refused:
                fault = said(refused)
            else:
                response = redirect(self.inside)
                self.seal(response, named, timezone.now().timestamp())
                return unlisted(response)
        return unlisted(render(request, template, {"fault": fault}))

    def leave(self, request: HttpRequest, closed: str) -> HttpResponse:
        """End the session in this browser, and say so at the door."""
        response = redirect(self.door)
        response.delete_cookie(self.cookie, path=self.path, samesite="Strict")
        messages.success(request, closed)
        return unlisted(response)

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
