"""A cache of the results of pure functions.

The key is everything that a function reads, to the last cell: no result is ever older than its question.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Any

import polars as pl

#: weight of a result in addition to the rows of its key
_EACH = 20
#: a result heavier than this part of the cache is not stored, such as a month of everybody
_PART = 8


class ResultCache:
    """A least-recently-used cache of results; the rows of all keys weigh ``most`` rows at most.

    With ``most`` 0 it stores nothing and looks nothing up: faster for a caller who computes everybody once.
    """

    def __init__(self, most: int = 0) -> None:
        self._most = most
        self._lock = Lock()
        self._results: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        self._weight = 0

    def of[T](self, frames: Iterable[pl.DataFrame], beside: Hashable, work: Callable[[], T]) -> T:
        """The result of ``work``, from the cache if it was computed before with the same key.

        The key is the content of ``frames`` with ``beside``, which begins with the name of the function. The
        caller ensures that ``work`` reads nothing else.
        """
        read = tuple(frames)
        weight = _EACH + sum(frame.height for frame in read)
        if weight > self._most // _PART:
            return work()
        key = (beside, tuple(tuple(frame.rows()) for frame in read))
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                found: T = self._results[key][1]
                return found
        result = work()
        with self._lock:
            if key not in self._results:
                self._weight += weight
            self._results[key] = weight, result
            while self._weight > self._most:
                _, (gone, _) = self._results.popitem(last=False)
                self._weight -= gone
        return result


#: keeps nothing
NO_CACHE = ResultCache()


class Same[T]:
    """A part of a key that is compared by identity, not by value."""

    __slots__ = ("one",)

    def __init__(self, one: T) -> None:
        self.one = one

    def __eq__(self, other: object) -> bool:
        """True if both hold the same object."""
        return isinstance(other, Same) and self.one is other.one

    def __hash__(self) -> int:
        """The hash of the object's identity."""
        return id(self.one)
