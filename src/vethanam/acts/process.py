"""Whether this process may do the worker's part of an act at once, or leaves it to the worker's next round."""

from __future__ import annotations

from django.db import connection


def is_worker() -> bool:
    """Whether this process runs with the rights of the worker: computes months, queues messages, talks with the bank."""
    return str(connection.settings_dict["USER"]).endswith("worker")
