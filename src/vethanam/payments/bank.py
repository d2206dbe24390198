"""The bank of an installation: over folders, or over HTTP."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from vethanam.journal.known_database import require_known_database
from vethanam.payments.bank_line import open_line
from vethanam.payments.channel import Bank, key_of, open_channel
from vethanam.payments.masters import terms_in_force


def open_bank(at: datetime) -> Bank:
    """Connect to the paying bank, with the public key and channel that two persons approved.

    Until they have approved any, the key file and ``VETHANAM_BANK`` are used. Without a URL the channel is
    a pair of folders.

    Raises
    ------
    Refused
        The database does not match the records in the key folder: it was restored or copied.
    Unsound
        The bank's key or token is missing, the folders cannot be made, or the URL needs HTTPS.
    """
    require_known_database()
    state = Path(settings.VETHANAM_STATE)
    terms = terms_in_force(at)
    key = key_of(terms.public_key) if terms else state / "keys" / "bank.pub"
    url = terms.channel if terms else settings.VETHANAM_BANK
    return open_line(url, state / "keys" / "bank.token", key) if url else open_channel(state / "bank", key)
