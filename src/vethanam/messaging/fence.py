"""The fence between a restraint and a hand-over.

A dispatcher hands over only while its session shares a database lock; entering a restraint takes that lock
exclusively. Before each message the dispatcher calls :meth:`Fence.may_begin`, which looks for a waiting entry fifty
times a second. If one waits, no message begins, those under way may end within two seconds, and the lock is released.
A hanging dispatcher does not look: after two silent seconds the server ends its session and lock. A message begins
only if the last look is younger than that, so a hanging dispatcher never begins another.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from vethanam.privacy.actions.restraints import SOMEBODY_WAITS

#: the server ends a session that shares the lock silently for this long
SILENT_MS = 2_000
#: how long a look stays valid: less than the server's limit
BELIEVED = 1.5
LOOK_EVERY = 0.02
#: time limit for messages under way once an entry waits
PATIENCE = 1.8

_ENTER = "SELECT set_config('idle_session_timeout', %s, false), pg_advisory_lock_shared(privacy_fence())"
_LEAVE = "SELECT set_config('idle_session_timeout', '0', false), pg_advisory_unlock_shared(privacy_fence())"
_LOOK = "SELECT pg_try_advisory_xact_lock_shared(%s)"


@dataclass(slots=True)
class Fence:
    """One dispatcher's side of the fence."""

    clock: Callable[[], float] = time.monotonic
    _looked_at: float = 0.0
    _waited_for_since: float | None = None

    def enter(self) -> None:
        """Share the lock; queues behind a waiting exclusive request."""
        self._waited_for_since = None
        with connection.cursor() as cursor:
            cursor.execute(_ENTER, [f"{SILENT_MS}ms"])
        self.look()

    def leave(self) -> None:
        """Release the lock."""
        with connection.cursor() as cursor:
            cursor.execute(_LEAVE)

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
            cursor.execute(_LOOK, [SOMEBODY_WAITS])
            (nobody_waits,) = cursor.fetchone()
        self._looked_at = before
        if not nobody_waits and self._waited_for_since is None:
            self._waited_for_since = before
