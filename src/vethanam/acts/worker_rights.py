"""Tells whether this process may do the worker's part of an act at once, or must leave it to the worker."""

from __future__ import annotations

from django.db import connection


def is_worker() -> bool:
    """True if this process has the worker's rights: it computes months, queues messages,
    talks to the bank.
    """
    return str(connection.settings_dict["USER"]).endswith("worker")
