"""The world of a permit as this installation knows it: ledger, windows, register owners."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from vethanam.journal.queries import latest_head
from vethanam.privacy.law.windows import open_at, recorded_windows
from vethanam.privacy.permit import World

HEAD_LASTS = timedelta(minutes=15)


def world_at(at: datetime) -> World:
    """Windows by business time; the ledger's state by real time, for its head is signed in real time."""
    windows = recorded_windows()
    return World(
        ledger=ledger_state(),
        windows=windows.election,
        is_caution=bool(open_at(windows.caution, at)),
    )


def ledger_state() -> str:
    """``healthy`` while a head was signed within the last 15 minutes, else ``stale``."""
    head = latest_head()
    return "healthy" if head is not None and timezone.now() - head.at <= HEAD_LASTS else "stale"
