"""Open contacts and codes with the vault's keys, for the dispatcher alone.

Nothing else imports ``unseal``. Each contact is opened under a grant of seconds for one use, and only if the
use's tree has the label of its person; an intake seal is replaced in the same transaction.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from vethanam.bulk import array_of
from vethanam.errors import Broken
from vethanam.ledger.label_trees import secret_hash, secret_of_half
from vethanam.messaging import outbox
from vethanam.messaging.models import ContactNotice
from vethanam.messaging.outbox import Claimed, Ended
from vethanam.messaging.resealing import SEALS, store_resealed
from vethanam.messaging.upkeep import keep_vault
from vethanam.messaging.use_proofs import ProvenUse
from vethanam.privacy.vault.binding import Binding
from vethanam.privacy.vault.keys import VaultKeys, read_vault_keys
from vethanam.privacy.vault.number import Number
from vethanam.privacy.vault.unseal import WrappedKey, is_intake, reseal, rewrapped, unseal, unseal_code

log = logging.getLogger("vethanam.messaging")

GRANT_SECONDS = 30
_SEALS = f"{SEALS} AND c.register = ANY (%s::text[])"


@dataclass(slots=True)
class KeyFile:
    """The file ``vault.key``. A rotation replaces it before anything is sealed under the new key."""

    path: Path
    _known: tuple[int, int] = (0, 0)

    def is_replaced(self) -> bool:
        """Whether the file was replaced since the last call. It may be missing while a dispatcher runs."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return False
        known, self._known = self._known, (found.st_ino, found.st_mtime_ns)
        return known != self._known


@dataclass(slots=True)
class OpenedVault:
    """The vault's keys in a dispatcher; ``file`` is theirs, which a rotation replaces."""

    keys: VaultKeys = field(repr=False)
    file: KeyFile | None = None

    def read_keys(self) -> None:
        """Read the keys again, and wrap data keys anew, if a rotation has replaced the file."""
        if self.file is not None and self.file.is_replaced():
            before, self.keys = self.keys.epoch, read_vault_keys(self.file.path)
            if self.keys.epoch != before:
                self.keep()

    def keep(self) -> None:
        """Wrap the data keys of persons anew under a new key, and erase contacts that were taken back."""
        keep_vault(self.keys, rewrapped)

    def codes(self, proven: ProvenUse) -> Mapping[str, str]:
        """The confirmation code, opened into the letter; the row has the hash of its sealed form."""
        row = ContactNotice.objects.filter(use=proven.use.pk).select_related("code", "contact").first()
        if row is None or row.code is None:
            return {}
        self.read_keys()
        sealed, contact = bytes(row.code.sealed), row.contact
        if hashlib.sha256(sealed).hexdigest() != row.values["code"]:
            raise Broken("code_differs")
        return {"code": unseal_code(sealed, contact.binding, self.keys)}

    def open(self, proven: ProvenUse, claimed: Sequence[Claimed]) -> tuple[dict[int, Number], list[Ended]]:
        """Open contacts under a grant, and reseal intake seals under data keys of their persons."""
        if not claimed:
            return {}, []
        self.read_keys()
        contacts = array_of(one.contact for one in claimed)
        numbers: dict[int, Number] = {}
        with transaction.atomic(), connection.cursor() as cursor:
            until = self._granted(cursor, proven.use.pk, contacts)
            cursor.execute(_SEALS, [contacts, proven.use.request["sources"]])
            rows = [row for row in cursor.fetchall() if _has_label(proven, row)]
            resealed = [fresh for row in rows if (fresh := self.open_one(row, numbers))]
            store_resealed(cursor, resealed)
            outbox.count_opened(cursor, proven.use.pk, len(numbers))
            persons = {one.contact: one.person for one in claimed}
            lost = [
                one for one in claimed if one.contact not in numbers or persons[one.contact] != one.person
            ]
            if lost:
                self._check_grant(cursor, until)
        return numbers, [Ended(one.id, "failed", "contact does not open") for one in lost]

    def _granted(self, cursor: CursorWrapper, use: int, contacts: str) -> Any:
        """The instant until which these contacts may be read."""
        cursor.execute("SELECT privacy_grant(%s, %s::bigint[], %s)", [use, contacts, GRANT_SECONDS])
        return cursor.fetchone()[0]

    def _check_grant(self, cursor: CursorWrapper, until: Any) -> None:
        """Raise if the grant has expired: a missing contact then means too late, not absent."""
        cursor.execute("SELECT clock_timestamp() < %s", [until])
        if cursor.fetchone() != (True,):
            raise Broken("grant_over")

    def open_one(self, row: Sequence[Any], numbers: dict[int, Number]) -> tuple[Any, ...] | None:
        """Open one contact; returns the replacement of an intake seal."""
        contact, sealed, person, kind, version, register, epoch, wrapped, inner = row
        bound = secret_hash(secret_of_half(bytes(inner))) if inner is not None else b""
        binding = Binding(person, kind, version, register, bound)
        key = WrappedKey(epoch, bytes(wrapped)) if wrapped is not None else None
        try:
            number = unseal(bytes(sealed), binding, self.keys, key)
        except Broken as error:
            log.error("Contact %s: %s", contact, error.says)
            return None
        numbers[contact] = number
        if not is_intake(bytes(sealed)):
            return None
        fresh = reseal(number, binding, self.keys)
        return contact, person, fresh.sealed, fresh.key.epoch, fresh.key.wrapped


def _has_label(proven: ProvenUse, row: Sequence[Any]) -> bool:
    """Whether the person of a row of seals stands in the use's tree under the label of her secret."""
    contact, person, inner = row[0], row[2], row[-1]
    fits = proven.has_label_of(person, secret_of_half(bytes(inner)) if inner is not None else None)
    if not fits:
        log.error("Contact %s: its person is not in use %s under her label.", contact, proven.use.reference)
    return fits
