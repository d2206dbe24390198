"""The reader of the service book for pages, with one cache for all pages of a process."""

from __future__ import annotations

from vethanam.rules.cache import ResultCache
from vethanam.service_book.reader import BookReader

#: results of the rules, keyed by facts and rulebook: people open the same months again
_CACHE = ResultCache(120_000)


def page_reader() -> BookReader:
    """A new reader for one page; its cache outlives it."""
    return BookReader(cache=_CACHE)
