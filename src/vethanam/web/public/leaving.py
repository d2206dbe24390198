"""The page behind the address in a letter: no more of these messages, in one click and without signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from vethanam.messaging.leaving import leave, left_by
from vethanam.web.parts import words
from vethanam.web.parts.access import now_of, public, theirs


@csrf_exempt  # RFC 8058: a mail program posts it, without a cookie; the token is the right to it
@public
@require_http_methods(["GET", "POST"])
def leave_messages(request: HttpRequest, token: str) -> HttpResponse:
    """The purpose of a letter with a button; the button, or a mail program, ends the consent."""
    at, is_sample = now_of(request)
    left = theirs(left_by(token, at))
    is_gone = request.method == "POST" and left.purpose.is_consent_required
    if is_gone:
        leave(left, at, is_sample=is_sample)
    page = {
        "title": _("No more of these messages"),
        "purpose": left.purpose.title.get(words.language(), left.purpose.title["en"]),
        "is_by_consent": left.purpose.is_consent_required,
        "is_gone": is_gone,
    }
    answer = render(request, "public/leave.html", {"page": page})
    answer["Referrer-Policy"] = "no-referrer"
    return answer
