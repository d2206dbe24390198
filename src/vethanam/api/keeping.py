"""Idempotency keys and rate limits, both in the database so that every process counts together."""

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
    """The key was given before, with another body."""


def taken(account: int, key: str, body_hash: bytes) -> str | None:
    """Take a key in this transaction; the kept answer where it was taken before.

    Another request under the same key waits here until this transaction ends.

    Raises
    ------
    KeyReused
        It was taken with another body.
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
    """Keep the answer of an act that was done under the key."""
    KeptAnswer.objects.filter(account=account, key=key).update(answer=answer)


def is_too_often(account: int) -> bool:
    """Count a request of an account; whether it asked more often in this minute than it may."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [account, timezone.now()])
        (count,) = cursor.fetchone() or (0,)
    if count == 1:  # the first of a minute removes what is over
        now = timezone.now()
        Asked.objects.filter(account=account, minute__lt=now - timedelta(hours=1)).delete()
        KeptAnswer.objects.filter(account=account, at__lt=now - KEPT_FOR).delete()
    return int(count) > settings.VETHANAM_API_PER_MINUTE
