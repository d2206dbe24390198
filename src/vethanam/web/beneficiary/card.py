"""The short session of a card, and the pages behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate

from django.http import HttpRequest, HttpResponseBase

from vethanam.benefits.models import Beneficiary
from vethanam.benefits.reference_codes import holder_of
from vethanam.identity.authority import BY_CARD, Authority
from vethanam.web.parts.access import View
from vethanam.web.parts.short_sessions import ShortSession, authority_of_person

SESSION = ShortSession(
    "vethanam_card", "vethanam.card", "/benefit/", door="beneficiary:door", inside="beneficiary:mine"
)

type CardView[**P] = Callable[Concatenate[HttpRequest, Beneficiary, P], HttpResponseBase]


def cardholder[**P](view: CardView[P]) -> View[P]:
    """A page for the holder of a card that was opened in this browser a few minutes ago."""
    return SESSION.page(view, holder_of)


def authority_of_card(request: HttpRequest, holder: Beneficiary) -> Authority:
    """The holder acts for herself, by the account of the process that serves the pages."""
    return authority_of_person(request, holder.person_id, BY_CARD)
