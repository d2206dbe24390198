"""Wait for a commit instead of asking again and again: PostgreSQL notifies of each transaction that staged an
entry, wrote a row set or signed a head (``guards/notify.sql``).

A notification says only that there is something to look for. Waiting processes also look again in time:
a notification can be lost with its connection, and files, clocks and gateways send none.
"""

from __future__ import annotations

import select
import time
from threading import Event
from typing import Any

import psycopg
from django.db import Error, connections

CHANNEL = "vethanam"
#: seconds after which a waiting process sees that it was stopped
_STOP_SEEN = 0.5


class Wakeups:
    """Notifications on a connection of its own, of one database role; for one thread."""

    def __init__(self, using: str = "default") -> None:
        self._using = using
        self._connection: psycopg.Connection[Any] | None = None

    def wait(self, stop: Event, seconds: float) -> bool:
        """Wait for a notification, or until ``stop``; whether one came within ``seconds``, or since the last
        call. Without its connection it waits the whole time, and opens another.
        """
        until = time.monotonic() + seconds
        while not stop.is_set():
            left = max(0.0, until - time.monotonic())
            try:
                connection = self._open()
                # its own wait would look ten times a second
                select.select([connection], [], [], min(left, _STOP_SEEN))
                if [*connection.notifies(timeout=0)]:
                    return True
            except (psycopg.Error, Error):
                self.close()
                stop.wait(left)
            if not left:
                return False
        return False

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            wrapper = connections[self._using]
            opened: psycopg.Connection[Any] = wrapper.get_new_connection(wrapper.get_connection_params())
            opened.autocommit = True
            opened.execute(f"LISTEN {CHANNEL}")
            self._connection = opened
        return self._connection
