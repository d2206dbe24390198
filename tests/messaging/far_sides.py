"""Other sides of gateways that behave as a test says: one connection a thread, one behaviour for all."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

HEAD = struct.Struct(">LLLL")
BIND, SUBMIT, UNBIND, ANSWERED = 0x09, 0x04, 0x06, 0x80000000


@dataclass
class FarSide:
    """A server whose answer to a whole message is ``answer``, after which it may hang up.

    ``answer`` gets the message's number in its protocol; None is silence.
    """

    talk: Callable[[FarSide, socket.socket], None]
    answer: Callable[[int], bytes | None]
    hangs_up: bool = False
    taken: list[bytes] = field(default_factory=list)
    port: int = 0

    def after(self, line: socket.socket, message: bytes, number: int = 0) -> bool:
        """Record a message and answer it; False once the connection is closed."""
        self.taken.append(message)
        said = self.answer(number)
        if said is not None:
            line.sendall(said)
        if self.hangs_up:
            line.shutdown(socket.SHUT_RDWR)
        return not self.hangs_up


@contextmanager
def running(side: FarSide) -> Iterator[FarSide]:
    """The server while a test runs."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        side.port = server.getsockname()[1]
        lines: list[socket.socket] = []
        threads: list[threading.Thread] = []

        def begin(target: Callable[..., None], *given: object) -> threading.Thread:
            thread = threading.Thread(target=target, args=given, daemon=True)
            thread.start()
            return thread

        def serve() -> None:
            with suppress(OSError):
                while True:
                    line, _ = server.accept()
                    lines.append(line)
                    threads.append(begin(_talk, side, line))

        serving = begin(serve)
        yield side
        server.shutdown(socket.SHUT_RDWR)
        serving.join(5)
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(5)


def _talk(side: FarSide, line: socket.socket) -> None:
    with suppress(OSError), line:
        side.talk(side, line)


def smtp(side: FarSide, line: socket.socket) -> None:
    """A mail server without extensions."""
    line.sendall(b"220 test\r\n")
    heard, in_text = b"", False
    while chunk := line.recv(65536):
        heard += chunk
        end = b"\r\n.\r\n" if in_text else b"\r\n"
        while end in heard:
            said, heard = heard.split(end, 1)
            if in_text:
                in_text, end = False, b"\r\n"
                if not side.after(line, said):
                    return
                continue
            in_text = said == b"DATA"
            line.sendall(b"354 go on\r\n" if in_text else b"250 ok\r\n")
            if in_text:
                end = b"\r\n.\r\n"


def smpp(side: FarSide, line: socket.socket) -> None:
    """An SMSC."""
    heard = b""
    while chunk := line.recv(65536):
        heard += chunk
        while len(heard) >= HEAD.size and len(heard) >= HEAD.unpack_from(heard)[0]:
            length, command, _, number = HEAD.unpack_from(heard)
            whole, heard = heard[:length], heard[length:]
            if command == SUBMIT:
                if not side.after(line, whole, number):
                    return
            elif command in (BIND, UNBIND):
                line.sendall(pdu(command | ANSWERED, 0, number, b"test\0" if command == BIND else b""))


def mgov(side: FarSide, line: socket.socket) -> None:
    """The portal, in plain text."""
    heard = b""
    while chunk := line.recv(65536):
        heard += chunk
        head, found, body = heard.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
        if found and len(body) >= length:
            heard = body[length:]
            if not side.after(line, body[:length]):
                return


def pdu(command: int, status: int, number: int, body: bytes = b"") -> bytes:
    """The bytes of a PDU."""
    return HEAD.pack(HEAD.size + len(body), command, status, number) + body


def page(text: bytes, status: bytes = b"200 OK") -> bytes:
    """An answer over HTTP."""
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(text), text)
