"""Clients that send nothing, or a byte at a time, hold up nobody: neither at the pages
nor at the paymaster's.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import World
from tests.payments.builders import AT
from tests.site.proxied import running, wait_for
from tests.web.paymaster_site import SCRIPT
from vethanam.site.processes import free_port, web_command

#: generous: a page takes a tenth of it on a busy machine, and a slow client holds a thread for ever
SECONDS = 10.0
HEAD = b"GET /sign-in/ HTTP/1.1\r\nHost: localhost\r\nX-A: "
POST = b"POST /sign-in/password/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"


@pytest.fixture(params=["pages", "paymaster"])
def address(request: pytest.FixtureRequest, world: World) -> Iterator[tuple[int, str]]:
    """The port of a real process, and a page of it."""
    port, path = free_port(), "/health"
    if request.param == "pages":
        command, path = web_command(Path(sys.executable), port), "/sign-in/"
    else:
        command = [sys.executable, "-c", SCRIPT, str(port), AT.isoformat()]
    role = "web" if request.param == "pages" else "paymaster"
    with running(command, {**world.env, "VETHANAM_ROLE": role}, standard_input=True):
        wait_for(f"http://127.0.0.1:{port}{path}")
        yield port, path


def answers_within(port: int, path: str) -> float:
    """The slowest of some requests, in seconds."""
    slowest = 0.0
    for _ in range(6):
        began = time.monotonic()
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=SECONDS).close()
        slowest = max(slowest, time.monotonic() - began)
    return slowest


@contextlib.contextmanager
def clients(port: int, count: int, begin: bytes, drip: bytes) -> Iterator[None]:
    """Connections that send a beginning, then a byte a second."""
    ended = threading.Event()
    lines = [socket.create_connection(("127.0.0.1", port), SECONDS) for _ in range(count)]

    def go_on() -> None:
        while drip and not ended.wait(1):
            for line in lines:
                with contextlib.suppress(OSError):
                    line.send(drip)

    for line in lines:
        line.sendall(begin)
    slow = threading.Thread(target=go_on)
    slow.start()
    try:
        yield
    finally:
        ended.set()
        slow.join()
        for line in lines:
            line.close()


def test_slow_clients_hold_up_nobody(address: tuple[int, str]) -> None:
    """Silent ones, begun ones, slow heads, slow bodies and bodies that never come; 200 of each."""
    for begin, drip in [(b"", b""), (b"G", b""), (HEAD, b"a"), (POST, b"a"), (POST, b"")]:
        with clients(address[0], 200, begin, drip):
            time.sleep(1.5)  # the slow ones are where they stay
            assert answers_within(*address) < SECONDS, (begin, drip)


def test_many_kinds_of_slow_clients_at_once_and_silent_ones_are_sent_away(address: tuple[int, str]) -> None:
    with contextlib.ExitStack() as stack:
        for begin, drip in [(b"", b""), (HEAD, b"a"), (POST, b"a")]:
            stack.enter_context(clients(address[0], 200, begin, drip))
        silent = stack.enter_context(socket.create_connection(("127.0.0.1", address[0]), SECONDS))
        assert answers_within(*address) < SECONDS
        silent.settimeout(120)
        assert silent.recv(1) == b""
