"""Acts that a page confirmed: the same press twice is one act, across all processes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from vethanam.errors import as_json
from vethanam.identity.models import ConfirmedAct

#: a browser repeats a press within seconds
KEPT_FOR = timedelta(days=1)
_TAKE = """
INSERT INTO identity_confirmedact (account_id, nonce, state, at) VALUES (%s, %s, '{}', %s)
ON CONFLICT (account_id, nonce) DO NOTHING
"""


def take_confirmation(account: int, nonce: str, now: datetime) -> Mapping[str, Any] | None:
    """Claim a nonce in this transaction; returns the state of its act if it was used before.

    A second press waits until this transaction ends.
    """
    ConfirmedAct.objects.filter(account=account, at__lt=now - KEPT_FOR).delete()
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [account, nonce, now])
        if cursor.rowcount:
            return None
    found: Mapping[str, Any] = ConfirmedAct.objects.get(account=account, nonce=nonce).state
    return found


def keep_state(account: int, nonce: str, state: Mapping[str, Any]) -> None:
    """Store the answer of the act for a second press."""
    ConfirmedAct.objects.filter(account=account, nonce=nonce).update(state=as_json(state))
