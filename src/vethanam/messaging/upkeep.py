"""What a dispatcher does to the vault: keys of earlier epochs wrapped anew, contacts replaced or taken back erased.

Neither opens a contact. A contact that another one replaced, or that its person took back, goes once no message to it is on
its way: its seal and its data key are deleted, so that what an old dump holds of it ends with the epoch its key was wrapped in.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from vethanam.journal.actions import append
from vethanam.journal.business_time import business_now
from vethanam.privacy.counts import counted
from vethanam.privacy.models import DataKey
from vethanam.privacy.vault.binding import Binding
from vethanam.privacy.vault.keys import VaultKeys

log = logging.getLogger("vethanam.messaging")

BATCH = 1_000

# Data keys wrapped under another epoch whose key we have, taken out to be wrapped anew.
_TAKE = """
DELETE FROM privacy_datakey d USING privacy_contact c
 WHERE c.id = d.contact_id
   AND d.contact_id IN (SELECT contact_id FROM privacy_datakey WHERE epoch = ANY (%s)
   ORDER BY contact_id LIMIT %s)
RETURNING d.contact_id, c.person, c.kind, c.version, c.register, d.epoch, d.wrapped
"""
_IS_ANY_TO_GO = """
SELECT EXISTS (SELECT FROM privacy_contact WHERE version > 1) OR EXISTS (SELECT FROM privacy_contacterasure)
"""
_ASKED = "SELECT coalesce(max(id), 0) FROM privacy_contacterasure"
# Keys of contacts that are to go and that no message in hand needs. Their seals go by the policy of the table alone.
_FORGET = """
DELETE FROM privacy_datakey d USING privacy_contact c
 WHERE c.id = d.contact_id
   AND (EXISTS (SELECT FROM privacy_contact n
                 WHERE n.person = c.person AND n.kind = c.kind AND n.register = c.register
                 AND n.version > c.version)
        OR EXISTS (SELECT FROM privacy_contacterasure e WHERE e.contact_id = c.id))
   AND privacy_is_to_go(d.contact_id)
"""
_ERASE = "DELETE FROM privacy_sealed"


def keep_vault(keys: VaultKeys, rewrapped: Callable[..., Any]) -> tuple[int, int]:
    """How many data keys were wrapped anew, and how many contacts erased."""
    wrapped = 0
    while batch := _wrap_anew(keys, rewrapped):
        wrapped += batch
    if wrapped:
        log.info("The vault: %s data keys wrapped anew.", wrapped)
    return wrapped, erase()


def erasures_asked() -> int:
    """Grows whenever a person takes a contact back."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED)
        return int(cursor.fetchone()[0])


def keys_of_earlier_epochs(epoch: int) -> int:
    """How many data keys are still wrapped under another epoch."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM privacy_datakey WHERE epoch <> %s", [epoch])
        return int(cursor.fetchone()[0])


def _wrap_anew(keys: VaultKeys, rewrapped: Callable[..., Any]) -> int:
    earlier = [epoch for epoch in keys.key_encryption if epoch != keys.epoch]
    if not earlier:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE, [earlier, BATCH])
        rows = []
        for contact, person, kind, version, register, epoch, wrapped in cursor.fetchall():
            fresh = rewrapped(epoch, bytes(wrapped), Binding(person, kind, version, register), keys)
            rows.append(DataKey(contact_id=contact, person=person, epoch=keys.epoch, wrapped=fresh))
        DataKey.objects.bulk_create(rows)
    return len(rows)


def erase() -> int:
    """Delete the seals and keys of contacts that were replaced or taken back; how many seals went. One entry counts them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_IS_ANY_TO_GO)
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_FORGET)
        cursor.execute(_ERASE)
        erased = cursor.rowcount
        if erased:
            at, is_sample = business_now()
            append(
                "contact.erased",
                public={"count": counted(erased)},
                private={"count": erased},
                at=at,
                is_sample=is_sample,
            )
            log.info("The vault: %s contacts erased.", erased)
    return int(erased)
