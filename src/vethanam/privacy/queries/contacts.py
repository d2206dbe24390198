"""Masked contacts: the live one, its confirmation, and stopped channels. None returns a contact."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection

from vethanam.bulk import array_of
from vethanam.privacy import purposes
from vethanam.privacy.models import Contact
from vethanam.privacy.vault.binding import SERVICE_BOOK
from vethanam.privacy.vault.number import ContactKind

#: kinds of contact for a channel, preferred one first
KINDS_OF_CHANNEL: Mapping[str, tuple[str, ...]] = {
    "email": ("email_official", "email_personal"),
    "sms": ("mobile",),
    "whatsapp": ("mobile",),
    "voice": ("mobile",),
    "letter": ("postal_address",),
}
#: the same for somebody who is told through her guardian: on the phone only the guardian's number
KINDS_FOR_A_WARD: Mapping[str, tuple[str, ...]] = {
    "sms": ("guardian_mobile",),
    "voice": ("guardian_mobile",),
    "letter": ("postal_address",),
}


def fields_for(purpose: purposes.Purpose, channels: Sequence[str]) -> tuple[str, ...]:
    """The fields a purpose needs for these channels: of its contacts, only those that serve a channel."""
    kinds = {kind for channel in channels for kind in KINDS_OF_CHANNEL.get(channel, ())}
    return tuple(name for name in purpose.fields if name in kinds or name not in set(ContactKind))


@dataclass(frozen=True, slots=True)
class ContactShown:
    """A contact for its own person: the kind, two digits of a number, and whether it is confirmed.

    ``returned_on`` is the day a message to it bounced, if it was not confirmed since.
    """

    id: int
    person: int
    kind: str
    version: int
    mask: str
    verified_on: date | None
    recorded_at: datetime
    given_for: Sequence[str] = ()
    register: str = SERVICE_BOOK
    returned_on: date | None = None

    @property
    def is_verified(self) -> bool:
        """Whether messages may go to it."""
        return self.verified_on is not None


def live_contacts(
    persons: Sequence[int], kinds: Iterable[str] | None = None, sources: Sequence[str] = (SERVICE_BOOK,)
) -> dict[tuple[int, str], ContactShown]:
    """The live contact of each person and kind in these registers; earlier registers win."""
    found: dict[tuple[int, str], ContactShown] = {}
    for one in sorted(_live(persons, kinds, sources), key=lambda one: sources.index(one.register)):
        found.setdefault((one.person, one.kind), one)
    return found


# The highest version per person, kind and register, unless erased. It is confirmed by an office or a code,
# unless a message bounced since.
_LIVE = """
SELECT c.id, c.person, c.kind, c.version, c.mask,
       CASE WHEN f.confirmed > coalesce(f.returned, '-infinity')
            THEN coalesce(c.verified_on, (f.confirmed AT TIME ZONE 'Asia/Kolkata')::date)
            WHEN f.returned IS NULL THEN c.verified_on END AS verified_on,
       c.recorded_at, c.given_for, c.register,
       CASE WHEN f.confirmed > f.returned THEN NULL ELSE (f.returned AT TIME ZONE 'Asia/Kolkata')::date END AS
       returned_on
  FROM (SELECT DISTINCT ON (person, kind, register)
               id, person, kind, version, mask, verified_on, recorded_at, given_for, register
          FROM privacy_contact
         WHERE person = ANY (%(persons)s::bigint[]) AND (%(kinds)s::text[] IS NULL
         OR kind = ANY (%(kinds)s::text[]))
           AND (%(registers)s::text[] IS NULL OR register = ANY (%(registers)s::text[]))
         ORDER BY person, kind, register, version DESC) c
 CROSS JOIN LATERAL (
       SELECT (SELECT max(at) FROM privacy_contactreturn WHERE contact_id = c.id) AS returned,
              (SELECT max(a.at) FROM privacy_contactcode k JOIN privacy_codeanswer a ON a.code_id = k.id
                WHERE k.contact_id = c.id AND a.is_right) AS confirmed) f
 WHERE NOT EXISTS (SELECT FROM privacy_contacterasure e WHERE e.contact_id = c.id)
"""

# The contact per person and channel: for each kind that of the first register that has one, if given for the
# purpose; of a channel's kinds, the first confirmed one.
_THROUGH = f"""
WITH first AS (
  SELECT DISTINCT ON (person, kind) * FROM ({_LIVE}) live
   ORDER BY person, kind, array_position(%(registers)s::text[], register::text))
SELECT f.person, w.channel, (array_agg(f.id ORDER BY w.rank) FILTER (WHERE f.verified_on IS NOT NULL))[1]
  FROM first f JOIN unnest(%(channels)s::text[], %(carriers)s::text[]) WITH ORDINALITY AS w(channel, kind,
  rank) USING (kind)
 WHERE f.given_for = '{{}}' OR %(purpose)s = ANY (f.given_for)
    OR EXISTS (SELECT FROM privacy_consent y
                WHERE y.person = f.person AND y.purpose = %(purpose)s AND f.kind = ANY (y.fields)
                  AND y.form = 'own'
                  AND NOT EXISTS (SELECT FROM privacy_consentwithdrawal t WHERE t.consent_id = y.id))
 GROUP BY f.person, w.channel
"""  # noqa: S608 - both are texts of our own
_CHOSEN = {"person": pl.Int64, "channel": pl.String, "contact": pl.Int64}


def _live(
    persons: Sequence[int], kinds: Iterable[str] | None, registers: Sequence[str] | None
) -> list[ContactShown]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_LIVE} ORDER BY c.person, c.kind, c.register",
            {
                "persons": array_of(persons),
                "kinds": None if kinds is None else list(kinds),
                "registers": None if registers is None else list(registers),
            },
        )
        return [ContactShown(*row) for row in cursor.fetchall()]


def contacts_through(
    persons: Sequence[int],
    channels: Sequence[str],
    purpose: str,
    sources: Sequence[str] = (SERVICE_BOOK,),
    children: Collection[int] = (),
) -> pl.DataFrame:
    """``person``, ``channel``, ``contact``: the people a purpose can reach from these
    registers, and the channel.

    ``contact`` is the confirmed one, official first, or null if none is confirmed. Ids only. ``children`` are
    those of the people who are told through their guardians.
    """
    if not children:
        return _through(persons, channels, purpose, sources, KINDS_OF_CHANNEL)
    others = [person for person in persons if person not in children]
    return pl.concat(
        [
            _through(others, channels, purpose, sources, KINDS_OF_CHANNEL),
            _through([*children], channels, purpose, sources, KINDS_FOR_A_WARD),
        ]
    )


def _through(
    persons: Sequence[int],
    channels: Sequence[str],
    purpose: str,
    sources: Sequence[str],
    kinds: Mapping[str, Sequence[str]],
) -> pl.DataFrame:
    """:func:`contacts_through` with these kinds of contact for each channel."""
    carried = [(channel, kind) for channel in channels for kind in kinds.get(channel, ())]
    if not carried:
        return pl.DataFrame(schema=_CHOSEN)
    given: dict[str, Any] = {
        "persons": array_of(persons),
        "kinds": sorted({kind for _, kind in carried}),
        "registers": list(sources),
        "channels": [channel for channel, _ in carried],
        "carriers": [kind for _, kind in carried],
        "purpose": purpose,
    }
    with connection.cursor() as cursor:
        cursor.execute(_THROUGH, given)
        return pl.DataFrame(cursor.fetchall(), schema=_CHOSEN, orient="row")


def people_in(register: str) -> list[int]:
    """The numbers of the people with a contact in a register."""
    persons = Contact.objects.filter(register=register).values_list("person", flat=True).distinct()
    return sorted({one.person for one in _live(list(persons), None, [register])})


def contacts_of(person: int) -> list[ContactShown]:
    """A person's own contacts in every register, masked; the service book first."""
    return sorted(
        _live([person], None, None), key=lambda one: (one.register != SERVICE_BOOK, one.register, one.kind)
    )


def contacts_in_use(
    persons: Sequence[int],
    channel: str,
    purpose: str,
    sources: Sequence[str] = (SERVICE_BOOK,),
    children: Collection[int] = (),
) -> dict[int, int]:
    """Each person's confirmed contact for a channel in these registers, official first. Ids only."""
    found = contacts_through(persons, [channel], purpose, sources, children).drop_nulls("contact")
    return dict(found.select("person", "contact").iter_rows())


_REPLACED = """
SELECT c.id FROM privacy_contact c
 WHERE c.id = ANY (%s::bigint[]) AND EXISTS (
   SELECT FROM privacy_contact l
    WHERE l.person = c.person AND l.kind = c.kind AND l.register = c.register AND l.version > c.version)
"""


def replaced_contacts(contacts: Sequence[int]) -> set[int]:
    """Those of some contacts that their persons replaced, whether or not the new one is confirmed."""
    with connection.cursor() as cursor:
        cursor.execute(_REPLACED, [array_of(contacts)])
        return {contact for (contact,) in cursor.fetchall()}


_CHOICES = """
SELECT DISTINCT ON (person, channel, purpose, sender) person, channel, is_stopped
  FROM privacy_channelchoice
 WHERE person = ANY (%(persons)s::bigint[]) AND purpose = ANY (%(purposes)s) AND sender = ANY (%(senders)s)
 ORDER BY person, channel, purpose, sender, recorded_at DESC, id DESC
"""


def stopped_channels(persons: Sequence[int], purpose: str, sender: str = "") -> dict[int, frozenset[str]]:
    """Channels that persons stopped for a purpose or its sender; the latest choice holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CHOICES, {"persons": array_of(persons), "purposes": [purpose, ""], "senders": [sender, ""]}
        )
        rows = cursor.fetchall()
    stopped: dict[int, set[str]] = {}
    for person, channel, is_stopped in rows:
        if is_stopped:
            stopped.setdefault(person, set()).add(channel)
    return {person: frozenset(channels) for person, channels in stopped.items()}
