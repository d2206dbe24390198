"""Headers and checks of every request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]


def no_store(answer: Answer) -> Answer:
    """Forbid caching of pages on shared office machines. Static files are served before this; a view of
    public files says how long they last.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        if not response.headers.get("Cache-Control", "").startswith("public"):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def without_nul(answer: Answer) -> Answer:
    """Refuse URLs with a NUL, which PostgreSQL texts cannot hold. The API reports such a field itself.

    Raises
    ------
    Http404
        The path or the query has one.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        asked = [one for name, values in request.GET.lists() for one in (name, *values)]
        if not request.path.startswith("/api/") and any("\x00" in one for one in (request.path, *asked)):
            raise Http404
        return answer(request)

    return middleware


class Signing:
    """Answers a form before its act: with the statement to sign, or with the page that asks to confirm."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass every other request through."""
        return self._answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The prepared act as JSON, or its values to check; None for every other error."""
        from vethanam.web.parts.answers import ToCheck, check_page
        from vethanam.web.parts.signatures import ToSign, as_json

        if isinstance(error, ToCheck):
            return check_page(request, error)
        return as_json(request, error) if isinstance(error, ToSign) else None
