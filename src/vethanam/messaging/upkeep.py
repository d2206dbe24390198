"""Upkeep of the vault by a dispatcher: rewrap keys of earlier epochs, erase replaced or withdrawn contacts.

Neither opens a contact. A replaced or withdrawn contact is erased once no message to it is under way: its
seal and data key are deleted, so that copies in old dumps end with the epoch of its key.
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

# Take out data keys of another epoch that we can unwrap, to rewrap them.
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
# Data keys of contacts to erase that no claimed message needs. The table's policy selects their seals.
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
    """The number of rewrapped data keys, and of erased contacts."""
    wrapped = 0
    while batch := _wrap_anew(keys, rewrapped):
        wrapped += batch
    if wrapped:
        log.info("The vault: %s data keys wrapped anew.", wrapped)
    return wrapped, erase()


def erasures_asked() -> int:
    """A counter that grows with every withdrawn contact."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED)
        return int(cursor.fetchone()[0])


def keys_of_earlier_epochs(epoch: int) -> int:
    """The number of data keys of other epochs."""
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
    """Delete the seals and keys of replaced or withdrawn contacts; returns the number of seals.

    One leaf counts them.
    """
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
