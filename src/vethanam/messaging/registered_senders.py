"""The sender of an office: the last row of the register with an entry of the same content in the log.

A row alone names no sender. Under a restraint the entry must lie in the log before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from vethanam.errors import Broken
from vethanam.journal.actions import append
from vethanam.journal.queries import is_under_head, leaf_content
from vethanam.ledger.canonical import canonical
from vethanam.ledger.notes import VerifierKey
from vethanam.messaging.gateways.letter import Sender, shipped_senders
from vethanam.messaging.models import RegisteredSender

#: the content of a row
SENDER = (
    "office", "name", "name_ml", "mailbox", "header", "header_id", "entity_id", "telemarketers", "owner",
    "replies_to",
)  # fmt: skip
_KIND = "sender.registered"


def register_sender(given: Mapping[str, Any], at: datetime, *, is_sample: bool) -> int:
    """Stage the entry of a row: office and hash of its content, since a mailbox may look like a contact."""
    public = {"office": given["office"], "sha256": _hash(given)}
    return append(_KIND, public=public, private=None, at=at, is_sample=is_sample)


def sender_of(office: str, log_key: VerifierKey | None = None, before: int | None = None) -> Sender:
    """The sender of an office: the last one registered, else the shipped one.

    Parameters
    ----------
    log_key
        With it an entry counts only under a head that this key signed.
    before
        Only entries before this one count: that of a restraint.

    Raises
    ------
    Broken
        It has none; nothing goes out in its name.
    """
    for row in RegisteredSender.objects.filter(office=office).order_by("-id"):
        if (before is None or (row.leaf or 0) < before) and _is_logged(row, log_key):
            return Sender(office, {"en": row.name, "ml": row.name_ml}, row.mailbox, row.header)
    try:
        return shipped_senders()[office]
    except KeyError:
        raise Broken("no_sender", office=office) from None


def _is_logged(row: RegisteredSender, log_key: VerifierKey | None) -> bool:
    if row.leaf is None or (log_key is not None and not is_under_head(row.leaf, log_key)):
        return False
    leaf = leaf_content(row.leaf)
    said = {"office": row.office, "sha256": _hash({name: getattr(row, name) for name in SENDER})}
    return leaf["kind"] == _KIND and {name: leaf["public"].get(name) for name in said} == said


def _hash(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical({name: content.get(name) or "" for name in SENDER})).hexdigest()
