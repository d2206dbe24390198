"""Enter the public keys of payslips in the log: everybody sees there which keys sign, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.db import connections, transaction

from vethanam.errors import Unsound
from vethanam.evidence.statement_keys import known_statement_keys, statement_key
from vethanam.identity.authority import Authority
from vethanam.journal.actions import Event, append_many
from vethanam.ledger.canonical import Json
from vethanam.ledger.leaves import leaf_in
from vethanam.ledger.notes import VerifierKey

ENTERED = "statement_key.entered"

_ENTERED = "SELECT leaf FROM public.journal_staged WHERE leaf LIKE %s"


@transaction.atomic
def enter_statement_keys(authority: Authority) -> int:
    """Enter each key of payslips that the log does not name yet; returns how many."""
    entered = entered_statement_keys()
    fresh = {str(key): key for key in known_statement_keys() if str(key) not in entered}
    append_many(
        [
            Event(ENTERED, _public(key), None, authority.at, is_sample=authority.is_sample)
            for key in fresh.values()
        ]
    )
    return len(fresh)


def _public(key: VerifierKey) -> dict[str, Json]:
    """A key in its entry: the text of some verifier keys looks like a phone number."""
    return {"log": key.name, "key": key.public.hex()}


def entered_statement_keys(using: str = "default") -> frozenset[str]:
    """The verifier keys that entries of the log name."""
    with connections[using].cursor() as cursor:
        cursor.execute(_ENTERED, [f'%"kind":"{ENTERED}"%'.encode()])
        leaves = [leaf_in(bytes(leaf)) for (leaf,) in cursor.fetchall()]
    said = [leaf["public"] for leaf in leaves if leaf is not None and leaf["kind"] == ENTERED]
    return frozenset(str(key) for public in said if (key := _key_in(public)) is not None)


def _key_in(public: Mapping[str, Any]) -> VerifierKey | None:
    """The key that an entry names; None if it names none."""
    try:
        return VerifierKey(str(public["log"]), bytes.fromhex(public["key"]))
    except (KeyError, TypeError, ValueError):
        return None


def keys_not_entered(using: str = "default") -> list[str]:
    """The keys of payslips in use or shown on ``/check/`` that no entry of the log names."""
    keys = [str(key) for key in known_statement_keys()]
    with suppress(Unsound):  # another process's file may be closed to this one
        keys.append(str(statement_key().verifier))
    entered = entered_statement_keys(using)
    return [key for key in dict.fromkeys(keys) if key not in entered]
