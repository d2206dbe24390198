"""Business time: the wall clock, or in a sample the latest instant of its acts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from vethanam.journal import keys
from vethanam.ledger.stamps import is_sample_log

IST = ZoneInfo("Asia/Kolkata")
#: business time of a sample before its first act, as in guards/business_time.sql
SAMPLE_BEGINS = datetime(2024, 4, 1, 10, 0, tzinfo=IST)


def business_now() -> tuple[datetime, bool]:
    """Business time now in Indian time, and whether this is a sample.

    The log's name decides, too: a superuser who turns a real database into a sample moves no time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_sample(), journal_business_time()")
        is_sample, latest = cursor.fetchone() or (False, SAMPLE_BEGINS)
    if not is_sample or not is_sample_log(keys.public_key().name):
        return datetime.now(IST), False
    return latest.astimezone(IST), True


def time_in(log: str) -> datetime:
    """Business time for a process that believes no row: whether it is a sample is told by the log's name."""
    return business_now()[0] if is_sample_log(log) else datetime.now(IST)
