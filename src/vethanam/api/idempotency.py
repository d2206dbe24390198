"""Idempotency keys: the stored answer of each act by key, in the database, shared by all processes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from vethanam.api.models import KeptAnswer

KEPT_FOR = timedelta(days=7)
LONGEST_KEY = 200


class KeyReused(Exception):
    """The key was used before, with another body."""


def taken(account: int, key: str, body_hash: bytes) -> str | None:
    """Claim a key in this transaction; returns the stored answer if the key was used before.

    A second request with the same key waits until this transaction ends. The claim is a lock and no row: a
    transaction that has written nothing yet keeps no entry out of the log, however long its act thinks.

    Raises
    ------
    KeyReused
        The key was used with another body.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"act|{account}|{key}"])
    if (kept := KeptAnswer.objects.filter(account=account, key=key).first()) is None:
        return None
    if bytes(kept.body_hash) != body_hash:
        raise KeyReused
    return kept.answer


def keep(account: int, key: str, body_hash: bytes, answer: str) -> None:
    """Store the answer of the act that was done under the key."""
    KeptAnswer.objects.create(
        account_id=account, key=key, body_hash=body_hash, answer=answer, at=timezone.now()
    )


def forget_old(account: int, now: datetime) -> None:
    """Delete the account's answers that are older than a week."""
    KeptAnswer.objects.filter(account=account, at__lt=now - KEPT_FOR).delete()
