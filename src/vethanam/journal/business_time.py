"""Business time: the wall clock, or in a sample the latest instant of its acts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

IST = ZoneInfo("Asia/Kolkata")
#: business time of a sample before its first act, as in guards/business_time.sql
SAMPLE_BEGINS = datetime(2024, 4, 1, 10, 0, tzinfo=IST)


def business_now() -> tuple[datetime, bool]:
    """Business time now in Indian time, and whether this is a sample."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_sample(), journal_business_time()")
        is_sample, latest = cursor.fetchone() or (False, SAMPLE_BEGINS)
    if not is_sample:
        return datetime.now(IST), False
    return latest.astimezone(IST), True
