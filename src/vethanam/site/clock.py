"""Business time of the services: the wall clock, or in a sample the instant of the last act."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from vethanam.identity.authority import Authority
from vethanam.identity.models import Account

IST = ZoneInfo("Asia/Kolkata")
#: Before its first act, a sample stands here.
SAMPLE_BEGINS = datetime(2024, 4, 1, 10, 0, tzinfo=IST)
_LAST_ENTRY = "SELECT is_sample(), (SELECT leaf FROM journal_staged ORDER BY id DESC LIMIT 1)"


def business_now() -> tuple[datetime, bool]:
    """The instant a service acts at, and whether this is a sample."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_ENTRY)
        is_sample, leaf = cursor.fetchone()
    if not is_sample:
        return datetime.now(IST), False
    return (
        datetime.fromisoformat(json.loads(bytes(leaf))["at"]) if leaf is not None else SAMPLE_BEGINS
    ), True


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
