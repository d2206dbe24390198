"""What every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]


def no_store(answer: Answer) -> Answer:
    """Nothing a page shows stays in the cache of a shared office machine. Static files are answered before this."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware
