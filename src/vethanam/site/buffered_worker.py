"""The web process's connections: a request is read whole before a thread answers it, so a
slow line holds none.

Gunicorn keeps the processes; in each, waitress keeps the connections. Its options bound them.
"""

from __future__ import annotations

import os
import time
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.server import create_server

#: for the pages and for the paymaster's. A line that is silent so long, in seconds, is closed; a body of more
#: than the proxy lets through is not read; headers of one request; the name of the server is not told
OPTIONS: dict[str, Any] = {
    "threads": 4,
    "connection_limit": 800,
    "channel_timeout": 30,
    "cleanup_interval": 5,
    "max_request_body_size": 64 * 1024 * 1024,
    "max_request_header_size": 32 * 1024,
    "asyncore_use_poll": True,
    "log_socket_errors": False,
    "ident": "",
    # the client's address is found in `client_address.py`, from our own proxies alone
    "clear_untrusted_proxy_headers": False,
}


class BufferedWorker(Worker):  # type: ignore[misc]
    """A process of gunicorn over waitress."""

    def run(self) -> None:
        """Serve until asked to stop; then finish what has begun."""
        lines: dict[int, Any] = {}
        sockets = [one.sock for one in self.sockets]
        options = {**OPTIONS, "threads": self.cfg.threads, "connection_limit": self.cfg.worker_connections}
        server = create_server(self.wsgi, map=lines, sockets=sockets, **options)
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
