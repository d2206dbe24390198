"""The short session of a card: a sealed cookie of these pages alone, ended by a button or a pause."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from vethanam.benefits.models import Beneficiary
from vethanam.benefits.reference_codes import holder_of
from vethanam.identity.authority import BY_CARD, Authority
from vethanam.web.parts.access import Access
from vethanam.web.parts.short_sessions import ShortSession, authority_of_person, unlisted

SESSION = ShortSession("vethanam_card", "vethanam.card", "/benefit/")

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
type CardView[**P] = Callable[Concatenate[HttpRequest, Beneficiary, P], HttpResponseBase]


def cardholder[**P](view: CardView[P]) -> View[P]:
    """A page for whoever opened a card in this browser a few minutes ago; search engines leave it out."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        code, since = SESSION.sealed(request)
        holder = holder_of(code) if code else None
        if holder is None:
            return unlisted(redirect("beneficiary:door"))
        response = view(request, holder, *args, **kwargs)
        if SESSION.cookie not in response.cookies:
            SESSION.seal(response, code, since)
        return unlisted(response)

    opened.access = Access("public")  # type: ignore[attr-defined]
    return opened


def begin(response: HttpResponseBase, code: int) -> None:
    """Begin the session of a code."""
    SESSION.begin(response, code)


def end(response: HttpResponseBase) -> None:
    """End the session in this browser."""
    SESSION.end(response)


def authority_of_card(request: HttpRequest, holder: Beneficiary) -> Authority:
    """The holder acts for herself, by the account of the process that serves the pages."""
    return authority_of_person(request, holder.person_id, BY_CARD)
