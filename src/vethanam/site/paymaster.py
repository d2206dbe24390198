"""``vethanam paymaster``: the rounds of the paymaster, and its own pages beside them."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

from vethanam.payments.paymaster.process import run
from vethanam.site.buffered_worker import bounded_server
from vethanam.site.environment import Environment
from vethanam.site.processes import stop_on_signal

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


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
    """Serve an application in threads beside the rounds; they end with the process."""
    server = bounded_server(application, listen=f"{Environment.read().bind}:{port}")
    threading.Thread(target=server.run, name="pages", daemon=True).start()
    yield
    server.task_dispatcher.shutdown()
