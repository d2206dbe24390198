"""The HTTP line to the demo's bank: its two folders, behind a token."""

from __future__ import annotations

import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

from vethanam.payments.channel import SIGNATURE, write_whole

LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of the line, and their token."""

    inbox: Path
    outbox: Path
    token: str


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], folders: Folders) -> None:
        super().__init__(address, _Request)
        self.folders = folders


class _Request(BaseHTTPRequestHandler):
    """One request. A file appears whole in the inbox or not at all, so a broken connection leaves nothing."""

    server: _Server
    timeout = 20

    def do_PUT(self) -> None:
        place = self._place("/in/")
        length = int(self.headers.get("Content-Length") or 0)
        if place is None or not 0 < length <= LARGEST:
            return self._answer(404)
        body = self.rfile.read(length)
        if len(body) != length:
            return self._answer(400)
        if place.exists():
            return self._answer(200 if place.read_bytes() == body else 409)
        write_whole(place, body)
        return self._answer(201)

    def do_GET(self) -> None:
        if self.path == "/out/" and self._may():
            names = sorted(path.name for path in self.server.folders.outbox.glob("*.xml"))
            return self._answer(200, json.dumps(names).encode())
        place = self._place("/out/")
        if place is None or not place.is_file():
            return self._answer(404)
        return self._answer(200, place.read_bytes())

    def do_DELETE(self) -> None:
        place = self._place("/out/")
        if place is None or not place.is_file():
            return self._answer(404)
        taken = place.parent / "taken"
        taken.mkdir(exist_ok=True)
        for path in (place, place.with_name(place.name + SIGNATURE)):
            if path.exists():
                path.replace(taken / path.name)
        return self._answer(204)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Log nothing, to keep file names out of the log."""

    def _may(self) -> bool:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), self.server.folders.token.encode())

    def _place(self, below: str) -> Path | None:
        """The file named by an address, if it lies directly in the folder and the token is right."""
        name = unquote(self.path.removeprefix(below))
        is_plain = bool(name) and name == Path(name).name and not name.startswith(".")
        if not self.path.startswith(below) or not is_plain or not self._may():
            return None
        folders = self.server.folders
        return (folders.inbox if below == "/in/" else folders.outbox) / name

    def _answer(self, status: int, body: bytes = b"") -> None:
        status = status if self._may() else 401
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if status != 204 else 0))
        self.end_headers()
        if status != 204:
            self.wfile.write(body if status == 200 else b"")


@contextmanager
def listening(folders: Folders, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve the folders during the block; yields the address with the chosen port."""
    with _Server((host, port), folders) as server:
        thread = threading.Thread(target=server.serve_forever, name="line", daemon=True)
        thread.start()
        try:
            yield f"http://{host}:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
