"""The web process's connections: a request is read whole before a thread answers it, so a
slow line holds none.

Gunicorn keeps the processes; in each, waitress keeps the connections. Its options bound them. Of a body that
is too large for every page only the beginning is kept: the rest is read from the line and dropped, so that
the sender hears why it was refused. A line that is cut before its end loses the answer too.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, TransferEncodingNotImplemented
from waitress.server import create_server

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

#: bytes kept of a body: more than any page or act takes
MOST_KEPT = 16 * 1024 * 1024
#: for the pages and for the paymaster's. A line that is silent so long, in seconds, is closed; a larger body
#: is cut off; headers of one request; the name of the server is not told
OPTIONS: dict[str, Any] = {
    "threads": 4,
    "connection_limit": 800,
    "channel_timeout": 30,
    "cleanup_interval": 5,
    "recv_bytes": 64 * 1024,
    "max_request_body_size": 1024 * 1024 * 1024,
    "max_request_header_size": 32 * 1024,
    "asyncore_use_poll": True,
    "log_socket_errors": False,
    "ident": "",
    # the client's address is found in `client_address.py`, from our own proxies alone
    "clear_untrusted_proxy_headers": False,
}


class _Beginning(OverflowableBuffer):  # type: ignore[misc]
    """The first bytes of a body."""

    def append(self, s: bytes) -> None:
        """Keep the part that still has room; drop the rest."""
        if (room := MOST_KEPT - len(self)) > 0:
            super().append(s[:room])


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """A request of bounded size. ``CONTENT_LENGTH`` remains what was announced."""

    def parse_header(self, header_plus: bytes) -> None:
        """Receive the body into a bounded buffer.

        A body in chunks is refused: waitress searches an unended chunk from its beginning with each packet,
        and one that goes on would keep the process from every other line. Proxies announce the length.
        """
        super().parse_header(header_plus)
        if self.chunked:
            raise TransferEncodingNotImplemented("Send the body with its Content-Length, not in chunks.")
        if self.body_rcv is not None:
            self.body_rcv.buf = _Beginning(self.adj.inbuf_overflow)


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection with such requests."""

    parser_class = _Parser


def bounded_server(application: WSGIApplication, **more: Any) -> Any:
    """A server of waitress over one socket, within :data:`OPTIONS`."""
    server = create_server(application, **{**OPTIONS, **more})
    server.channel_class = _Channel
    return server


class BufferedWorker(Worker):  # type: ignore[misc]
    """A process of gunicorn over waitress."""

    def run(self) -> None:
        """Serve until asked to stop; then finish what has begun."""
        lines: dict[int, Any] = {}
        server = bounded_server(
            self.wsgi, map=lines, sockets=[one.sock for one in self.sockets], threads=self.cfg.threads,
            connection_limit=self.cfg.worker_connections,
        )  # fmt: skip
        while self.alive and os.getppid() == self.ppid:
            self._go_on(lines)
        server.accepting = False
        ends = time.monotonic() + self.cfg.graceful_timeout
        while any(_is_busy(line) for line in lines.values()) and time.monotonic() < ends:
            self._go_on(lines)
        server.task_dispatcher.shutdown()

    def _go_on(self, lines: dict[int, Any]) -> None:
        self.notify()
        wasyncore.loop(timeout=1, use_poll=True, map=lines, count=1)


def _is_busy(line: Any) -> bool:
    """Whether a connection has a request that is not answered whole."""
    return bool(getattr(line, "requests", None) or getattr(line, "total_outbufs_len", 0))
