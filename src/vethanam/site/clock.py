"""The authority of our own processes."""

from __future__ import annotations

from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now


def service_authority(name: str) -> Authority:
    """The authority of a process: its own account, no person, only the department's powers."""
    at, is_sample = business_now()
    account = Account.objects.only("pk").get(username=service_name(name))
    return Authority(
        account=account.pk, person=None, office="DEPT", role="service", at=at, is_sample=is_sample
    )


def service_name(process: str) -> str:
    """The account name of a process; it has no password."""
    return f"service-{process}"
