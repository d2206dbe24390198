"""One page of many rows, and the links to the others."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from vethanam.web.parts.view_values import Link

_ALL_TO = 20  # up to this many pages are all linked; of more, the first, the last and the near ones
_AROUND = 5


def paged[Row](
    request: HttpRequest, rows: Sequence[Row], most: int, query: str = ""
) -> tuple[Sequence[Row], list[Link]]:
    """The rows of the requested page, and the links; see :func:`page_of`."""
    number, links = page_of(request, len(rows), most, query)
    return rows[number * most - most : number * most], links


def page_of(request: HttpRequest, count: int, most: int, query: str = "") -> tuple[int, list[Link]]:
    """The number of the requested page, from 1, with ``most`` of ``count`` rows per page; at most the last.

    Also the links, empty if one page is enough; ``query`` is the encoded rest of their addresses.
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
