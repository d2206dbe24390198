"""The locks under which a restraint is entered, against sessions that keep them.

The entry waits in its place in the lock's queue. PostgreSQL's queue is fair: a session that takes the lock
again after its end stands behind. After two seconds a second session ends those that stand in front.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection

#: seconds before sessions in the way are ended, and between two looks
PATIENCE, LOOK_EVERY = 2.0, 0.1


def close_fence() -> datetime:
    """Close the fence for this transaction; the instant from which no message is handed over."""
    with _way_cleared(), connection.cursor() as cursor:
        cursor.execute("SELECT privacy_close_fence()")
        (instant,) = cursor.fetchone()
    return instant  # type: ignore[no-any-return]


def close_tables() -> None:
    """Keep every other session from the rows that an entry needs, until the end of the transaction."""
    with _way_cleared(), connection.cursor() as cursor:
        cursor.execute("SELECT privacy_close_tables()")


@contextmanager
def _way_cleared() -> Iterator[None]:
    """End the sessions in front of this one while it waits for a lock."""
    connection.ensure_connection()
    over = threading.Event()
    given = (connection.connection.info.backend_pid, connection.get_connection_params(), over)
    clearing = threading.Thread(target=_clear, args=given, daemon=True)
    clearing.start()
    try:
        yield
    finally:
        over.set()
        clearing.join()


def _clear(waiting: int, params: Mapping[str, Any], over: threading.Event) -> None:
    """Clear the way of a session until it is over; a failed connection is tried again."""
    wait = PATIENCE
    while not over.wait(wait):
        with suppress(psycopg.Error), psycopg.connect(**params, autocommit=True) as line:
            while not over.wait(LOOK_EVERY):
                line.execute("SELECT privacy_clear_way(%s)", [waiting])
        wait = LOOK_EVERY
