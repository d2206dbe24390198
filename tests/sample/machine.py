"""The accounts that an installation is born with, for tests without one."""

from __future__ import annotations

from datetime import datetime

from vethanam.identity.authority import Authority
from vethanam.identity.models import Account


def born() -> None:
    """The account of the web process, under which the first administrators are made."""
    Account.objects.get_or_create(
        username="service-web", defaults={"kind": Account.Kind.SERVICE, "password": "!"}
    )


def process_authority(at: datetime) -> Authority:
    """The authority of our processes on a sample."""
    account, _ = Account.objects.get_or_create(
        username="service-worker", defaults={"kind": Account.Kind.SERVICE, "password": "!"}
    )
    return Authority(account.pk, None, "DEPT", "service", at, is_sample=True)
