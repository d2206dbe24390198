"""When the log took a use, and the message or request that it is allowed for: by the sequencer's stamps."""

from __future__ import annotations

from datetime import datetime

from vethanam.errors import Broken
from vethanam.journal.queries import leaf_content, stamp_after
from vethanam.ledger.leaves import instant
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.signers import LATE
from vethanam.ledger.stamps import is_sample_log
from vethanam.privacy.models import Use


def is_misdated(use: Use, key: VerifierKey) -> bool:
    """Whether the log took a use more than an hour from the time that its entry names. A sample's log has
    business time, and a batch of an earlier version no stamps: no.

    Raises
    ------
    Broken
        Row and entry name different times.
    """
    if str(leaf_content(use.leaf)["at"]) != instant(use.at):
        raise Broken("use_differs", use=use.reference, why="its entry names another time")
    if is_sample_log(key.name):
        return False
    stamp, is_of_batch = stamp_after(use.leaf, key)
    return stamp is not None and is_of_batch and abs(stamp.time - use.at) > LATE


def taken_at(staged: int, key: VerifierKey) -> datetime | None:
    """When the log took an entry, at the latest; of a sample, the entry's own time. None without a stamp."""
    if is_sample_log(key.name):
        return datetime.fromisoformat(str(leaf_content(staged)["at"]))
    stamp, _ = stamp_after(staged, key)
    return stamp.time if stamp is not None else None
