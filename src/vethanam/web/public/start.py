"""The first page of a visitor: the site in short, its users, and the state of the public register."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vethanam.money import grouped
from vethanam.privacy.queries import register_count
from vethanam.web.parts.names import state_in_words
from vethanam.web.privacy.ledger_health import health_of, ledger_state


def start_page(request: HttpRequest) -> HttpResponse:
    """The page with today's counts."""
    state = ledger_state()
    page = {
        "state": state_in_words(),
        "head": state.head,
        "health": health_of(state),
        "requests": _requests(),
    }
    return render(request, "public/start.html", page)


def _requests() -> str:
    """The public register in one sentence."""
    found = register_count()
    if not found.requests:
        return _("No request to message many people was made yet.")
    says = ngettext(
        "%(count)s request to message many people, %(refused)s refused.",
        "%(count)s requests to message many people, %(refused)s of them refused.",
        found.requests,
    )
    return says % {"count": grouped(found.requests), "refused": grouped(found.refused)}
