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
#: seconds after which a waiting process sees that it was stopped, and after which a lost connection is told
_STOP_SEEN, _LOST = 0.5, 1.0


class Wakeups:
    """Notifications on a connection of its own, of one database role; for one thread."""

    def __init__(self, using: str = "default") -> None:
        self._using = using
        self._connection: psycopg.Connection[Any] | None = None

    def wait(self, stop: Event, seconds: float) -> bool:
        """Wait for a notification, or until ``stop``; whether there may be something to look for: one came
        within ``seconds`` or since the last call, or the connection was just opened, or lost a second ago.
        """
        until = time.monotonic() + seconds
        while not stop.is_set():
            left = max(0.0, until - time.monotonic())
            try:
                if self._connection is None:
                    self._connection = self._opened()
                    return True
                # its own wait would look ten times a second
                select.select([self._connection], [], [], min(left, _STOP_SEEN))
                if [*self._connection.notifies(timeout=0)]:
                    return True
            except (psycopg.Error, Error):
                self.close()
                stop.wait(min(left, _LOST))
                return True
            if not left:
                return False
        return False

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opened(self) -> psycopg.Connection[Any]:
        wrapper = connections[self._using]
        opened: psycopg.Connection[Any] = wrapper.get_new_connection(wrapper.get_connection_params())
        opened.autocommit = True
        opened.execute(f"LISTEN {CHANNEL}")
        return opened
