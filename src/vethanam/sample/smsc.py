"""The demo's SMSC: accepts short messages over SMPP 3.4 and confirms their delivery a moment later.

It stores numbers and texts only in a given folder, as the demo's mail server does, and counts messages.
``smpp34`` encodes and decodes the PDUs; binding, window and connection are here, so that all PDUs of one
packet are answered in one packet.
``python -m vethanam.sample.smsc --port 2775 [--folder FOLDER] [--quiet] [--numbers] [--certificate FILE]``
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
import signal
import ssl
import struct
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import smpp34

#: esm_class: this is a delivery receipt; a header in front says which part this is
RECEIPT, PARTED = 0x04, 0x40
UCS2 = 0x08
DELIVERED_AFTER = 0.05
#: receipts sent per connection before the first acknowledgement; equal to our submit window
WINDOW = 64

_HEAD = struct.Struct(">LLLL")
_LONGEST = 65_536
_ANSWERED = 0x80000000  # an answer has the number of its command plus this bit; alone it means not understood
_BIND_RECEIVER, _BIND_TRANSMITTER, _BIND_TRANSCEIVER = 0x01, 0x02, 0x09
_BINDS = frozenset({_BIND_RECEIVER, _BIND_TRANSMITTER, _BIND_TRANSCEIVER})
_SUBMIT, _DELIVER, _UNBIND, _ENQUIRE = 0x04, 0x05, 0x06, 0x15
_NO_LENGTH, _NO_COMMAND_LENGTH, _NO_COMMAND, _NOT_BOUND, _BOUND_ALREADY = 0x01, 0x02, 0x03, 0x04, 0x05
_SYSTEM = b"sample-smsc\0"
_VERSION = struct.pack(">HHB", 0x0210, 1, 0x34)
_MAY_SUBMIT = frozenset({_BIND_TRANSMITTER, _BIND_TRANSCEIVER})
_MAY_HEAR = frozenset({_BIND_RECEIVER, _BIND_TRANSCEIVER})
#: what an operator in India asks of a message: tag, form and the status without it
NUMBERS = (
    (0x1400, re.compile(rb"[0-9]{12,19}"), 600),
    (0x1401, re.compile(rb"[0-9]{12,19}"), 620),
    (0x1402, re.compile(rb"[0-9a-f]{64}"), 605),
)
_WANTED = 0x03  # registered_delivery: a receipt is requested, also for success


@dataclass(slots=True)
class Smsc:
    """An SMSC. ``answer`` may refuse a message with a command status; ``receipts``
    turns delivery receipts on.
    """

    port: int
    folder: Path | None = None
    receipts: bool = True
    answer: Callable[[smpp34.SubmitSm], int] | None = None
    wants_numbers: bool = False
    tls: ssl.SSLContext | None = None
    taken: int = 0
    messages: int = 0
    before: int = 0
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    lines: set[_Line] = field(default_factory=set)

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until stopped."""
        self.before = len(list(self.folder.glob("S*.json"))) if self.folder else 0
        server = await asyncio.get_running_loop().create_server(
            lambda: _Line(self), "127.0.0.1", self.port, ssl=self.tls
        )
        ready()
        await self.stop.wait()
        server.close()
        for line in list(self.lines):
            line.hang_up()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(server.wait_closed(), 1)

    def bring(self, number: str, to: str, text: str) -> None:
        """Deliver a person's message to every connection that may hear it."""
        is_plain = text.isascii()
        words, coding = (text.encode(), 0) if is_plain else (text.encode("utf-16-be"), UCS2)
        for line in self.lines:
            line.bring(number, to, words, coding)

    def take(self, message: smpp34.SubmitSm) -> tuple[int, str]:
        """Accept or refuse a message; returns the command status and the message id."""
        refused = self.answer(message) if self.answer else 0
        if self.wants_numbers and not refused:
            refused = refusal_of(message)
        if refused:
            return refused, ""
        self.taken += 1
        self.messages += is_first_part(message)
        reference = f"S{self.before + self.taken:09d}"
        if self.folder is not None:
            _keep(self.folder, reference, message)
        return 0, reference


def is_first_part(message: smpp34.SubmitSm) -> bool:
    """True for a message of one part, and for the first part of a longer one."""
    head = message.short_message[:6]
    return not message.esm_class & PARTED or head[5:] == b"\x01"


def refusal_of(message: smpp34.SubmitSm) -> int:
    """The status for a message whose numbers are missing or of another form; 0 for a complete one."""
    told = {one.tag: one.value for one in message.tlvs}
    for tag, form, status in NUMBERS:
        if not form.fullmatch(told.get(tag, b"")):
            return status
    return 0


class _Line(asyncio.Protocol):
    """One connection: its bind type, its pending receipts, and the unacknowledged ones."""

    def __init__(self, smsc: Smsc) -> None:
        self.smsc = smsc
        self.bound_as = 0
        self._transport: asyncio.Transport | None = None
        self._heard = b""
        self._sequence = 0
        self._owed: deque[tuple[float, str, str, str]] = deque()
        self._under_way: set[int] = set()
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self.smsc.lines.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self.smsc.lines.discard(self)
        self._owed.clear()
        if self._timer is not None:
            self._timer.cancel()

    def hang_up(self) -> None:
        """Close the connection after pending data is sent."""
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._heard += data
        start, words = 0, list[bytes]()
        while len(self._heard) - start >= _HEAD.size and self._transport is not None:
            length, command, status, sequence = _HEAD.unpack_from(self._heard, start)
            if not _HEAD.size <= length <= _LONGEST:
                words.append(_said(_ANSWERED, _NO_COMMAND_LENGTH, sequence))
                self._say(words)
                self.hang_up()
                return
            if len(self._heard) - start < length:
                break
            words.append(self._hear(command, status, sequence, self._heard[start : start + length]))
            start += length
        self._heard = self._heard[start:]
        words.extend(self._deliveries())
        self._say(words)

    def _say(self, words: list[bytes]) -> None:
        said = b"".join(words)
        if said and self._transport is not None:
            self._transport.write(said)

    def _hear(self, command: int, status: int, sequence: int, whole: bytes) -> bytes:
        """The answer to one PDU."""
        if command == _SUBMIT:
            return self._submitted(sequence, whole)
        if command & _ANSWERED:
            self._under_way.discard(sequence)
            return b""
        if command in _BINDS:
            return self._bind(command, sequence)
        if command == _ENQUIRE:
            return _said(command | _ANSWERED, 0, sequence)
        if command == _UNBIND:
            self.bound_as = 0
            asyncio.get_running_loop().call_soon(self.hang_up)
            return _said(command | _ANSWERED, 0, sequence)
        return _said(_ANSWERED, _NO_COMMAND, sequence)

    def _bind(self, command: int, sequence: int) -> bytes:
        if self.bound_as:
            return _said(command | _ANSWERED, _BOUND_ALREADY, sequence)
        self.bound_as = command
        return _said(command | _ANSWERED, 0, sequence, _SYSTEM + _VERSION)

    def _submitted(self, sequence: int, whole: bytes) -> bytes:
        if self.bound_as not in _MAY_SUBMIT:
            return _said(_SUBMIT | _ANSWERED, _NOT_BOUND, sequence)
        try:
            message = smpp34.decode(whole)
        except smpp34.SmppError:
            return _said(_SUBMIT | _ANSWERED, _NO_LENGTH, sequence)
        if not isinstance(message, smpp34.SubmitSm):
            return _said(_SUBMIT | _ANSWERED, _NO_COMMAND, sequence)
        status, reference = self.smsc.take(message)
        if status:
            return _said(_SUBMIT | _ANSWERED, status, sequence)
        if self.smsc.receipts and message.registered_delivery & _WANTED == 1 and self.bound_as in _MAY_HEAR:
            due = asyncio.get_running_loop().time() + DELIVERED_AFTER
            self._owed.append((due, reference, message.destination_addr, message.source_addr))
        return _said(_SUBMIT | _ANSWERED, 0, sequence, reference.encode() + b"\0")

    def bring(self, number: str, to: str, words: bytes, coding: int) -> None:
        """Deliver a person's message, if this connection may hear it."""
        if self.bound_as in _MAY_HEAR:
            self._sequence = self._sequence % 0x7FFFFFFF + 1
            self._under_way.add(self._sequence)
            told = smpp34.DeliverSm(number, to, words, data_coding=coding, sequence_number=self._sequence)
            self._say([told.encode()])

    @property
    def unanswered(self) -> int:
        """The number of deliveries without an answer."""
        return len(self._under_way)

    # -- telling of deliveries -------------------------------------------------------------------------------

    def _deliver(self) -> None:
        self._timer = None
        self._say(list(self._deliveries()))

    def _deliveries(self) -> list[bytes]:
        """The due receipts, as far as the window allows; schedules the next one."""
        told, now = list[bytes](), asyncio.get_running_loop().time()
        while self._owed and len(self._under_way) < WINDOW and self._owed[0][0] <= now:
            _, reference, number, sender = self._owed.popleft()
            self._sequence = self._sequence % 0x7FFFFFFF + 1
            self._under_way.add(self._sequence)
            told.append(_receipt(reference, number, sender, self._sequence))
        if self._owed and self._timer is None and len(self._under_way) < WINDOW:
            self._timer = asyncio.get_running_loop().call_at(self._owed[0][0], self._deliver)
        return told


def _said(command: int, status: int, sequence: int, body: bytes = b"") -> bytes:
    return _HEAD.pack(_HEAD.size + len(body), command, status, sequence) + body


def _receipt(reference: str, number: str, sender: str, sequence: int) -> bytes:
    """A ``deliver_sm`` with a delivery receipt."""
    text = (
        f"id:{reference} sub:001 dlvrd:001 submit date:2611251000 done date:2611251000 stat:DELIVRD "
        f"err:000 text:"
    )
    return smpp34.DeliverSm(
        number, sender, text.encode(), esm_class=RECEIPT, sequence_number=sequence
    ).encode()


def _keep(folder: Path, reference: str, message: smpp34.SubmitSm) -> None:
    kept = {
        "to": message.destination_addr,
        "coding": message.data_coding,
        "esm": message.esm_class,
        "text": message.short_message.hex(),
        "reads": _read(message),
    }
    draft = folder / f".{reference}.part"
    draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    draft.rename(folder / f"{reference}.json")


def _read(message: smpp34.SubmitSm) -> str:
    """The text of this part as a phone shows it; of the GSM alphabet only the ASCII characters."""
    text = message.short_message
    if message.esm_class & PARTED:
        text = text[1 + text[0] :]
    return text.decode("utf-16-be" if message.data_coding == UCS2 else "ascii", errors="replace")


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    """Command line as in the module docstring; prints the counts of parts and messages at SIGUSR1, and at
    SIGTERM before it ends.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--quiet", action="store_true", help="no delivery receipts")
    parser.add_argument("--numbers", action="store_true", help="refuse a message without its numbers")
    parser.add_argument("--certificate", type=Path, help="PEM file of key and certificate: TLS alone")
    given = parser.parse_args()
    tls = None
    if given.certificate is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(given.certificate)

    async def serve() -> None:
        smsc = Smsc(given.port, given.folder, receipts=not given.quiet, wants_numbers=given.numbers, tls=tls)
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, lambda: _say(f"{smsc.taken} {smsc.messages}"))
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, smsc.stop.set)
        await smsc.run(lambda: _say("ready"))
        _say(f"{smsc.taken} {smsc.messages}")

    asyncio.run(serve())


if __name__ == "__main__":
    main()
