"""Short messages over SMPP 3.4: one bound line, a window of messages under way, delivery receipts as they come.

A message whose parts the other side answered with ESME_ROK is sent. Refusals for want of room are temporary, others
permanent. What was submitted when the line broke, or was taken in part, is uncertain. Of a receipt only its reference and
state are read; the number in it is passed over.
"""

from __future__ import annotations

import logging
import re
import selectors
import socket
import struct
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from smpplib import consts, exceptions, smpp
from smpplib.client import Client

from vethanam.messaging.fence import LOOK_EVERY, Fence
from vethanam.messaging.gateways.letter import Fate, Handed, Posted, Receipt
from vethanam.messaging.gateways.smpp.parts import parts_of

WINDOW = 64
#: ``system_id:password`` in the folder of the keys, for the dispatcher alone
LOGIN_FILE = "smpp.login"
_HEAD = struct.Struct(">LLLL")
_SUBMITTED, _DELIVER, _DELIVERED, _ENQUIRE, _ENQUIRED = 0x80000004, 0x05, 0x80000005, 0x15, 0x80000015
_TEMPORARY = frozenset({0x08, 0x14, 0x58})  # system error, queue full, throttled
_IN_TEXT = re.compile(rb"\bid:([^ ]+)\b.*?\bstat:([A-Z]+)", re.DOTALL)
_STATES = {2: "delivered", 3: "expired", 5: "undeliverable", 8: "rejected"}
_WORDS = {b"DELIVRD": "delivered", b"EXPIRED": "expired", b"UNDELIV": "undeliverable", b"REJECTD": "rejected"}

# smpplib writes every PDU to its log in hexadecimal, the number in it too.
_SILENT = "vethanam.messaging.smpp"
logging.getLogger(_SILENT).disabled = True


@dataclass(slots=True, eq=False)
class _Course:
    """One message under way: the parts whose answer is owed, and the answers so far."""

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
        """Whether the line is bound or could be; hears what came meanwhile."""
        if self._line is not None:
            self._hear(None)
        if self._line is None:
            self._bind()
        return self._line is not None

    def hand_over(self, post: Sequence[Posted], fence: Fence, told: Callable[[int, Handed], None]) -> None:
        """Keep a window of messages under way; what the fence does not let begin is not told."""
        waiting, under_way = deque(post), dict[int, _Course]()
        last_word = time.monotonic()
        with selectors.DefaultSelector() as selector:
            if self._line is not None:
                selector.register(self._line, selectors.EVENT_READ)
            while self._line is not None:
                while waiting and len(under_way) < self.window and fence.may_begin():
                    last_word = time.monotonic()
                    self._submit(waiting.popleft(), under_way)
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
        """Delivery receipts that came since they were asked for last."""
        if self._line is not None:
            self._hear(None)
        came, self._receipts = self._receipts, []
        return came

    def close(self) -> None:
        """Hang up."""
        self._drop()

    # -- the line ---------------------------------------------------------------------------------------------------------

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
        self._client, self._line, self._heard = client, client._socket, b""  # noqa: SLF001 - smpplib has no other way
        if self._line is not None:
            self._line.setblocking(False)
            self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _drop(self) -> None:
        if self._client is not None:
            self._client.state = consts.SMPP_CLIENT_STATE_OPEN
            self._client.disconnect()
        self._client = self._line = None

    def _submit(self, posted: Posted, under_way: dict[int, _Course]) -> None:
        """All parts of one message in one write."""
        parts = parts_of(posted.letter.body, posted.id)
        course, words = _Course(posted, len(parts.texts)), b""
        for text in parts.texts:
            self._sequence = self._sequence % 0x7FFFFFFF + 1
            under_way[self._sequence] = course
            pdu = smpp.make_pdu(
                "submit_sm", client=self._client, source_addr_ton=consts.SMPP_TON_ALNUM,
                source_addr=posted.letter.sender.header, dest_addr_ton=consts.SMPP_TON_INTL, dest_addr_npi=consts.SMPP_NPI_ISDN,
                destination_addr=posted.number.for_gateway().lstrip("+"), short_message=text, data_coding=parts.coding,
                esm_class=parts.esm_class, registered_delivery=1,
            )  # fmt: skip
            pdu.sequence = self._sequence
            words += pdu.generate()
        self._say(words)

    def _say(self, words: bytes) -> None:
        line = self._line
        if line is None:
            return
        try:
            line.settimeout(2.0)
            line.sendall(words)
            line.setblocking(False)
        except OSError:
            self._drop()

    # -- hearing ----------------------------------------------------------------------------------------------------------

    def _hear(self, going: tuple[dict[int, _Course], Callable[[int, Handed], None]] | None) -> bool:
        """Read what has come; whether anything had."""
        try:
            heard = self._line.recv(65536) if self._line is not None else b""
        except BlockingIOError:
            return False
        except OSError:
            heard = b""
        if not heard:
            self._drop()
            return False
        self._heard += heard
        start = 0
        while len(self._heard) - start >= _HEAD.size:
            length, command, status, sequence = _HEAD.unpack_from(self._heard, start)
            if not _HEAD.size <= length <= 65536:
                self._drop()
                break
            if len(self._heard) - start < length:
                break
            body = self._heard[start + _HEAD.size : start + length]
            self._take(command, status, sequence, body, self._heard[start : start + length], going)
            start += length
        self._heard = self._heard[start:]
        return True

    def _take(
        self, command: int, status: int, sequence: int, body: bytes, raw: bytes,
        going: tuple[dict[int, _Course], Callable[[int, Handed], None]] | None,
    ) -> None:  # fmt: skip
        if command == _SUBMITTED and going is not None:
            self._answered(status, sequence, body, *going)
        elif command == _DELIVER:
            self._say(_HEAD.pack(17, _DELIVERED, 0, sequence) + b"\0")
            receipt = self._receipt(raw)
            if receipt is not None:
                self._receipts.append(receipt)
        elif command == _ENQUIRE:
            self._say(_HEAD.pack(16, _ENQUIRED, 0, sequence))

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

    def _receipt(self, raw: bytes) -> Receipt | None:
        """What a receipt says of which message; nothing of whom."""
        pdu = smpp.parse_pdu(raw, client=self._client, allow_unknown_opt_params=True)
        reference, state = getattr(pdu, "receipted_message_id", None), getattr(pdu, "message_state", None)
        found = _IN_TEXT.search(pdu.short_message or b"")
        if reference is None and found is not None:
            reference = found[1]
        word = (
            _STATES.get(state) if state is not None else _WORDS.get(found[2]) if found is not None else None
        )
        if reference is None or word is None:
            return None
        text = reference.decode("ascii", "replace") if isinstance(reference, bytes) else str(reference)
        return Receipt(text.rstrip("\0"), word)


def configured(keys: Path) -> SmppGateway | None:
    """The SMSC that the settings name, with the login in the folder of the keys; None where they name none."""
    if not settings.VETHANAM_SMPP:
        return None
    host, _, port = settings.VETHANAM_SMPP.rpartition(":")
    system_id, password = read_login(keys / LOGIN_FILE)
    return SmppGateway(host, int(port), system_id=system_id, password=password)


def read_login(path: Path) -> tuple[str, str]:
    """System id and password of the line; where no file says them, those of an SMSC that asks for none."""
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
