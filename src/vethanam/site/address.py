"""The database of this installation. The URL names server and database only; each process adds its role."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from vethanam.errors import Unsound
from vethanam.site.environment import Environment
from vethanam.site.launcher import PORT
from vethanam.site.state import State

DATABASE = "vethanam"
_SHAPE = "must look like postgresql://server:5432/database."


@dataclass(frozen=True, slots=True)
class Address:
    """Server and database. ``is_ours`` means that our launcher runs the server."""

    host: str
    port: int
    database: str
    options: tuple[tuple[str, str], ...] = ()
    is_ours: bool = False

    def url(self) -> str:
        """The address in the form of ``VETHANAM_DATABASE_URL``."""
        extra = "".join(f"&{key}={value}" for key, value in self.options)
        return f"postgresql:///{self.database}?host={self.host}&port={self.port}{extra}"


def database_address(state: State) -> Address:
    """From ``VETHANAM_DATABASE_URL``, else our own server in the state folder."""
    url = Environment.read().database_url
    if not url:
        return Address(str(state.sockets), PORT, DATABASE, is_ours=True)
    return parse_address(url)


def parse_address(url: str) -> Address:
    """``postgresql://host:port/database?sslmode=…``; a name or password in it is refused."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise Unsound("database_url", shape=_SHAPE)
    if parts.username or parts.password:
        raise Unsound("database_url_with_user")
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or unquote(parts.hostname or "")
    try:
        port = int(query.pop("port", 0) or parts.port or PORT)
    except ValueError:
        raise Unsound("database_url", shape=_SHAPE) from None
    return Address(host, port, unquote(parts.path.strip("/")), tuple(sorted(query.items())))
