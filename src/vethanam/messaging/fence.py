"""The fence between a restraint and a hand-over.

A dispatcher hands over only while its session shares one lock in the database; whoever enters a restraint takes that lock
alone. Before each message the dispatcher asks :meth:`Fence.may_begin`, which looks at the database fifty times a second: does
somebody wait to enter something? Then nothing more is begun, what is under way may end within two seconds, and the lock is
let go. A dispatcher that hangs does not look: the server ends its session after two seconds without a word, and the lock with
it; and since a message is begun only while the last look is younger than that, it never begins another.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from vethanam.privacy.actions.restraints import SOMEBODY_WAITS

#: the server ends a session that is silent for so long while it shares the lock
SILENT_MS = 2_000
#: a look at the database is believed for so long: less than the server waits
BELIEVED = 1.5
LOOK_EVERY = 0.02
#: what is under way when somebody waits may end within this
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
        """Share the lock; waits behind whoever waits for it alone."""
        self._waited_for_since = None
        with connection.cursor() as cursor:
            cursor.execute(_ENTER, [f"{SILENT_MS}ms"])
        self.look()

    def leave(self) -> None:
        """Let the lock go."""
        with connection.cursor() as cursor:
            cursor.execute(_LEAVE)

    def may_begin(self) -> bool:
        """Whether one more message may be begun; asked before each."""
        self._look_in_time()
        return self._waited_for_since is None and self.clock() - self._looked_at < BELIEVED

    def must_end(self) -> bool:
        """Whether what is under way is given up now; a gateway asks it whenever it waits."""
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
        """Ask the database who waits; also after work behind the fence that may have taken longer than a look is believed."""
        before = self.clock()
        with connection.cursor() as cursor:
            cursor.execute(_LOOK, [SOMEBODY_WAITS])
            (nobody_waits,) = cursor.fetchone()
        self._looked_at = before
        if not nobody_waits and self._waited_for_since is None:
            self._waited_for_since = before
