"""Short messages over SMPP 3.4: one bound connection, a window of messages under way, delivery receipts.

A message is sent once every part was answered with ESME_ROK. Refusals for lack of capacity are temporary,
others permanent. A message under way when the connection broke, or accepted in part, is uncertain.
The connection is encrypted, except to this machine.
"""

from __future__ import annotations

import logging
import selectors
import socket
import ssl
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from smpplib import consts, exceptions
from smpplib.client import Client

from vethanam.errors import Sentence
from vethanam.messaging.fence import LOOK_EVERY, Fence
from vethanam.messaging.gateways.letter import Arrival, Fate, Handed, OtherSide, Posted, Receipt, other_side
from vethanam.messaging.gateways.logins import login_in
from vethanam.messaging.gateways.secure_lines import LineFault, Security, Tls, connected, security_of
from vethanam.messaging.gateways.smpp import pdus
from vethanam.messaging.gateways.smpp.parts import parts_of
from vethanam.messaging.gateways.smpp.pdus import HEAD, Tags
from vethanam.messaging.operator_numbers import OperatorNumbers

WINDOW = 64
#: how long to wait for more after a read, and how many receipts to read at a time
LISTENS, MOST_HEARD = 0.005, 5_000
#: ``system_id:password`` in the key folder, for the dispatcher only
LOGIN_FILE, SECOND_LOGIN_FILE = "smpp.login", "smpp-second.login"
#: system id and password for an SMSC without login
WITHOUT_LOGIN = ("vethanam", "")
_TEMPORARY = frozenset({0x08, 0x14, 0x58})  # system error, queue full, throttled
#: the operator does not know office, telemarketer, header or text, or does not let it: a fault of our
#: registrations, never of the person's number
REGISTRATION_REFUSED = range(600, 633)

# smpplib logs every PDU in hexadecimal, with the number in it.
_SILENT = "vethanam.messaging.smpp"
logging.getLogger(_SILENT).disabled = True
log = logging.getLogger("vethanam.messaging")


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
        security: Security | None = None,
        tags: Tags = Tags(),  # noqa: B008 - a tuple
    ) -> None:
        self.host, self.port, self.seconds, self.window = host, port, seconds, window
        self._system_id, self._password = system_id, password
        self._tags, self._context = tags, security.context() if security else None
        self._fault = LineFault(self.other_side.address)
        self._client: Client | None = None
        self._line: socket.socket | None = None
        self._heard = b""
        self._receipts: list[Receipt] = []
        self._arrivals: list[tuple[int, Arrival]] = []
        self._unanswered: list[int] = []
        self._sequence = 1

    @property
    def other_side(self) -> OtherSide:
        """The SMSC."""
        return OtherSide("smpp", self.host, self.port)

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
                    posted = waiting.popleft()
                    if posted.letter.numbers is None:
                        told(posted.id, Handed(Fate.PERMANENT, "no operator numbers"))
                        continue
                    words += self._submit(posted, posted.letter.numbers, under_way)
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

    def arrivals(self) -> list[Arrival]:
        """Messages of people that :meth:`receipts` read; those of the call before are acknowledged."""
        self._say(b"".join(pdus.answer(pdus.DELIVERED, one) for one in self._unanswered))
        came, self._arrivals = self._arrivals, []
        self._unanswered = [sequence for sequence, _ in came] if self._line is not None else []
        return [one for _, one in came]

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
        client.state = consts.SMPP_CLIENT_STATE_OPEN
        try:
            # smpplib has no other way to a checked name and a connection of ours
            line = connected(self.host, self.port, self._context, client.timeout)
            client._socket = line  # noqa: SLF001
            client.bind_transceiver(system_id=self._system_id, password=self._password)
        except (exceptions.ConnectionError, exceptions.PDUError, OSError) as error:
            self._fault.tell(error)
            client.state = consts.SMPP_CLIENT_STATE_OPEN
            client.disconnect()
            return
        self._fault.tell(None)
        self._client, self._line, self._heard = client, line, b""
        line.setblocking(False)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _drop(self) -> None:
        if self._client is not None:
            self._client.state = consts.SMPP_CLIENT_STATE_OPEN
            self._client.disconnect()
        self._client = self._line = None
        # an SMSC delivers again what was not acknowledged, under other numbers
        self._arrivals, self._unanswered = [], []

    def _submit(self, posted: Posted, numbers: OperatorNumbers, under_way: dict[int, _Course]) -> bytes:
        """The PDUs of all parts of one message, which is under way from now."""
        parts = parts_of(posted.letter.body, posted.id)
        course, words = _Course(posted, len(parts.texts)), b""
        number = posted.number.for_gateway().lstrip("+")
        header, parameters = posted.letter.sender.header, pdus.parameters_of(numbers, self._tags)
        for text in parts.texts:
            self._sequence = self._sequence % 0x7FFFFFFF + 1
            under_way[self._sequence] = course
            words += pdus.submit_sm(
                self._sequence, header, number, text, parts.esm_class, parts.coding, parameters
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
        except (BlockingIOError, ssl.SSLWantReadError):
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
            elif (arrival := pdus.arrival_of(body)) is not None:
                self._arrivals.append((sequence, arrival))
                return b""
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
    return _opened_at(settings.VETHANAM_SMPP, keys, LOGIN_FILE)


def second(keys: Path) -> SmppGateway | None:
    """The gateway for what the first certainly did not take; None if not set."""
    return _opened_at(settings.VETHANAM_SMPP_SECOND, keys, SECOND_LOGIN_FILE)


def _opened_at(address: str, keys: Path, login_file: str) -> SmppGateway | None:
    if not address:
        return None
    _, host, port = other_side("smpp", address)
    system_id, password = login_in(keys / login_file) or WITHOUT_LOGIN
    security = security_of(settings.VETHANAM_SMPP_TLS, Tls.TLS, host, settings.VETHANAM_SMPP_CA)
    tags = Tags(*(int(tag, 16) for tag in settings.VETHANAM_SMPP_TAGS.split(",")))
    return SmppGateway(host, port, system_id=system_id, password=password, security=security, tags=tags)


def _fate_of(course: _Course) -> Handed:
    if not course.refusals:
        return Handed(Fate.SENT, "ESME_ROK", tuple(course.references))
    first = course.refusals[0]
    code = f"SMPP 0x{first:02X}"
    if course.references:
        return Handed(Fate.UNCERTAIN, f"{code}, taken in part", tuple(course.references))
    if first in REGISTRATION_REFUSED:
        log.error("%s", Sentence("operator_refuses_registration", {"status": first}).says)
        return Handed(Fate.TEMPORARY, code, is_registration_refused=True)
    return Handed(Fate.TEMPORARY if first in _TEMPORARY else Fate.PERMANENT, code)
