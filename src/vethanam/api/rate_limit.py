"""The rate limit of an account, counted in the database so that all processes share it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from vethanam.api.idempotency import forget_old
from vethanam.api.models import Asked

_COUNT = """
INSERT INTO api_asked (account_id, minute, count) VALUES (%s, date_trunc('minute', %s::timestamptz), 1)
ON CONFLICT (account_id, minute) DO UPDATE SET count = api_asked.count + 1
RETURNING count
"""


def is_too_often(account: int) -> bool:
    """Count a request of an account; true if it is over the limit of this minute."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [account, now])
        (count,) = cursor.fetchone() or (0,)
    if count == 1:  # the first request of a minute deletes expired rows
        Asked.objects.filter(account=account, minute__lt=now - timedelta(hours=1)).delete()
        forget_old(account, now)
    return int(count) > settings.VETHANAM_API_PER_MINUTE
