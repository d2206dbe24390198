"""The reader that a page is given."""

from __future__ import annotations

from vethanam.rules.cache import ResultCache
from vethanam.service_book.reader import BookReader

#: people look at the same months again: what was made of the same facts by the same rules is kept from page
#: to page
_CACHE = ResultCache(120_000)


def page_reader() -> BookReader:
    """A reader for one page."""
    return BookReader(cache=_CACHE)
