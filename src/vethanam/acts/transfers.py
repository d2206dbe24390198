"""The view of a person's transfers, for both offices and for the person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from vethanam.acts.declaration import view
from vethanam.acts.last_pay import half_shown
from vethanam.acts.readers import require_reader_of_person
from vethanam.acts.record_lookup import employment_of
from vethanam.acts.views import EmploymentAsOf
from vethanam.identity.authority import Authority
from vethanam.service_book.models import Posting
from vethanam.service_book.queries import Transfer, transfers_of


@view("transfers", title=_("Transfers"), for_programs=True)
def transfers(authority: Authority, given: EmploymentAsOf) -> dict[str, Any]:
    """The transfers of an employee between drawing codes by verified postings, newest first: the half days of
    relief and of joining, both postings, and the order.
    """
    known_at, employment = given.instant(authority), employment_of(given.employment)
    require_reader_of_person(authority, employment)
    found = transfers_of(employment.pk, known_at)
    return {"employment": employment.number, "transfers": list(map(_shown, found))}


def _shown(one: Transfer) -> dict[str, Any]:
    return {
        "relieved": half_shown(one.relieved),
        "joined": half_shown(one.joined.since),
        "from": _posting(one.left.posting),
        "to": _posting(one.joined.first),
        "order": str(one.order) if one.order else None,
    }


def _posting(one: Posting) -> dict[str, str]:
    return {
        "post": one.post.designation,
        "office": one.office.name,
        "drawing_code": one.drawing_code.code,
    }
