"""A cache of the results of pure functions.

The key is everything that a function reads, to the last cell: no result is ever older than its question.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Any

import polars as pl

#: what a result weighs beside the rows it rests on
_EACH = 20
#: one result may have this part of the room; a larger one, such as a month of everybody, is not kept
_PART = 8


class ResultCache:
    """Results by what was asked, least recently used first out; with the rows they rest on
    they weigh ``most`` rows.

    Without room nothing is looked for: who asks of everybody once is quicker so.
    """

    def __init__(self, most: int = 0) -> None:
        self._most = most
        self._lock = Lock()
        self._results: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        self._weight = 0

    def of[T](self, frames: Iterable[pl.DataFrame], beside: Hashable, work: Callable[[], T]) -> T:
        """What ``work`` gives of these frames and what is ``beside`` them: it reads nothing else.

        ``beside`` begins with the name of the function.
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
    """Something in a key that is the very same ``one``, not one that reads alike."""

    __slots__ = ("one",)

    def __init__(self, one: T) -> None:
        self.one = one

    def __eq__(self, other: object) -> bool:
        """Whether it is that very one."""
        return isinstance(other, Same) and self.one is other.one

    def __hash__(self) -> int:
        """By what it is."""
        return id(self.one)
