"""The fence between a restraint and a hand-over.

A dispatcher hands over only while it shares a lock in the database; the entry of a restraint takes that
lock alone. The lock is held by a second session of the dispatcher in an open transaction, which
:func:`privacy_enter_fence` of the owner took: no other role can take it. Before each message the dispatcher
asks :meth:`Fence.may_begin`, which looks fifty times a second whether somebody waits. If so, nothing more
is begun, messages under way may end within two seconds, and the lock is let go. A dispatcher that hangs
does not look: after two seconds the entry ends the session that holds the lock, and the server ends the
other one. A message is begun only while the last look is younger than that, so a dispatcher that was ended
never begins another.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection

#: the server ends a session that is silent for so long while it shares the lock
SILENT_MS = 2_000
#: how long a look stays valid: less than the server's limit
BELIEVED = 1.5
LOOK_EVERY = 0.02
#: time limit for messages under way once an entry waits
PATIENCE = 1.8

_ENTER = "SELECT set_config('idle_session_timeout', %s, false), set_config('vethanam.fence', %s, false)"
_LEAVE = "SELECT set_config('idle_session_timeout', '0', false), set_config('vethanam.fence', '', false)"
_LOOK = "SELECT privacy_holds_fence(false), privacy_fence_is_awaited()"


@dataclass(slots=True)
class Fence:
    """One dispatcher's side of the fence."""

    clock: Callable[[], float] = time.monotonic
    _looked_at: float = 0.0
    _waited_for_since: float | None = None
    _line: psycopg.Connection[Any] | None = None

    def enter(self) -> None:
        """Share the lock; waits behind an entry that waits for it alone."""
        self._waited_for_since = None
        with connection.wrap_database_errors:
            line = self._open()
            line.execute("BEGIN")
            try:
                (pid,) = line.execute("SELECT privacy_enter_fence()").fetchone() or (0,)
            except psycopg.Error:
                self.close()
                raise
        with connection.cursor() as cursor:
            cursor.execute(_ENTER, [f"{SILENT_MS}ms", str(pid)])
        self.look()

    def leave(self) -> None:
        """Let the lock go."""
        try:
            with connection.wrap_database_errors:
                if self._line is not None:
                    self._line.execute("COMMIT")
        finally:
            with connection.cursor() as cursor:
                cursor.execute(_LEAVE)

    def close(self) -> None:
        """Close the session that holds the lock."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _open(self) -> psycopg.Connection[Any]:
        """The second session, with no transaction open; a new one where it was ended."""
        if self._line is None or self._line.closed or self._line.broken:
            self._line = connection.get_new_connection(connection.get_connection_params())
            self._line.autocommit = True
        elif self._line.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            self._line.execute("ROLLBACK")
        return self._line

    def may_begin(self) -> bool:
        """Whether one more message may begin; called before each."""
        self._look_in_time()
        return self._waited_for_since is None and self.clock() - self._looked_at < BELIEVED

    def must_end(self) -> bool:
        """Whether to abort the messages under way; a gateway calls it whenever it waits."""
        self._look_in_time()
        now = self.clock()
        if now - self._looked_at >= BELIEVED:
            return True
        return self._waited_for_since is not None and now - self._waited_for_since >= PATIENCE

    def _look_in_time(self) -> None:
        since = self.clock() - self._looked_at
        if LOOK_EVERY <= since < BELIEVED:
            self.look()

    def look(self) -> None:
        """Look for a waiting entry; also called after slow work behind the fence."""
        before = self.clock()
        with connection.cursor() as cursor:
            cursor.execute(_LOOK)
            is_held, is_awaited = cursor.fetchone()
        self._looked_at = before
        if not is_held:  # the session was ended: messages under way have had their time
            self._waited_for_since = before - PATIENCE
        elif is_awaited and self._waited_for_since is None:
            self._waited_for_since = before
