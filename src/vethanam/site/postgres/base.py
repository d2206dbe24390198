"""The database engine of the settings."""

from __future__ import annotations

import atexit
from functools import cache
from typing import Any, NoReturn

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base, creation

from vethanam.errors import Broken
from vethanam.site.launcher import Server
from vethanam.site.postgres import array_lookup  # noqa: F401 - registers the array binding
from vethanam.site.state import State


class DatabaseCreation(creation.DatabaseCreation):
    """Forbids Django's test databases: with several aliases on one server it would use the real one."""

    def create_test_db(self, *_: Any, **__: Any) -> NoReturn:
        """Always refuse."""
        raise Broken("test_database")


@cache
def own_server() -> Server:
    """Our launcher's server for this program; released at exit."""
    server = Server(State(settings.VETHANAM_STATE), is_durable=settings.VETHANAM_IS_DURABLE)
    atexit.register(server.release)
    return server


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of one role."""

    creation_class = DatabaseCreation

    def get_connection_params(self) -> dict[str, Any]:
        """Add the role's password, if it has one."""
        params: dict[str, Any] = super().get_connection_params()
        role = self.settings_dict["USER"].removeprefix("vethanam_")
        try:
            params["password"] = (
                State(settings.VETHANAM_STATE).password_file(role).read_text(encoding="ascii")
            )
        except (FileNotFoundError, PermissionError):
            params.pop("password", None)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Start our own server first, or again if it died."""
        if settings.VETHANAM_SERVER_IS_OURS:
            own_server().hold()
            conn_params = {**self.get_connection_params(), "dbname": conn_params["dbname"]}
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            if not settings.VETHANAM_SERVER_IS_OURS or own_server().is_running():
                raise
        own_server().start()
        return super().get_new_connection(conn_params)
