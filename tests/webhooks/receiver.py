"""A system that takes webhooks, over real HTTP on this machine: it answers as a test says, one
answer after the other.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Got:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Receiver:
    """``answers`` are statuses, ``hang``, ``drop`` or ``drip``; after the last everything
    is taken with 204.
    """

    answers: list[int | str] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    address: str = ""
    arrived: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    def ids(self) -> list[str]:
        """The ids of the received events, in order."""
        return [one.headers["webhook-id"] for one in self.got]


@contextmanager
def receiving(*answers: int | str) -> Iterator[Receiver]:
    """A receiver that listens."""
    receiver = Receiver(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            names = {name.lower(): value for name, value in self.headers.items()}
            receiver.got.append(Got(self.path, names, body))
            answer = receiver.answers.pop(0) if receiver.answers else 204
            receiver.arrived.set()
            if isinstance(answer, int):
                self.send_response(answer)
                if 300 <= answer < 400:
                    self.send_header("Location", f"{receiver.address}/elsewhere")
                if answer == 503:
                    self.send_header("Retry-After", "100")
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif answer == "hang":
                receiver.over.wait(30)
            elif answer == "drip":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while not receiver.over.wait(0.05):
                    try:
                        self.wfile.write(b"X-More: x\r\n"[:1])
                        self.wfile.flush()
                    except OSError:
                        return
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: Any) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    receiver.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
