"""Short messages over SMPP 3.4: one bound connection, a window of messages under way, delivery receipts.

A message is sent once every part was answered with ESME_ROK. Refusals for lack of capacity are temporary,
others permanent. A message under way when the connection broke, or accepted in part, is uncertain.
"""

from __future__ import annotations

import logging
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from smpplib import consts, exceptions
from smpplib.client import Client

from vethanam.messaging.fence import LOOK_EVERY, Fence
from vethanam.messaging.gateways.letter import Fate, Handed, Posted, Receipt
from vethanam.messaging.gateways.smpp import pdus
from vethanam.messaging.gateways.smpp.parts import parts_of
from vethanam.messaging.gateways.smpp.pdus import HEAD

WINDOW = 64
#: how long to wait for more after a read, and how many receipts to read at a time
LISTENS, MOST_HEARD = 0.005, 5_000
#: ``system_id:password`` in the key folder, for the dispatcher only
LOGIN_FILE = "smpp.login"
_TEMPORARY = frozenset({0x08, 0x14, 0x58})  # system error, queue full, throttled

# smpplib logs every PDU in hexadecimal, with the number in it.
_SILENT = "vethanam.messaging.smpp"
logging.getLogger(_SILENT).disabled = True


@dataclass(slots=True, eq=False)
class _Course:
    """One message under way: the number of unanswered parts, and the answers so far."""

    posted: Posted
    owed: int
    references: list[str] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)


class SmppGateway:
    """Hands short messages to an SMSC at ``host:port``."""

    channel = "sms"

    def __init__(
        self,
        host: str,
        port: int,
        *,
        system_id: str = "vethanam",
        password: str = "",
        seconds: float = 20.0,
        window: int = WINDOW,
    ) -> None:
        self.host, self.port, self.seconds, self.window = host, port, seconds, window
        self._system_id, self._password = system_id, password
        self._client: Client | None = None
        self._line: socket.socket | None = None
        self._heard = b""
        self._receipts: list[Receipt] = []
        self._sequence = 1

    def is_reachable(self) -> bool:
        """Whether the connection is bound or can be; also reads pending receipts."""
        if self._line is not None:
            self._hear(None)
        if self._line is None:
            self._bind()
        return self._line is not None

    def hand_over(self, post: Sequence[Posted], fence: Fence, told: Callable[[int, Handed], None]) -> None:
        """Keep a window of messages under way; messages the fence stops are not reported."""
        waiting, under_way = deque(post), dict[int, _Course]()
        last_word = time.monotonic()
        with selectors.DefaultSelector() as selector:
            if self._line is not None:
                selector.register(self._line, selectors.EVENT_READ)
            while self._line is not None:
                words = b""
                while waiting and len(under_way) < self.window and fence.may_begin():
                    last_word = time.monotonic()
                    words += self._submit(waiting.popleft(), under_way)
                self._say(words)
                if not under_way or self._line is None:
                    break
                if selector.select(LOOK_EVERY) and self._hear((under_way, told)):
                    last_word = time.monotonic()
                if fence.must_end() or time.monotonic() - last_word > self.seconds:
                    self._drop()
        for course in set(under_way.values()):
            told(course.posted.id, Handed(Fate.UNCERTAIN, "line broke after it was submitted"))
        for posted in waiting if self._line is None else ():
            told(posted.id, Handed(Fate.TEMPORARY, "no line"))

    def receipts(self) -> list[Receipt]:
        """Delivery receipts since the last call.

        An SMSC sends a batch and waits for the answers, so reading continues as long as it sends.
        """
        with selectors.DefaultSelector() as selector:
            if self._line is not None:
                selector.register(self._line, selectors.EVENT_READ)
            while self._hear(None) and len(self._receipts) < MOST_HEARD:
                selector.select(LISTENS)
        came, self._receipts = self._receipts, []
        return came

    def close(self) -> None:
        """Disconnect."""
        self._drop()

    # -- the connection --------------------------------------------------------------------------------------

    def _bind(self) -> None:
        client = Client(
            self.host,
            self.port,
            timeout=min(self.seconds, 5),
            logger_name=_SILENT,
            allow_unknown_opt_params=True,
        )
        try:
            client.connect()
            client.bind_transceiver(system_id=self._system_id, password=self._password)
        except (exceptions.ConnectionError, exceptions.PDUError, OSError):
            client.state = consts.SMPP_CLIENT_STATE_OPEN
            client.disconnect()
            return
        # smpplib has no other way
        self._client, self._line, self._heard = client, client._socket, b""  # noqa: SLF001
        if self._line is not None:
            self._line.setblocking(False)
            self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _drop(self) -> None:
        if self._client is not None:
            self._client.state = consts.SMPP_CLIENT_STATE_OPEN
            self._client.disconnect()
        self._client = self._line = None

    def _submit(self, posted: Posted, under_way: dict[int, _Course]) -> bytes:
        """The PDUs of all parts of one message, which is under way from now."""
        parts = parts_of(posted.letter.body, posted.id)
        course, words = _Course(posted, len(parts.texts)), b""
        number = posted.number.for_gateway().lstrip("+")
        for text in parts.texts:
            self._sequence = self._sequence % 0x7FFFFFFF + 1
            under_way[self._sequence] = course
            words += pdus.submit_sm(
                self._sequence, posted.letter.sender.header, number, text, parts.esm_class, parts.coding
            )
        return words

    def _say(self, words: bytes) -> None:
        line = self._line
        if line is None or not words:
            return
        try:
            line.settimeout(2.0)
            line.sendall(words)
            line.setblocking(False)
        except OSError:
            self._drop()

    # -- reading ---------------------------------------------------------------------------------------------

    def _hear(self, going: tuple[dict[int, _Course], Callable[[int, Handed], None]] | None) -> bool:
        """Read pending input; returns whether there was any."""
        try:
            heard = self._line.recv(65536) if self._line is not None else b""
        except BlockingIOError:
            return False
        except OSError:
            heard = b""
        if not heard or self._line is None:
            self._drop()
            return False
        # an SMSC may hold an answer back until our acknowledgement, which would be delayed by
        # forty milliseconds
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        self._heard += heard
        start, words = 0, b""
        while len(self._heard) - start >= HEAD.size:
            length, command, status, sequence = HEAD.unpack_from(self._heard, start)
            if not HEAD.size <= length <= 65536:
                self._drop()
                break
            if len(self._heard) - start < length:
                break
            words += self._take(
                command, status, sequence, self._heard[start + HEAD.size : start + length], going
            )
            start += length
        self._heard = self._heard[start:]
        self._say(words)
        return True

    def _take(
        self, command: int, status: int, sequence: int, body: bytes,
        going: tuple[dict[int, _Course], Callable[[int, Handed], None]] | None,
    ) -> bytes:  # fmt: skip
        """Handle one PDU; returns the reply."""
        if command == pdus.SUBMITTED and going is not None:
            self._answered(status, sequence, body, *going)
        elif command == pdus.DELIVER:
            receipt = pdus.receipt_of(body)
            if receipt is not None:
                self._receipts.append(receipt)
            return pdus.answer(pdus.DELIVERED, sequence)
        elif command == pdus.ENQUIRE:
            return pdus.answer(pdus.ENQUIRED, sequence)
        return b""

    def _answered(
        self,
        status: int,
        sequence: int,
        body: bytes,
        under_way: dict[int, _Course],
        told: Callable[[int, Handed], None],
    ) -> None:
        course = under_way.pop(sequence, None)
        if course is None:
            return
        course.owed -= 1
        if status == 0:
            course.references.append(body.rstrip(b"\0").decode("ascii", "replace"))
        else:
            course.refusals.append(status)
        if course.owed == 0:
            told(course.posted.id, _fate_of(course))


def configured(keys: Path) -> SmppGateway | None:
    """The SMSC in the settings, with the login from the key folder; None if not set."""
    if not settings.VETHANAM_SMPP:
        return None
    host, _, port = settings.VETHANAM_SMPP.rpartition(":")
    system_id, password = read_login(keys / LOGIN_FILE)
    return SmppGateway(host, int(port), system_id=system_id, password=password)


def read_login(path: Path) -> tuple[str, str]:
    """System id and password; without a file, those for an SMSC without login."""
    try:
        system_id, _, password = path.read_text(encoding="ascii").strip().partition(":")
    except FileNotFoundError:
        return "vethanam", ""
    return system_id, password


def _fate_of(course: _Course) -> Handed:
    if not course.refusals:
        return Handed(Fate.SENT, "ESME_ROK", tuple(course.references))
    first = course.refusals[0]
    code = f"SMPP 0x{first:02X}"
    if course.references:
        return Handed(Fate.UNCERTAIN, f"{code}, taken in part", tuple(course.references))
    return Handed(Fate.TEMPORARY if first in _TEMPORARY else Fate.PERMANENT, code)
