"""``vethanam paymaster``: the rounds of the paymaster, and its own pages beside them."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.wsgi import get_wsgi_application

from vethanam.payments.paymaster.process import run
from vethanam.site.environment import Environment
from vethanam.site.processes import stop_on_signal

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


class _Server(ThreadingMixIn, WSGIServer):
    """One thread per request; they end with the process."""

    daemon_threads = True
    allow_reuse_address = True


class _Handler(WSGIRequestHandler):
    """A silent connection ends after ten seconds; requests are not logged, since a path may name a bill."""

    timeout = 10

    def log_message(self, *_said: object) -> None:
        """Nothing."""


def run_paymaster(port: int) -> None:
    """The body of the command. ``port`` is that of its own pages; 0 serves none."""
    stop = stop_on_signal()
    with serving(pages(), port) if port else contextlib.nullcontext():
        run(stop)


def pages() -> WSGIApplication:
    """The paymaster's own pages, by the settings of its role."""
    return get_wsgi_application()


@contextlib.contextmanager
def serving(application: WSGIApplication, port: int) -> Iterator[None]:
    """Serve an application in threads beside the rounds."""
    with make_server(Environment.read().bind, port, application, _Server, _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, name="pages", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
