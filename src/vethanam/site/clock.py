"""What a process of ours acts under, and when."""

from __future__ import annotations

from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now


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
