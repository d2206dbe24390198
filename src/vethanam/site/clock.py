"""Business time of the services: the wall clock, or in a sample the latest instant of its acts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from vethanam.identity.authority import Authority
from vethanam.identity.models import Account

IST = ZoneInfo("Asia/Kolkata")
#: Before its first act, a sample stands here.
SAMPLE_BEGINS = datetime(2024, 4, 1, 10, 0, tzinfo=IST)
# A sample's acts may be played again, so the last entry is not the latest: look at the last few hundred.
_LATEST = """
SELECT is_sample(), (
    SELECT max((convert_from(leaf, 'UTF8')::jsonb ->> 'at')::timestamptz)
      FROM (SELECT leaf FROM journal_staged ORDER BY id DESC LIMIT 500) AS recent)
"""


def business_now() -> tuple[datetime, bool]:
    """The instant a service acts at, and whether this is a sample."""
    with connection.cursor() as cursor:
        cursor.execute(_LATEST)
        is_sample, latest = cursor.fetchone()
    if not is_sample:
        return datetime.now(IST), False
    return (latest.astimezone(IST) if latest else SAMPLE_BEGINS), True


def service_authority(name: str) -> Authority:
    """What a process of ours acts under: its own account, no person, no office's powers but the department's."""
    at, is_sample = business_now()
    account = Account.objects.only("pk").get(username=service_name(name))
    return Authority(
        account=account.pk, person=None, office="DEPT", role="service", at=at, is_sample=is_sample
    )


def service_name(process: str) -> str:
    """The sign-in name of a process's account; it has no password."""
    return f"service-{process}"
