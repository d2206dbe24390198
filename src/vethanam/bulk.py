"""Copy frames into tables and tables into frames.

The module knows the connection and no table. Table and column names come from our code, never from input.

:func:`read` uses the caller's connection and transaction. :class:`ReadConnections` read as Arrow, ten times
as fast, all in one snapshot: they do not see rows that the caller has not committed.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import accumulate, chain
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Any

import polars as pl
import psycopg
import pyarrow as pa
from adbc_driver_postgresql import dbapi
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.expressions import RawSQL
from psycopg import ClientCursor, Connection, conninfo, sql

from vethanam.ledger.canonical import Json, canonical, canonical_around

_AT_ONCE = 100_000
AT_A_TIME = 2
#: frames that wait to be appended while one is
_WAITING = 2
#: the columns of a frame
type Schema = Mapping[str, pl.DataType | type[pl.DataType]]
_PARAMETERS = ("host", "port", "dbname", "user", "password")


class ReadConnections:
    """Connections that share one snapshot of the database.

    A connection serves one thread at a time. There are as many as threads that read at once.
    """

    def __init__(self, written_by: Connection[Any], where: str) -> None:
        self._written_by = written_by
        self._where = where
        self._all: list[dbapi.Connection] = []
        self._idle: SimpleQueue[dbapi.Connection] = SimpleQueue()
        self._lock = Lock()
        self._instant = ""
        with self._one():
            pass  # the instant is now

    def read(self, text: str, parameters: Sequence[Any], schema: Schema) -> pl.DataFrame:
        """The same as :func:`read`, in the snapshot of these connections."""
        plain = _plain_parameters(parameters)
        # Arrow is given a statement with its parameters in it
        written = ClientCursor(self._written_by).mogrify(text, plain) if plain else text
        with self._one() as reader, reader.cursor() as cursor:
            cursor.execute(written)
            frame = pl.DataFrame(cursor.fetch_arrow_table().rename_columns(list(schema)))
        return frame.cast(dict(schema))  # type: ignore[arg-type]

    @contextmanager
    def _one(self) -> Iterator[dbapi.Connection]:
        try:
            reader = self._idle.get_nowait()
        except Empty:
            with _errors_alike():
                reader = self._opened()
        try:
            with _errors_alike():
                yield reader
        finally:
            self._idle.put(reader)

    def _opened(self) -> dbapi.Connection:
        with self._lock:
            reader = dbapi.connect(self._where)
            self._all.append(reader)
            with reader.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                if self._instant:
                    cursor.execute(f"SET TRANSACTION SNAPSHOT '{self._instant}'")
                cursor.execute("SET LOCAL work_mem = '128MB'")
                cursor.execute(
                    "SET LOCAL max_parallel_workers_per_gather = 0"
                )  # the caller's threads use the cores
                if not self._instant:
                    cursor.execute("SELECT pg_export_snapshot()")
                    self._instant = str((cursor.fetchone() or ("",))[0])
            return reader

    def close(self) -> None:
        """Close every connection."""
        for reader in self._all:
            reader.close()


@contextmanager
def _errors_alike() -> Iterator[None]:
    """Raise errors of the second driver as those of the first, so that one handler serves both."""
    with connection.wrap_database_errors:
        try:
            yield
        except dbapi.Error as error:
            try:
                kind = psycopg.errors.lookup(error.sqlstate or "")
            except KeyError:
                kind = psycopg.OperationalError
            raise kind(str(error)) from None


@contextmanager
def read_connections() -> Iterator[ReadConnections | None]:
    """Connections with a snapshot of now. None inside a transaction of the caller, which may have written."""
    if connection.in_atomic_block:
        yield None
        return
    connection.ensure_connection()
    given = connection.get_connection_params()
    where = conninfo.make_conninfo(**{name: given[name] for name in _PARAMETERS if given.get(name)})
    connections = ReadConnections(connection.connection, where)
    try:
        yield connections
    finally:
        connections.close()


def two_at_a_time[T, R](work: Callable[[T], R], parts: Iterable[T]) -> Iterator[tuple[T, R]]:
    """Yield each part with the result of ``work``, in order; two run at a time.

    Each thread has its own connection and one transaction a part; ``work`` reads mostly through
    :class:`ReadConnections`.
    """

    def apart(part: T) -> R:
        try:
            with transaction.atomic():
                return work(part)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_A_TIME) as workers:
        waiting: deque[tuple[T, Future[R]]] = deque()
        for part in parts:
            waiting.append((part, workers.submit(apart, part)))
            if len(waiting) > AT_A_TIME:
                before, made = waiting.popleft()
                yield before, made.result()
        while waiting:
            before, made = waiting.popleft()
            yield before, made.result()


def side_by_side[T, R](work: Callable[[T], R], parts: Sequence[T]) -> list[R]:
    """The result of ``work`` for each part, in the order of the parts; two run at a time.

    Each thread has its own connection; ``work`` opens its own transactions.
    """

    def apart(part: T) -> R:
        try:
            return work(part)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_A_TIME) as workers:
        return list(workers.map(apart, parts))


def read(text: str, parameters: Sequence[Any], schema: Schema) -> pl.DataFrame:
    """The rows of a SELECT as a frame with the columns of ``schema``, in its order.

    Pass a list of ids as one parameter. Of a person, only ids are parameters.
    """
    with connection.cursor() as cursor:
        cursor.execute(text, _plain_parameters(parameters))
        return _framed(cursor.fetchall(), schema)


def _plain_parameters(parameters: Sequence[Any]) -> list[Any]:
    return [array_of(value) if isinstance(value, list) else value for value in parameters]


def _framed(rows: Sequence[Sequence[Any]], schema: Schema) -> pl.DataFrame:
    """Rows as a frame. Columns of lists are concatenated first, since Polars converts list by list."""
    if not rows or not any(isinstance(dtype, pl.List) for dtype in schema.values()):
        return pl.DataFrame(rows, schema=dict(schema), orient="row")
    columns = zip(schema.items(), zip(*rows, strict=True), strict=True)
    return pl.DataFrame([_column(name, dtype, values) for (name, dtype), values in columns])


def _column(name: str, dtype: pl.DataType | type[pl.DataType], values: Sequence[Any]) -> pl.Series:
    if not isinstance(dtype, pl.List) or None in values:
        return pl.Series(name, values, dtype=dtype)
    ends = pa.array([0, *accumulate(map(len, values))], pa.int64())
    laid = pl.Series(list(chain.from_iterable(values)), dtype=dtype.inner)
    return pl.Series(name, pa.LargeListArray.from_arrays(ends, laid.to_arrow()), dtype=dtype)


def array_of(ids: Iterable[Any]) -> str:
    """The PostgreSQL array of numbers or codes, as one text: a driver would convert each element."""
    return "{" + ",".join(map(str, ids)) + "}"


def among(ids: Iterable[int]) -> RawSQL:
    """Ids for ``filter(person__in=…)`` as one array: Django would convert each id."""
    return RawSQL("SELECT unnest(%s::bigint[])", [array_of(ids)])


def array_of_texts(texts: Iterable[str]) -> str:
    """The PostgreSQL array of any texts, as one text."""
    return "{" + ",".join('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in texts) + "}"


def array_of_octets(seals: Iterable[bytes]) -> str:
    """The PostgreSQL array of byte strings, in hexadecimal, as one text."""
    return "{" + ",".join(f'"\\\\x{octets.hex()}"' for octets in seals) + "}"


#: what JSON writes as it is
_PLAIN = r'^[^"\\\x00-\x1f]*$'


def canonical_texts(
    alike: Sequence[Mapping[str, Json]], places: pl.Series, own: Mapping[str, Sequence[Json] | pl.Series]
) -> pl.Series:
    """The canonical JSON of many objects of few kinds; the common part of a kind is written once.

    ``alike`` has the common part of each kind, ``places`` the index of each object's kind in it, ``own`` the
    values that differ between objects, by key.
    """
    parts = [canonical_around(kind, own) for kind in alike]
    texts = {name: _canonical_each(values) for name, values in own.items()}

    def of_kinds(part: int) -> pl.Series:
        return pl.Series([one[part] for one in parts], dtype=pl.String)[places]

    columns = [of_kinds(0)]
    for part, name in enumerate(sorted(own), start=1):
        columns += [texts[name], of_kinds(part)]
    return pl.select(pl.concat_str(columns)).to_series()


def _canonical_each(values: Sequence[Json] | pl.Series) -> pl.Series:
    """The canonical text of each value; of a series each different text is written once."""
    if not isinstance(values, pl.Series):
        return pl.Series([canonical(value).decode() for value in values], dtype=pl.String)
    if values.dtype.is_integer() or values.dtype == pl.Boolean:
        return values.cast(pl.String).fill_null("null")
    if values.str.contains(_PLAIN).all():
        return pl.select(pl.format('"{}"', values)).to_series().fill_null("null")
    texts = values.unique()
    written = pl.Series([canonical(value).decode() for value in texts], dtype=pl.String)
    return values.replace_strict(texts, written, return_dtype=pl.String)


def copy_rows(table: str, rows: pl.DataFrame) -> int:
    """Append a frame to a table by COPY, in the caller's transaction; its columns are named as the table's.

    A list of numbers or codes becomes an array, bytes become bytes, null stays null. Gives the
    number of rows.
    """
    connection.ensure_connection()
    with connection.cursor() as cursor:
        _copy(cursor.cursor, table, rows)
    return rows.height


def _copy(cursor: Any, table: str, rows: pl.DataFrame) -> None:
    arrays = [
        _as_array(name) if dtype == pl.List else _as_bytes(name)
        for name, dtype in rows.schema.items()
        if dtype in (pl.List, pl.Binary)
    ]
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, NULL '\\N')").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, rows.columns))
    )
    with cursor.copy(statement) as into:
        for part in rows.iter_slices(_AT_ONCE):
            flat = part.with_columns(arrays)
            into.write(flat.write_csv(include_header=False, null_value="\\N", quote_style="non_numeric"))


class Copying:
    """Appends frames like :func:`copy_rows` in a thread, in order, while the caller makes the next ones.

    The thread uses the caller's connection. A query of the caller on it waits until all frames are appended;
    a query through :class:`ReadConnections` does not. A few frames wait in a queue.
    """

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        connection.ensure_connection()
        self._connection, self._thread = connection.connection, thread
        self._under_way: deque[Future[None]] = deque()

    def rows(self, table: str, rows: pl.DataFrame) -> None:
        """Queue rows for a table; waits while the queue is full."""
        while len(self._under_way) > _WAITING:
            self._settle_first()
        self._under_way.append(self._thread.submit(self._copy, table, rows))

    def _copy(self, table: str, rows: pl.DataFrame) -> None:
        with self._connection.cursor() as cursor:
            _copy(cursor, table, rows)

    def settle(self) -> None:
        """Wait until everything is appended; raises the error of the first frame that is not."""
        while self._under_way:
            self._settle_first()

    def _settle_first(self) -> None:
        with connection.wrap_database_errors:
            self._under_way.popleft().result()

    def before(self, execute: Callable[..., Any], *asked: Any) -> Any:
        """Run a query of the caller after all frames before it: a wrapper for ``execute_wrapper``."""
        self.settle()
        return execute(*asked)


@contextmanager
def copying() -> Iterator[Copying]:
    """Append frames in the caller's transaction while it makes the next ones; waits for all at the end."""
    with ThreadPoolExecutor(1) as thread:
        beside = Copying(thread)
        with connection.execute_wrapper(beside.before):
            yield beside
        beside.settle()


def add_rows(objects: Sequence[Model]) -> None:
    """Insert new objects of one model in the caller's transaction, and set their ids.

    All rows travel as one JSON parameter. Django's own insert is slower: it has a parameter for each value.
    """
    if not objects:
        return
    meta = objects[0]._meta
    fields = [field for field in meta.concrete_fields if field is not meta.pk]
    rows = [{str(field.column): getattr(added, field.attname) for field in fields} for added in objects]
    statement = sql.SQL(
        "INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, %s::json) "
        "RETURNING {key}"
    ).format(
        table=sql.Identifier(meta.db_table),
        names=sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields]),
        key=sql.Identifier(str(meta.pk.column)),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows, default=_as_text)])
        for added, (number,) in zip(objects, cursor.fetchall(), strict=True):
            added.pk = number
            added._state.adding = False  # noqa: SLF001 - as Django does
            added._state.db = connection.alias  # noqa: SLF001


def _as_text(value: Any) -> str:
    return f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)


def _as_bytes(name: str) -> pl.Expr:
    """Bytes as PostgreSQL writes them."""
    return pl.concat_str(pl.lit("\\x"), pl.col(name).bin.encode("hex")).alias(name)


def _as_array(name: str) -> pl.Expr:
    """A list of numbers or codes as PostgreSQL writes it."""
    inner = pl.col(name).list.eval(pl.element().cast(pl.String).fill_null("NULL")).list.join(",")
    return pl.concat_str(pl.lit("{"), inner, pl.lit("}")).alias(name)
