"""The body of ``vethanam paymaster``: rounds until stopped."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from vethanam.errors import VethanamError, without_detail
from vethanam.payments.paymaster.journal import Journal
from vethanam.payments.paymaster.keys import PRIVATE_FILE, load_pay_key

log = logging.getLogger("vethanam.paymaster")
#: between two rounds
PAUSE_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 10.0


def run(stop: Event, go_round: Callable[[], None] | None = None) -> None:
    """Prove, sign and hand over until ``stop`` is set.

    Raises
    ------
    Broken
        The payment key is open to others, or the journal is held or was changed.
    """
    state = Path(settings.VETHANAM_STATE)
    load_pay_key(state / "keys" / PRIVATE_FILE)
    journal = Journal(state / "paymaster")
    said, wait = "", PAUSE_SECONDS
    try:
        while not stop.wait(wait):
            try:
                if go_round is not None:
                    go_round()
            except (OperationalError, InterfaceError) as error:
                connection.close()
                said, wait = _failed(f"the database is away: {without_detail(error)}", said, wait)
            except VethanamError as error:
                said, wait = _failed(error.says, said, wait)
            else:
                said, wait = "", PAUSE_SECONDS
    finally:
        journal.close()
        connection.close()


def _failed(says: str, before: str, wait: float) -> tuple[str, float]:
    """Log a failure once; the next round waits longer."""
    if says != before:
        log.error("%s", says)
    return says, min(wait * 2, _LONGEST_WAIT_SECONDS)
