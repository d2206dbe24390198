"""Enter the public keys of payslips in the log: everybody sees there which keys sign, and since when."""

from __future__ import annotations

from contextlib import suppress

from django.db import connections, transaction

from vethanam.errors import Unsound
from vethanam.evidence.statement_keys import known_statement_keys, statement_key
from vethanam.identity.authority import Authority
from vethanam.journal.actions import Event, append_many
from vethanam.ledger.leaves import leaf_in

ENTERED = "statement_key.entered"

_ENTERED = "SELECT leaf FROM public.journal_staged WHERE leaf LIKE %s"


@transaction.atomic
def enter_statement_keys(authority: Authority) -> int:
    """Enter each key of payslips that the log does not name yet; returns how many."""
    entered = entered_statement_keys()
    fresh = [str(key) for key in known_statement_keys() if str(key) not in entered]
    append_many(
        [
            Event(ENTERED, {"key": key}, None, authority.at, is_sample=authority.is_sample)
            for key in dict.fromkeys(fresh)
        ]
    )
    return len(fresh)


def entered_statement_keys(using: str = "default") -> frozenset[str]:
    """The verifier keys that entries of the log name."""
    with connections[using].cursor() as cursor:
        cursor.execute(_ENTERED, [f'%"kind":"{ENTERED}"%'.encode()])
        leaves = [leaf_in(bytes(leaf)) for (leaf,) in cursor.fetchall()]
    said = [leaf["public"] for leaf in leaves if leaf is not None and leaf["kind"] == ENTERED]
    return frozenset(str(public.get("key")) for public in said)


def keys_not_entered(using: str = "default") -> list[str]:
    """The keys of payslips in use or shown on ``/check/`` that no entry of the log names."""
    keys = [str(key) for key in known_statement_keys()]
    with suppress(Unsound):  # another process's file may be closed to this one
        keys.append(str(statement_key().verifier))
    entered = entered_statement_keys(using)
    return [key for key in dict.fromkeys(keys) if key not in entered]
