"""A mail server for benchmarks: accepts letters at full speed, reports the time of the last
one, and can hang.

``python -m vethanam.bench.sink --port N [--certificate FILE]`` reads commands on stdin and answers on stdout:
``count`` gives the number of letters and the time of the last (seconds of the machine's clock), ``hang``
withholds every answer from now on. Letters that arrive while it hangs are counted, because they were handed
over. With a certificate it speaks TLS alone, from the first byte.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
import sys
import time
from dataclasses import dataclass
from pathlib import Path

_EHLO = b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n"


@dataclass(slots=True)
class Counted:
    """The letters that the mail server has received, the time of the last, and whether the server hangs."""

    letters: int = 0
    last: float = 0.0
    hangs: bool = False


class _Session(asyncio.Protocol):
    """One client connection: reads commands and texts, answers each."""

    def __init__(self, counted: Counted) -> None:
        self.counted, self.heard, self.in_text = counted, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._say(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.heard += data
        answers = b""
        while True:
            end = b"\r\n.\r\n" if self.in_text else b"\r\n"
            said, found, rest = self.heard.partition(end)
            if not found:
                break
            self.heard = rest
            answers += self._taken() if self.in_text else self._answer(said[:4].upper())
        self._say(answers)

    def _taken(self) -> bytes:
        self.in_text = False
        self.counted.letters += 1
        self.counted.last = time.monotonic()
        return b"250 2.0.0 taken\r\n"

    def _answer(self, word: bytes) -> bytes:
        if word == b"EHLO":
            return _EHLO
        if word == b"DATA":
            self.in_text = True
            return b"354 go on\r\n"
        return b"250 2.0.0 ok\r\n"

    def _say(self, words: bytes) -> None:
        if words and not self.counted.hangs and isinstance(self.transport, asyncio.Transport):
            self.transport.write(words)


async def serve(port: int, tls: ssl.SSLContext | None = None) -> None:
    """Serve until stdin closes."""
    counted, loop = Counted(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Session(counted), "127.0.0.1", port, ssl=tls)
    words = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(words), sys.stdin)
    _tell({"ready": True})
    while word := (await words.readline()).strip():
        counted.hangs = counted.hangs or word == b"hang"
        _tell({"letters": counted.letters, "last": counted.last})
    server.close()


def _context(certificate: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


def _tell(content: dict[str, float]) -> None:
    sys.stdout.write(json.dumps(content) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--certificate", type=Path)
    given = parser.parse_args()
    asyncio.run(serve(given.port, _context(given.certificate)))
