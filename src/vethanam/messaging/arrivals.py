"""Short messages of people: a stop word is matched with the last message to its number, and the rest counted.

The number stays in this process. A keyed hash of it (``NumberMark``) finds the message; the worker then stops
the purpose (:mod:`vethanam.messaging.actions.stop_words`). No text is kept.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone

from vethanam.bulk import array_of, array_of_octets, array_of_texts
from vethanam.journal.business_time import business_now
from vethanam.messaging.gateways.letter import Arrival, Fate, Gateway, HearingGateway, Posted
from vethanam.messaging.models import RegisteredSender
from vethanam.messaging.registered_gateways import GatewayRegister
from vethanam.messaging.stop_word_models import StopWord
from vethanam.privacy.law.windows import IST

#: a message that may have reached its telephone
REACHED = frozenset({Fate.SENT, Fate.ACCEPTED, Fate.UNCERTAIN})
#: how often the short codes are read and an idle gateway is bound, and again after a failure
LOOKS_EVERY, AFTER_FAILURE = 5.0, 30.0

_KEEP = """
INSERT INTO messaging_numbermark AS m (contact_id, office, mark, message, at)
SELECT DISTINCT ON (x.contact, x.office) x.contact, x.office, x.mark, x.message, clock_timestamp()
  FROM unnest(%s::bigint[], %s::text[], %s::bytea[], %s::bigint[]) AS x(contact, office, mark, message)
 ORDER BY x.contact, x.office, x.message DESC
ON CONFLICT (contact_id, office) DO UPDATE
   SET mark = excluded.mark, message = excluded.message, at = excluded.at
 WHERE excluded.message > m.message
"""
# The last message to a number: of the offices with the short code that was answered, else of any.
_FIND = """
SELECT message FROM messaging_numbermark WHERE mark = %s
 ORDER BY office = ANY (%s::text[]) DESC, message DESC LIMIT 1
"""
_COUNT = """
INSERT INTO messaging_arrivalcount AS c (day, stops, unknown, others) VALUES (%s, %s, %s, %s)
ON CONFLICT (day) DO UPDATE SET stops = c.stops + excluded.stops, unknown = c.unknown + excluded.unknown,
  others = c.others + excluded.others
"""
# Marks of erased contacts, and of telephones without a message for ninety days.
_FORGET = """
DELETE FROM messaging_numbermark m
 WHERE m.at < clock_timestamp() - interval '90 days'
    OR NOT EXISTS (SELECT FROM privacy_datakey d WHERE d.contact_id = m.contact_id)
"""


@dataclass(slots=True)
class Arrivals:
    """What a dispatcher hears from people. ``key`` is that of the marks."""

    key: bytes = field(repr=False)
    register: GatewayRegister
    _codes: Mapping[str, str] = field(default_factory=dict)
    _looks_at: float = 0.0
    _binds_at: dict[int, float] = field(default_factory=dict)

    def keep(self, sent: Sequence[tuple[int, Posted]]) -> None:
        """Mark the numbers of short messages, contact and letter each, of senders that can be answered."""
        self._read_codes()
        marked = [
            (contact, one.letter.sender.office, one.number.mark_under(self.key), one.id)
            for contact, one in sent
            if one.number.kind.is_phone and one.letter.sender.office in self._codes
        ]
        if marked:
            contacts, offices, marks, messages = zip(*marked, strict=True)
            with connection.cursor() as cursor:
                cursor.execute(
                    _KEEP,
                    [
                        array_of(contacts), array_of_texts(offices), array_of_octets(marks),
                        array_of(messages),
                    ],
                )  # fmt: skip

    def hear(self, gateways: Sequence[Gateway]) -> int:
        """Save the stop words that came, and count the rest; returns how many messages came."""
        self._read_codes()
        came = [
            one
            for gateway in gateways
            if isinstance(gateway, HearingGateway) and self._is_bound(gateway)
            for one in gateway.arrivals()
        ]
        if came:
            with transaction.atomic():
                self._save(came)
        return len(came)

    def _is_bound(self, gateway: HearingGateway) -> bool:
        """Bind a registered gateway also while no message waits, if people can answer."""
        now = time.monotonic()
        if self._codes and now > self._binds_at.get(id(gateway), 0.0):
            is_bound = self.register.has(gateway.other_side) and gateway.is_reachable()
            self._binds_at[id(gateway)] = time.monotonic() + (LOOKS_EVERY if is_bound else AFTER_FAILURE)
        return True

    def _save(self, came: Sequence[Arrival]) -> None:
        at, now = business_now()[0], timezone.now()
        kinds = Counter[str]()
        for one in came:
            message = self._message_to(one) if one.is_stop else None
            kinds["others" if not one.is_stop else "unknown" if message is None else "stops"] += 1
            if message is not None:
                StopWord.objects.create(message_id=message, at=at, recorded_at=now)
        with connection.cursor() as cursor:
            day = at.astimezone(IST).date()
            cursor.execute(_COUNT, [day, kinds["stops"], kinds["unknown"], kinds["others"]])

    def _message_to(self, one: Arrival) -> int | None:
        if one.number is None:
            return None
        offices = [office for office, code in self._codes.items() if one.to.endswith(code)]
        with connection.cursor() as cursor:
            cursor.execute(_FIND, [one.number.mark_under(self.key), array_of_texts(offices)])
            found = cursor.fetchone()
        return int(found[0]) if found else None

    def _read_codes(self) -> None:
        if time.monotonic() > self._looks_at:
            rows = RegisteredSender.objects.order_by("id").values_list("office", "replies_to")
            self._codes = {office: code for office, code in dict(rows).items() if code}
            self._looks_at = time.monotonic() + LOOKS_EVERY


def forget_marks() -> None:
    """Delete the marks of erased contacts and old ones."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET)
