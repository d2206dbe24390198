"""What was worked out is not worked out again while everything it rests on is the same, to the last cell.

For pure functions alone: the key is the whole of what they read, so that an answer is never older than its question.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

import polars as pl

#: what an answer weighs beside the rows of what it rests on
_EACH = 20
_IS_ASKED_ONCE: ContextVar[bool] = ContextVar("is_asked_once", default=False)


@contextmanager
def asked_once() -> Iterator[None]:
    """For whoever asks of many people once: within it no answer that rests on rows is looked for or kept."""
    token = _IS_ASKED_ONCE.set(True)
    try:
        yield
    finally:
        _IS_ASKED_ONCE.reset(token)


class Again[T]:
    """Answers by what was asked, those asked last; they and the rows they rest on weigh ``most`` rows at most.

    What rests on more than a quarter of that, such as a month of everybody, is not kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._answers: OrderedDict[Hashable, tuple[int, T]] = OrderedDict()
        self._weight = 0

    def of(self, frames: Iterable[pl.DataFrame], beside: Hashable, work: Callable[[], T]) -> T:
        """What ``work`` gives of these frames and what is ``beside`` them: it reads nothing else."""
        read = tuple(frames)
        weight = _EACH + sum(frame.height for frame in read)
        if weight > self._most // 4 or (read and _IS_ASKED_ONCE.get()):
            return work()
        key = (beside, tuple(tuple(frame.rows()) for frame in read))
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key][1]
        answer = work()
        with self._lock:
            if key not in self._answers:
                self._weight += weight
            self._answers[key] = weight, answer
            while self._weight > self._most:
                _, (gone, _) = self._answers.popitem(last=False)
                self._weight -= gone
        return answer


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
