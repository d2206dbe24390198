"""Keeps generated people out of a real database."""

from __future__ import annotations

from vethanam.errors import Refused
from vethanam.journal.business_time import business_now


def refuse_real_database() -> None:
    """Refuse a database that was not created as a sample."""
    _, is_sample = business_now()
    if not is_sample:
        raise Refused("bench_needs_sample")
