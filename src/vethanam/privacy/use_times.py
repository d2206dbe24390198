"""The time at which a use is judged: the clock of the process that asks.

Web and worker write the time of a use into its row and its entry, so nothing is allowed by it. A sample plays
months in hours and has business time instead: the time of the use and the real time passed since. Whether a
log is a sample's is told by its name, which the sequencer signs in each head, and by no row.
"""

from __future__ import annotations

from datetime import datetime

from vethanam.journal.queries import log_name
from vethanam.ledger.stamps import is_sample_log
from vethanam.privacy.models import Use


def time_of_use(use: Use, real: datetime, log: str | None = None) -> datetime:
    """The time at which a use is judged at a real instant. ``log`` is the log's name, if known."""
    is_sample = is_sample_log(log_name() if log is None else log)
    return use.at + (real - use.recorded_at) if is_sample else real
