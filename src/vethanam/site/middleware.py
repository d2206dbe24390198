"""What every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]


def no_store(answer: Answer) -> Answer:
    """Nothing a page shows stays in the cache of a shared office machine. Static files are answered before this."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def without_nul(answer: Answer) -> Answer:
    """No page has an address with a NUL, which PostgreSQL takes in no text. The API names such a field itself.

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
    """Answers a script that asks what a person's key is to sign for the act of a form."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Every other answer stays as it is."""
        return self._answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The prepared act as JSON; None for every other error."""
        from vethanam.web.signing import ToSign, as_json

        return as_json(request, error) if isinstance(error, ToSign) else None
