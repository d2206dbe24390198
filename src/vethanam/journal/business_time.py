"""Business time: the wall clock, or in a sample the latest instant of its acts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

IST = ZoneInfo("Asia/Kolkata")
#: business time of a sample before its first act
SAMPLE_BEGINS = datetime(2024, 4, 1, 10, 0, tzinfo=IST)
# A sample's acts may be replayed, so the last entry is not always the latest: look at the last few hundred.
_LATEST = """
SELECT is_sample(), (
    SELECT max((convert_from(leaf, 'UTF8')::jsonb ->> 'at')::timestamptz)
      FROM (SELECT leaf FROM journal_staged ORDER BY id DESC LIMIT 500) AS recent)
"""


def business_now() -> tuple[datetime, bool]:
    """Business time now in Indian time, and whether this is a sample."""
    with connection.cursor() as cursor:
        cursor.execute(_LATEST)
        is_sample, latest = cursor.fetchone() or (False, None)
    if not is_sample:
        return datetime.now(IST), False
    return (latest.astimezone(IST) if latest else SAMPLE_BEGINS), True
