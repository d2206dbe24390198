"""The reader of the service book: a query over many people at one instant is given one, and it owns
what it has read.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Model

from vethanam import bulk
from vethanam.bulk import ReadConnections, Schema, read_connections
from vethanam.periods import Month
from vethanam.rules.cache import NO_CACHE, ResultCache
from vethanam.service_book.models import Fact

_TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "BigAutoField": pl.Int64,
    "BigIntegerField": pl.Int64,
    "ForeignKey": pl.Int64,
    "OneToOneField": pl.Int64,
    "DateField": pl.Date,
    "DateTimeField": pl.Datetime("us", "UTC"),
    "CharField": pl.String,
    "BooleanField": pl.Boolean,
    "PositiveSmallIntegerField": pl.Int32,
    "PositiveIntegerField": pl.Int32,
}
#: in the parameters of :meth:`BookReader.read_of`, the people asked about
WHOSE = object()


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which rows of a kind of fact are read, as SQL: ``rows`` of everybody, with its parameters, and
    all of the few others.

    Those are whoever has one that ``stops`` her, that nobody verified, that is corrected or withdrawn, that
    has an end or begins in an afternoon, or of whose order something became.
    """

    rows: str
    stops: str = "false"
    parameters: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose facts are read together, ``everybody`` being None where it is the whole book; as known when; and
    from which day on.

    Pay that ended before ``since`` may be left out. ``months`` are those that will be asked about, where that
    is known. Of the whole book kinds of facts can be ``narrowed``.
    """

    everybody: tuple[int, ...] | None = ()
    known_at: datetime | None = None
    since: date | None = None
    months: tuple[Month, ...] = ()
    narrowed: Mapping[type[Fact], Narrowed] = field(default_factory=dict)


class BookReader:
    """Reads the service book for one run, calculation or page.

    It owns the connections it reads through, what it has read, and the ``cache`` of what was made of it.
    It keeps nothing it reads until it is told whose facts are read together (:meth:`keeping`). Threads
    may share it.
    """

    def __init__(
        self,
        connections: ReadConnections | None = None,
        cache: ResultCache = NO_CACHE,
        reach: Reach | None = None,
    ) -> None:
        self.cache = cache
        self.reach = reach
        self._connections = connections
        self._within = frozenset(reach.everybody) if reach and reach.everybody else frozenset()
        self._lock = Lock()
        self._answers: dict[Hashable, Future[Any]] = {}

    @classmethod
    @contextmanager
    def parallel(cls) -> Iterator[BookReader]:
        """A reader of this instant for many threads; within a transaction, which may have written,
        one as any other.
        """
        with read_connections() as connections:
            yield cls(connections)

    def keeping(self, reach: Reach | None = None) -> BookReader:
        """A reader on the same connections that reads the same rows only once for all months.

        The facts of everybody within reach are read together, also where only some of them are asked about.
        One that keeps what it reads already is given back where no other reach is asked for.
        """
        if reach is None and self.reach is not None:
            return self
        return BookReader(self._connections, self.cache, reach or Reach())

    @property
    def is_parallel(self) -> bool:
        """Whether threads that read at once do not wait for each other."""
        return self._connections is not None

    @property
    def is_whole(self) -> bool:
        """Whether the whole book is within reach: what is asked of anybody is then read of all."""
        return self.reach is not None and self.reach.everybody is None

    @property
    def months_together(self) -> tuple[Month, ...]:
        """Of the whole book, the months that will be asked about: what is summed for one of them
        can be for all.
        """
        return self.reach.months if self.reach is not None and self.is_whole else ()

    def everybody_with(self, employments: Sequence[int]) -> Sequence[int]:
        """The employments whose facts are read in one query with those of these people; empty if the whole
        book is read, or nothing is shared.
        """
        if self.reach is None or not self._within.issuperset(employments):
            return ()
        return self.reach.everybody or ()

    def reach_with(self, employments: Sequence[int] | None, known_at: datetime) -> Reach | None:
        """The reach within which the facts of these employments, or of all, are read with those
        of all the others.
        """
        if self.reach is None or self.reach.known_at not in (None, known_at):
            return None
        if self.is_whole or (
            employments is not None and self._within and self._within.issuperset(employments)
        ):
            return self.reach
        return None

    def once[T](self, key: Hashable, ask: Callable[[], T]) -> T:
        """The answer to a question, asked the first time only; of two threads that ask the
        same the second waits.
        """
        if self.reach is None:
            return ask()
        with self._lock:
            is_new = key not in self._answers
            answer: Future[T] = self._answers.setdefault(key, Future())
        if is_new:
            try:
                answer.set_result(ask())
            except BaseException as failed:  # noqa: BLE001 - told to those who wait and to the one who asked
                answer.set_exception(failed)
        return answer.result()

    def each[T, R](self, work: Callable[[T], R], parts: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Yield each part with the result of ``work``, in order; two at a time where threads
        can read at once.
        """
        if self._connections is None:
            return ((part, work(part)) for part in parts)
        return bulk.two_at_a_time(work, parts)

    def read(self, text: str, parameters: Sequence[Any], schema: Schema) -> pl.DataFrame:
        """The rows of a SELECT as a frame with the columns of ``schema``,
        as :func:`vethanam.bulk.read` gives them.
        """
        return (self._connections or bulk).read(text, parameters, schema)

    def read_once(self, text: str, parameters: Sequence[Any], schema: Schema) -> pl.DataFrame:
        """Like :meth:`read`, with the result cached by the statement and its parameters."""
        plain = tuple(tuple(p) if isinstance(p, list) else p for p in parameters)
        return self.once((text, plain), lambda: self.read(text, parameters, schema))

    def read_of(
        self, text: str, employments: Sequence[int], parameters: Sequence[Any], schema: Schema
    ) -> pl.DataFrame:
        """Rows of some employments, read once of all where the whole book is within reach.

        ``text`` says ``{whose}`` where it chooses them by ``employment_id``; in ``parameters`` each
        :data:`WHOSE` stands for them. The first column of ``schema`` is the employment.
        """
        if not self.is_whole:
            ids = [list(employments) if p is WHOSE else p for p in parameters]
            return self.read_once(text.replace("{whose}", "= ANY(%s::bigint[])"), ids, schema)
        others = [p for p in parameters if p is not WHOSE]
        rows = self.read_once(text.replace("{whose}", "IS NOT NULL"), others, schema)
        return rows.filter(pl.col(next(iter(schema))).is_in(pl.Series(employments, dtype=pl.Int64).implode()))

    def rows_of(
        self, model: type[Model], columns: Sequence[str], where: str, parameters: Sequence[Any]
    ) -> pl.DataFrame:
        """Columns of a table as a frame, typed by its model; ``where`` is SQL with
        its parameters beside it.
        """
        # The names are of our own tables and columns; every value is a parameter.
        text = f"SELECT {quoted(columns)} FROM {model._meta.db_table} WHERE {where}"  # noqa: S608
        return self.read_once(text, parameters, types_of(model, columns))


def types_of(model: type[Model], columns: Sequence[str]) -> dict[str, pl.DataType | type[pl.DataType]]:
    """The types of columns of a table in a frame."""
    types = {field.attname: _TYPES[field.get_internal_type()] for field in model._meta.concrete_fields}
    return {name: types[name] for name in columns}


def quoted(columns: Sequence[str]) -> str:
    """The names of columns in a statement."""
    return ", ".join(map(connection.ops.quote_name, columns))
