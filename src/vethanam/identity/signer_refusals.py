"""Signatures that prove nothing, remembered so that they are not proven again in every round.

Web and worker can add any number of them. A refusal holds until a row is added that says where to look for a
key, its countersignature or an appointment. An attacker who adds such rows too makes the refused ones be
proven again, for a twentieth of the time at most.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import connection

from vethanam.ledger.notes import VerifierKey

#: a pause after proving, by the time that it took
TIMES = 20
# Where the proof of a signer begins. Each table is appended to.
_RESTS_ON = """
SELECT (SELECT max(id) FROM identity_signingkey), (SELECT max(id) FROM identity_keyconfirmation),
       (SELECT max(id) FROM identity_personmark), (SELECT max(id) FROM people_appointment),
       (SELECT max(id) FROM people_delegation)
"""


@dataclass(slots=True)
class Refusals[T]:
    """Items under a head with signatures that proved nothing, such as staged ids.

    ``also`` is a further mark that a refusal rests on.
    """

    also: Callable[[], object] = lambda: None
    _refused: set[T] = field(default_factory=set)
    _rested_on: object = None
    _again_at: float = 0.0

    def without(self, items: Collection[T]) -> set[T]:
        """These items without the refused ones; all of them once a refusal may have lost its ground."""
        if self._refused and time.monotonic() >= self._again_at and self._rested_on != self._mark():
            self._refused.clear()
        return {*items} - self._refused

    def add(self, refused: Collection[T], seconds: float) -> None:
        """Remember items that were just refused, and the seconds that it took."""
        if not refused:
            return
        if not self._refused:
            self._rested_on = self._mark()
        self._refused |= {*refused}
        # A quick later proof must not shorten the pause after a long one.
        self._again_at = max(self._again_at, time.monotonic() + TIMES * seconds)

    def _mark(self) -> object:
        return rests_on(), self.also()


def rests_on() -> tuple[int | None, ...]:
    """A mark that changes with the rows that name keys, countersignatures and appointments."""
    with connection.cursor() as cursor:
        cursor.execute(_RESTS_ON)
        return tuple(cursor.fetchone() or ())


def refusals_of(log_key: VerifierKey) -> Refusals[int]:
    """The refusals of this process under heads of one key, for callers that keep no proofs of their own."""
    return _refusals(str(connection.settings_dict["NAME"]), log_key)


@lru_cache(maxsize=4)
def _refusals(_database: str, _log_key: VerifierKey) -> Refusals[int]:
    return Refusals()
