"""References of payments and messages: random, with the epoch of the database, never given twice."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable

from vethanam.journal.epochs import present_epoch

_RANDOM_BYTES = 10


def fresh_reference() -> str:
    """A reference such as ``K7M2QXA-3JF2ZK5W6NQTBH4D``: the epoch, and 80 random bits."""
    return references()()


def references() -> Callable[[], str]:
    """A maker of fresh references, for many at once."""
    epoch = present_epoch().code
    return lambda: f"{epoch}-{base64.b32encode(secrets.token_bytes(_RANDOM_BYTES)).decode()}"
