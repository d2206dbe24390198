"""Pages for anybody."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from vethanam.web.access import public


@public
@require_GET
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the page and its filters; change the language they are written in."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    wanted = request.GET.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(wanted if is_ours else "/")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 24 * 60 * 60, samesite="Lax", httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@public
@require_GET
def rights(request: HttpRequest) -> HttpResponse:
    """What a person may ask for, and where."""
    return render(request, "public/rights.html")


@public
@require_GET
def proof(request: HttpRequest) -> HttpResponse:
    """The limits of what the record proves."""
    return render(request, "public/proof.html")
