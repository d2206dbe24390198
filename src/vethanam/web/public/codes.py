"""The page on which anybody enters the code of a message."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vethanam.messaging.message_codes import message_of_code
from vethanam.messaging.sender_views import sender_on
from vethanam.privacy.purposes.registry import purpose_name
from vethanam.web.parts import words
from vethanam.web.parts.access import public
from vethanam.web.parts.view_values import Pair


@public
@require_GET
def code(request: HttpRequest) -> HttpResponse:
    """Whether a message with a code came from this system: purpose, sender, order and day."""
    written = request.GET.get("code", "")[:40]
    found = message_of_code(written) if written else None
    pairs = []
    if found is not None:
        sender = sender_on(found.sender, found.day)
        name = sender.name.get(words.language(), sender.name["en"]) if sender else found.sender
        pairs = [
            Pair(_("Purpose"), purpose_name(found.purpose, words.language()), [found.purpose]),
            Pair(_("Sender"), name, [sender.header] if sender and sender.header else []),
            Pair(_("Day"), words.day(found.day)),
            *([Pair(_("Order"), found.order)] if found.order else []),
        ]
    page = {"is_asked": bool(written), "is_ours": found is not None, "pairs": pairs, "code": written}
    return render(request, "public/code.html", {"page": page}, status=200)
