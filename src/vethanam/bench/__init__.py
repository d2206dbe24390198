"""Benches: people of a State drawn into a sample of its own, and the real verbs measured over them.

Decided here: how much is drawn and what is measured. A bench calls what an officer's command or page calls, never a
second path; it counts in the database afterwards what came of it. ``site/bench.py`` mounts the commands.
"""

from __future__ import annotations

from enum import StrEnum


class Way(StrEnum):
    """How messages leave in a bench."""

    NOWHERE = "nowhere"
    EMAIL = "email"
    SMS = "sms"
    SMS_RECEIPTS = "sms-receipts"
