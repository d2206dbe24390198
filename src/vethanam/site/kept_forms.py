"""Forms that arrive after their session ended: they wait while the browser signs in again."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.models import Session
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, resolve_url
from django.views.csrf import csrf_failure

from vethanam.site.middleware import Answer
from vethanam.web.parts.kept_forms import keep_form


def kept(answer: Answer) -> Answer:
    """Keep a form that was answered with the sign-in, and let the sign-in lead back to its page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        if request.method != "POST" or not _asks_to_sign_in(request, response):
            return response
        back = _page_of(request)
        to_sign_in = redirect_to_login(back, resolve_url("account_login"))
        if author := _author_of(request):
            _keep(request, to_sign_in, author, back)
        return to_sign_in

    return middleware


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of our own page with the token of an earlier session gets its page again, with its values."""
    if not _is_of_our_page(request):
        return csrf_failure(request, reason)
    back = _page_of(request)
    if not request.user.is_authenticated:
        to_sign_in = redirect_to_login(back, resolve_url("account_login"))
        return to_sign_in if _author_of(request) else csrf_failure(request, reason)
    response = redirect(back)
    is_kept = _keep(request, response, int(request.user.pk), back)
    return response if is_kept else csrf_failure(request, reason)


def _keep(request: HttpRequest, response: HttpResponse, author: int, back: str) -> bool:
    """Keep the values of the form; false if it has none to keep."""
    try:
        sent, has_files = dict(request.POST.lists()), bool(request.FILES)
    except (SuspiciousOperation, MultiPartParserError, OSError):
        return False
    return keep_form(request, response, author=author, back=back, sent=sent, has_files=has_files)


def _asks_to_sign_in(request: HttpRequest, response: HttpResponseBase) -> bool:
    place = urlsplit(response.headers.get("Location", ""))
    return (
        response.status_code == 302
        and place.path == resolve_url("account_login")
        and "next=" in place.query
        and not request.user.is_authenticated
        and "X-Sign" not in request.headers
    )


def _author_of(request: HttpRequest) -> int:
    """The account of a session that ended by time; 0 if a person ended it, and then nothing is kept."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    row = Session.objects.filter(session_key=key).first() if key else None
    return int(row.get_decoded().get(SESSION_KEY, 0)) if row else 0


def _page_of(request: HttpRequest) -> str:
    """The address of the form's page: the sending page on this site, else the address of the form."""
    sender = urlsplit(request.headers.get("Referer", ""))
    is_path = sender.path.startswith("/") and not sender.path.startswith("//")
    if sender.netloc == request.get_host() and is_path:
        return f"{sender.path}?{sender.query}" if sender.query else sender.path
    return request.get_full_path()


def _is_of_our_page(request: HttpRequest) -> bool:
    """True if the browser says that a page of this site sent the form."""
    ours = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin") == ours and request.headers.get("Sec-Fetch-Site", "same-origin") == (
        "same-origin"
    )
