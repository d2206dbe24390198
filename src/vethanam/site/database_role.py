"""Let a process act under another database role for a while."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def as_role(role: str) -> Iterator[None]:
    """Act under another of the installation's roles, with exactly its rights."""
    from django.db import connection

    from vethanam.site.roles import database_role

    before = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = database_role(role)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = before
