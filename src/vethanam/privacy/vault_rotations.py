"""Rotations of the vault's keys: their steps in the database and in the log.

The owner begins, closes and ends a rotation (``vethanam vault``). Between, the dispatcher seals every contact
again that only the old key opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, connections, transaction
from django.utils import timezone

from vethanam.errors import Refused, without_detail
from vethanam.journal.actions import append
from vethanam.journal.business_time import business_now
from vethanam.ledger.canonical import Json
from vethanam.privacy.counts import counted
from vethanam.privacy.models import VaultRotation
from vethanam.privacy.vault.keys import VaultKeys, fingerprint

Step = VaultRotation.Step
#: the alias of the owner's connection
OWNER = "owner"
LOCK_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Rotation:
    """The latest rotation: epoch, fingerprints of both public keys, entry, and the times of its steps."""

    epoch: int
    old_key: bytes
    new_key: bytes
    leaf: int
    steps: dict[str, datetime]
    contacts: int | None

    @property
    def is_under_way(self) -> bool:
        """Whether contacts are still to be sealed again."""
        return Step.RESEALED not in self.steps

    @property
    def is_ended(self) -> bool:
        """Whether its old key is destroyed."""
        return Step.ENDED in self.steps

    def may_seal(self, key: bytes) -> bool:
        """Whether contacts may be sealed under the public key with this fingerprint."""
        return key == self.new_key or (key == self.old_key and Step.CLOSING not in self.steps)


def latest_rotation() -> Rotation | None:
    """The latest rotation; None before the first.

    A transaction that reads it and seals delays the closing of the rotation until it ends.
    """
    rows = list(VaultRotation.objects.order_by("-epoch", "id")[: len(Step)])
    rows = [row for row in rows if row.epoch == rows[0].epoch]
    if not rows:
        return None
    begun = rows[0]
    return Rotation(
        begun.epoch, bytes(begun.old_key), bytes(begun.new_key), begun.leaf or 0,
        {row.step: row.at for row in rows}, next((row.contacts for row in rows[::-1] if row.contacts), None),
    )  # fmt: skip


def begin_rotation(keys: VaultKeys) -> None:
    """Enter that a rotation to these keys has begun; does nothing if that is entered."""
    old, new = (fingerprint(half.public_key()) for half in (keys.private_halves[1], keys.private))
    found = latest_rotation()
    if found is None or found.epoch != keys.epoch:
        leaf = _logged("vault.rotation_begun", keys.epoch, old, new)
        _enter(keys.epoch, Step.BEGUN, old, new, leaf=leaf)


def close_rotation(rotation: Rotation) -> None:
    """End sealing under the old key: every transaction that may seal under it has ended afterwards.

    Raises
    ------
    Refused
        One goes on for seconds, such as an import or a backup.
    """
    if Step.CLOSING in rotation.steps:
        return
    try:
        with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LOCK_SECONDS}s"])
            cursor.execute("LOCK TABLE privacy_vaultrotation IN ACCESS EXCLUSIVE MODE")
            _enter(rotation.epoch, Step.CLOSING, rotation.old_key, rotation.new_key)
    except OperationalError as error:
        raise Refused("rotation_held_up", why=without_detail(error)) from None


def end_rotation(rotation: Rotation) -> None:
    """Enter that the old keys are destroyed."""
    contacts = rotation.contacts or 0
    leaf = _logged(
        "vault.rotation_ended", rotation.epoch, rotation.old_key, rotation.new_key, contacts=counted(contacts)
    )
    _enter(rotation.epoch, Step.ENDED, rotation.old_key, rotation.new_key, leaf=leaf, contacts=contacts)


def record_resealed(rotation: Rotation, contacts: int) -> None:
    """Enter, as the dispatcher, that nothing needs the old keys any more."""
    VaultRotation.objects.create(
        epoch=rotation.epoch, step=Step.RESEALED, old_key=rotation.old_key, new_key=rotation.new_key,
        contacts=contacts, at=timezone.now(),
    )  # fmt: skip


def _logged(kind: str, epoch: int, old: bytes, new: bytes, **more: Json) -> int:
    at, is_sample = business_now()
    public = {"epoch": epoch, "old_key": old.hex(), "new_key": new.hex(), **more}
    return append(kind, public=public, private=None, at=at, is_sample=is_sample)


def _enter(
    epoch: int, step: str, old: bytes, new: bytes, *, leaf: int | None = None, contacts: int | None = None
) -> None:
    VaultRotation.objects.using(OWNER).create(
        epoch=epoch, step=step, old_key=old, new_key=new, leaf=leaf, contacts=contacts, at=timezone.now()
    )
