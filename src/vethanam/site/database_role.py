"""A process of the machine acts as another of its database roles for a while."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def as_role(role: str) -> Iterator[None]:
    """The process acts as another of the installation's roles: what that one's process may do, and no more."""
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
