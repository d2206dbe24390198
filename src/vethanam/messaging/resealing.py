"""Seal contacts again in a rotation of the vault's keys, chunk by chunk between messages.

A pass goes over the contacts without a data key: only an intake seal opens them. Each is sealed again under a
data key of the new epoch, so a dispatcher that ends goes on with the rest. After sealing under the old key
has ended, a pass that finds nothing shows that nobody needs the old key.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from vethanam.bulk import array_of, array_of_octets
from vethanam.journal.queries import is_under_head
from vethanam.ledger.notes import VerifierKey
from vethanam.messaging.outbox import count_opened
from vethanam.messaging.upkeep import keys_of_earlier_epochs
from vethanam.privacy.vault.keys import VaultKeys
from vethanam.privacy.vault_rotations import Rotation, Step, latest_rotation, record_resealed

log = logging.getLogger("vethanam.messaging")

CHUNK = 250
GRANT_SECONDS = 30
#: pause before another pass, while nothing is left
PAUSE_SECONDS = 2.0

SEALS = """
SELECT s.contact_id, s.sealed, c.person, c.kind, c.version, c.register, k.epoch, k.wrapped, l.inner_key
  FROM privacy_sealed s
  JOIN privacy_contact c ON c.id = s.contact_id
  LEFT JOIN privacy_labelsecret l ON l.person = c.person
  LEFT JOIN privacy_datakey k ON k.contact_id = s.contact_id
 WHERE s.contact_id = ANY (%s::bigint[])
"""

RESEAL = """
WITH fresh AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[], %s::int[], %s::bytea[])
                 AS f(contact_id, person, sealed, epoch, wrapped)),
closed AS (UPDATE privacy_sealed s SET sealed = f.sealed FROM fresh f WHERE s.contact_id = f.contact_id
RETURNING s.contact_id)
INSERT INTO privacy_datakey (contact_id, person, epoch, wrapped)
SELECT f.contact_id, f.person, f.epoch, f.wrapped FROM fresh f JOIN closed USING (contact_id)
"""

# One dispatcher at a time, so that no two replace the same seal.
_ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('vethanam resealing'))"
_WITHOUT_DATA_KEY = """
SELECT c.id FROM privacy_contact c
 WHERE c.id > %s AND NOT EXISTS (SELECT FROM privacy_datakey k WHERE k.contact_id = c.id)
 ORDER BY c.id LIMIT %s
"""
# A code under the old key with a message that may still go.
_IS_CODE_WAITING = """
SELECT EXISTS (SELECT FROM messaging_contactnotice n
                 JOIN privacy_contactcode c ON c.id = n.code_id AND c.recorded_at < %s
                 JOIN privacy_use u ON u.id = n.use_id AND u.send_until > clock_timestamp()
                WHERE NOT EXISTS (SELECT FROM privacy_useclosing e WHERE e.use_id = n.use_id))
"""

type Replacement = tuple[Any, ...]


def store_resealed(cursor: Any, resealed: Sequence[Replacement]) -> None:
    """Replace intake seals: contact, person, seal, epoch and wrapped key of each."""
    if resealed:
        ids, people, seals, epochs, wrapped = zip(*resealed, strict=True)
        cursor.execute(
            RESEAL,
            [
                array_of(ids),
                array_of(people),
                array_of_octets(seals),
                array_of(epochs),
                array_of_octets(wrapped),
            ],
        )


@dataclass(slots=True)
class Resealing:
    """A dispatcher's part in a rotation. ``log_key`` verifies the head over the rotation's entry."""

    log_key: VerifierKey
    _after: int = 0
    _resealed: int = 0
    _is_last: bool = False
    _again_at: float = 0.0

    def go_on(self, keys: VaultKeys, reseal: Callable[[Sequence[Any]], Replacement | None]) -> int:
        """Seal one chunk again; returns how many contacts.

        ``reseal`` makes the replacement of a row of :data:`SEALS`, or None for a seal that no key opens.
        """
        if not keys.earlier or time.monotonic() < self._again_at:
            return 0
        rotation = latest_rotation()
        if rotation is None or not rotation.is_under_way or not is_under_head(rotation.leaf, self.log_key):
            self.start_over()
            return 0
        if not self._after:
            self._is_last, self._resealed = Step.CLOSING in rotation.steps, 0
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_ALONE)
            if cursor.fetchone() != (True,):
                return 0
            cursor.execute(_WITHOUT_DATA_KEY, [self._after, CHUNK])
            contacts = [contact for (contact,) in cursor.fetchall()]
            resealed = self._seal(cursor, contacts, reseal) if contacts else 0
        self._resealed += resealed
        self._after = contacts[-1] if contacts else 0
        if not contacts:
            self._end_pass(rotation, keys)
        return resealed

    def start_over(self) -> None:
        """Begin another pass after a pause."""
        self._after, self._again_at = 0, time.monotonic() + PAUSE_SECONDS

    def _seal(
        self, cursor: Any, contacts: Sequence[int], reseal: Callable[[Sequence[Any]], Replacement | None]
    ) -> int:
        listed = array_of(contacts)
        cursor.execute("SELECT privacy_grant_resealing(%s::bigint[], %s)", [listed, GRANT_SECONDS])
        cursor.execute(SEALS, [listed])
        replacements = [fresh for row in cursor.fetchall() if (fresh := reseal(row))]
        store_resealed(cursor, replacements)
        count_opened(cursor, None, len(replacements), len(replacements))
        return len(replacements)

    def _end_pass(self, rotation: Rotation, keys: VaultKeys) -> None:
        if self._resealed:
            log.info("The vault: %s contacts sealed again.", self._resealed)
        elif self._is_last and not keys_of_earlier_epochs(keys.epoch) and not _is_code_waiting(rotation):
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM privacy_datakey")
                (contacts,) = cursor.fetchone()
            record_resealed(rotation, contacts)
        else:
            self.start_over()


def contacts_under_intake_seals() -> int:
    """The number of contacts without a data key, erased ones included: at most so many are sealed again."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_DATA_KEY, [0, None])
        return int(cursor.rowcount)


def _is_code_waiting(rotation: Rotation) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_IS_CODE_WAITING, [rotation.steps[Step.CLOSING]])
        return bool(cursor.fetchone()[0])
