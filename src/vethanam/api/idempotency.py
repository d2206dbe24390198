"""Idempotency keys and rate limits, stored in the database so that all processes share them."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from vethanam.api.models import Asked, KeptAnswer

KEPT_FOR = timedelta(days=7)
LONGEST_KEY = 200
_TAKE = """
INSERT INTO api_keptanswer (account_id, key, body_hash, answer, at) VALUES (%s, %s, %s, '', %s)
ON CONFLICT (account_id, key) DO NOTHING
"""
_COUNT = """
INSERT INTO api_asked (account_id, minute, count) VALUES (%s, date_trunc('minute', %s::timestamptz), 1)
ON CONFLICT (account_id, minute) DO UPDATE SET count = api_asked.count + 1
RETURNING count
"""


class KeyReused(Exception):
    """The key was used before, with another body."""


def taken(account: int, key: str, body_hash: bytes) -> str | None:
    """Claim a key in this transaction; returns the stored answer if the key was used before.

    A second request with the same key waits until this transaction ends.

    Raises
    ------
    KeyReused
        The key was used with another body.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [account, key, body_hash, timezone.now()])
        if cursor.rowcount:
            return None
    kept = KeptAnswer.objects.get(account=account, key=key)
    if bytes(kept.body_hash) != body_hash:
        raise KeyReused
    return kept.answer


def keep(account: int, key: str, answer: str) -> None:
    """Store the answer of the act that was done under the key."""
    KeptAnswer.objects.filter(account=account, key=key).update(answer=answer)


def is_too_often(account: int) -> bool:
    """Count a request of an account; true if it is over the limit of this minute."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [account, timezone.now()])
        (count,) = cursor.fetchone() or (0,)
    if count == 1:  # the first request of a minute deletes expired rows
        now = timezone.now()
        Asked.objects.filter(account=account, minute__lt=now - timedelta(hours=1)).delete()
        KeptAnswer.objects.filter(account=account, at__lt=now - KEPT_FOR).delete()
    return int(count) > settings.VETHANAM_API_PER_MINUTE
