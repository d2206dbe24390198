"""Messages through guardians. An adult under guardianship by order gets every message through her guardian; a
person under eighteen does if the purpose's rule for minors says so.

On the phone only the guardian's number serves, a contact of the ward (``guardian_mobile``); there is no
e-mail to her, and a letter goes to her own address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from vethanam.bulk import array_of
from vethanam.messaging.known_facts import children_of, under_guardianship_of
from vethanam.messaging.outbox import Claimed
from vethanam.privacy.law.windows import IST
from vethanam.privacy.permit import Request
from vethanam.privacy.permit.subject_groups import kinds_counted
from vethanam.privacy.purposes import SERVICE_BOOK, Purpose
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import (
    KINDS_FOR_A_WARD,
    KINDS_OF_CHANNEL,
    contacts_in_use,
    contacts_through,
)
from vethanam.privacy.vault.number import ContactKind

RULE = "guardian_only"
NUMBER, GUARDIAN = ContactKind.GUARDIAN_MOBILE.value, "guardian"
_PHONES = [channel for channel, kinds in KINDS_FOR_A_WARD.items() if NUMBER in kinds]
_SINCE = "SELECT id, recorded_at FROM privacy_contact WHERE id = ANY (%s::bigint[])"
_KINDS = "SELECT id, kind FROM privacy_contact WHERE id = ANY (%s::bigint[])"


def told_through_guardians(persons: Sequence[int], purpose: str, at: datetime) -> frozenset[int]:
    """The people who get messages of a purpose only through their guardian: those under guardianship by
    order, and minors if the purpose's rule says so.
    """
    found = _purpose(purpose, at)
    if found is None:
        return frozenset()
    children = children_of(persons, at)["person"] if found.minors == RULE else ()
    return frozenset((*children, *under_guardianship_of(persons, at)))


def chosen_contacts(
    persons: Sequence[int],
    channels: Sequence[str],
    purpose: str,
    at: datetime,
    sources: Sequence[str] = (SERVICE_BOOK,),
) -> pl.DataFrame:
    """The contact of each person and channel (:func:`contacts_through`), for a ward her guardian's."""
    wards = told_through_guardians(persons, purpose, at)
    return contacts_through(persons, channels, purpose, sources, wards)


def contacts_to_use(
    persons: Sequence[int], channel: str, purpose: str, at: datetime, sources: Sequence[str]
) -> dict[int, int]:
    """Each person's confirmed contact for a channel, for a ward her guardian's. Ids only."""
    wards = told_through_guardians(persons, purpose, at)
    return contacts_in_use(persons, channel, purpose, sources, wards)


def with_guardians_number(
    wards: pl.DataFrame, chosen: pl.DataFrame, purpose: str, at: datetime
) -> Sequence[int]:
    """Those wards for whom their guardian's confirmed number is chosen, if the purpose may use it.

    ``wards`` has ``person`` and ``guardian_seen_at``. A number entered after the second person saw the
    guardianship does not count: a clerk alone does not lead a ward's messages elsewhere.
    """
    found = _purpose(purpose, at) if wards.height else None
    if found is None or found.minors != RULE or not names_guardians(found.fields, found.recipients):
        return ()
    on_phones = chosen.filter(pl.col("channel").is_in(_PHONES)).drop_nulls("contact")
    theirs = on_phones.join(wards, on="person", how="inner")
    since = dict(_asked(_SINCE, theirs["contact"].to_list()))
    rows = theirs.select("person", "contact", "guardian_seen_at").iter_rows()
    return list({person for person, contact, seen_at in rows if since[contact] <= seen_at})


def naming_guardians(request: Request) -> Request:
    """The request. If wards are among its people, it also names the guardian's number as a field and the
    guardian as a recipient.
    """
    if not any(subject.has_guardian_contact for subject, _ in kinds_counted(request.subjects)):
        return request
    return replace(
        request,
        fields=tuple(dict.fromkeys([*request.fields, NUMBER])),
        recipients=tuple(dict.fromkeys([*request.recipients, GUARDIAN])),
    )


def names_guardians(fields: Sequence[str], recipients: Sequence[str]) -> bool:
    """Whether a request or a purpose names the guardian's number, and her as recipient."""
    return NUMBER in fields and GUARDIAN in recipients


def misdirected(claimed: Sequence[Claimed], purpose: str, at: datetime) -> set[int]:
    """The ids of messages to a wrong contact: a ward's own, or the guardian's of a person who is no ward that
    day.
    """
    found = _purpose(purpose, at)
    wards = told_through_guardians([one.person for one in claimed], purpose, at)
    if found is None or (found.minors != RULE and not wards):
        return set()
    kinds = dict(_asked(_KINDS, [one.contact for one in claimed]))
    return {
        one.id
        for one in claimed
        if kinds.get(one.contact)
        not in (KINDS_FOR_A_WARD if one.person in wards else KINDS_OF_CHANNEL).get(one.channel, ())
    }


def _asked(query: str, contacts: Sequence[int]) -> Sequence[tuple[int, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [array_of(contacts)])
        return [(contact, value) for contact, value in cursor.fetchall()]


def _purpose(code: str, at: datetime) -> Purpose | None:
    return catalogue_now().on(code, at.astimezone(IST).date())
