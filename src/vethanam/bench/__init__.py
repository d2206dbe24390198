"""Benchmarks: a State's population generated in its own sample database, and the real actions measured on it.

Decided here: the size of the data and the actions that are measured. A benchmark calls the same code as an
officer's command or page, and counts the results in the database. ``site/bench.py`` mounts the commands.
"""

from __future__ import annotations

from enum import StrEnum


class Way(StrEnum):
    """The delivery channel of messages in a benchmark."""

    NOWHERE = "nowhere"
    EMAIL = "email"
    SMS = "sms"
    SMS_RECEIPTS = "sms-receipts"
