"""The ends of messages that reports of the portal name, as the dispatcher takes them over.

A message that the portal took, or may have taken, becomes *sent* or *failed*. None is sent again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import connection, transaction

from vethanam.bulk import array_of, array_of_texts

_AT_ONCE = 5_000
#: pause between two looks that found nothing
_LOOK_SECONDS = 1.0
_ONE_AT_A_TIME = 0x656E6473  # "ends"

_NEW = "SELECT id, delivery_id FROM messaging_portalreportline WHERE id > %s ORDER BY id LIMIT %s"
_TOLD = """
UPDATE privacy_delivery d SET state = l.state, told_at = clock_timestamp()
  FROM messaging_portalreportline l
 WHERE l.delivery_id = d.id AND d.id = ANY (%s::bigint[]) AND d.state = ''
RETURNING d.message_id, d.state
"""
_ENDED = """
UPDATE privacy_outbox o
   SET state = CASE x.state WHEN 'delivered' THEN 'sent' ELSE 'failed' END, result = 'told ' || x.state
  FROM unnest(%s::bigint[], %s::text[]) AS x(message, state)
 WHERE o.id = x.message AND o.state IN ('accepted', 'uncertain')
RETURNING o.use_id
"""


@dataclass(slots=True)
class ReportedEnds:
    """The dispatcher's look at new lines of reports."""

    _last: int = 0
    _look_at: float = 0.0

    def go_round(self) -> list[int]:
        """Take over the next lines; returns the uses with messages that ended."""
        if time.monotonic() < self._look_at:
            return []
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
            if cursor.fetchone() != (True,):  # another dispatcher takes them
                return []
            cursor.execute(_NEW, [self._last, _AT_ONCE])
            lines = cursor.fetchall()
            if not lines:
                self._look_at = time.monotonic() + _LOOK_SECONDS
                return []
            cursor.execute(_TOLD, [array_of(delivery for _, delivery in lines)])
            told = cursor.fetchall()
            messages, states = array_of(one for one, _ in told), array_of_texts(one for _, one in told)
            cursor.execute(_ENDED, [messages, states])
            uses = sorted({use for (use,) in cursor.fetchall()})
        self._last = lines[-1][0]
        return uses
