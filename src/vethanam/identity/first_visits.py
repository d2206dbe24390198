"""First-visit help that an account has put away."""

from __future__ import annotations

from django.utils import timezone

from vethanam.identity.models import PutAway


def is_put_away(account: int, panel: str) -> bool:
    """True if the account has put the panel away."""
    return PutAway.objects.filter(account=account, panel=panel).exists()


def put_away(account: int, panel: str) -> None:
    """Show the panel no more to the account; a second time changes nothing."""
    PutAway.objects.get_or_create(account_id=account, panel=panel, defaults={"at": timezone.now()})


def show_again(account: int) -> None:
    """Show every panel to the account again."""
    PutAway.objects.filter(account=account).delete()
