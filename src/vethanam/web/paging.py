"""One page of many rows, and the links to the others."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from vethanam.web.parts import Link

_ALL_TO = 20  # so many pages are all linked to; of more, the first, the last and those around
_AROUND = 5


def paged[Row](
    request: HttpRequest, rows: Sequence[Row], most: int, query: str = ""
) -> tuple[Sequence[Row], list[Link]]:
    """The rows of the page that an address asks for, and the links; see :func:`page_of`."""
    number, links = page_of(request, len(rows), most, query)
    return rows[number * most - most : number * most], links


def page_of(request: HttpRequest, count: int, most: int, query: str = "") -> tuple[int, list[Link]]:
    """Which page of ``count`` rows, ``most`` to a page, an address asks for: from 1, the nearest there is.

    Beside it the links, none where one page shows all; ``query`` is what stays in their addresses, encoded.
    """
    pages = max(1, -(-count // most))
    asked = request.GET.get("page", "")
    number = min(max(1, int(asked)), pages) if asked.isdecimal() else 1
    linked = [
        page
        for page in range(1, pages + 1)
        if pages <= _ALL_TO or page in (1, pages) or abs(page - number) <= _AROUND
    ]
    before = f"?{query}&" if query else "?"
    links = [Link(str(page), f"{before}page={page}", page == number) for page in linked]
    return number, links if pages > 1 else []
