"""Short messages over HTTPS to Mobile Seva, one form a message on a few kept connections.

A message is *accepted* once the portal names its number; the portal tells its end in a report file alone
(:mod:`vethanam.messaging.portal_reports`). A connection that breaks after the form was begun leaves the
message uncertain. Publicity never goes here: the portal is for messages of service.
"""

from __future__ import annotations

import contextlib
import http.client
import logging
import socket
import ssl
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from queue import Empty, SimpleQueue

from django.conf import settings

from vethanam.errors import Finding
from vethanam.messaging.fence import LOOK_EVERY, Fence
from vethanam.messaging.gateways.letter import Fate, Handed, OtherSide, Posted, Receipt, other_side
from vethanam.messaging.gateways.mgov.forms import (
    LOGIN_REFUSED,
    PortalAccount,
    account_in,
    code_in,
    fate_of,
    form_of,
)
from vethanam.messaging.gateways.secure_lines import LineFault, Security, Tls, connected, security_of

log = logging.getLogger("vethanam.messaging")

LINES = 16
PATH = "/esms/sendsmsrequestDLT"
#: the account in the key folder, for the dispatcher only
ACCOUNT_FILE = "mgov.login"
_LONGEST_ANSWER = 4_096
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


class MgovGateway:
    """Hands short messages to the portal at ``host:port``."""

    channel = "sms"

    def __init__(
        self,
        host: str,
        port: int,
        account: PortalAccount,
        *,
        seconds: float = 20.0,
        lines: int = LINES,
        security: Security | None = None,
    ) -> None:
        self.host, self.port, self.seconds, self.most = host, port, seconds, lines
        self._account, self._context = account, security.context() if security else None
        self._fault = LineFault(self.other_side.address)
        self._idle: SimpleQueue[http.client.HTTPConnection] = SimpleQueue()
        self._open: set[http.client.HTTPConnection] = set()
        self._pool = ThreadPoolExecutor(lines, "mgov")
        self._is_login_refused = False

    @property
    def other_side(self) -> OtherSide:
        """The portal's host and port, with the kind ``mgov``."""
        return OtherSide("mgov", self.host, self.port)

    def is_reachable(self) -> bool:
        """Whether a connection is open or could be opened."""
        try:
            self._idle.put(self._line())
        except OSError as error:
            self._fault.tell(error)
            return False
        self._fault.tell(None)
        return True

    def hand_over(self, post: Sequence[Posted], fence: Fence, told: Callable[[int, Handed], None]) -> None:
        """Send each message as its own form; messages that the fence stops are not reported."""
        waiting, under_way = deque(post), dict[Future[Handed], Posted]()
        while waiting or under_way:
            while waiting and len(under_way) < self.most and fence.may_begin():
                posted = waiting.popleft()
                if (refused := _not_for_the_portal(posted)) is not None:
                    told(posted.id, refused)
                    continue
                number = posted.number.for_gateway().lstrip("+")
                form = form_of(self._account, posted.letter, number)
                under_way[self._pool.submit(self._post, form)] = posted
            if not under_way:
                break
            done, _ = wait(under_way, LOOK_EVERY, FIRST_COMPLETED)
            for one in done:
                told(under_way.pop(one).id, one.result())
            if under_way and fence.must_end():
                self._cut()

    def receipts(self) -> list[Receipt]:
        """None: the portal tells no delivery on the line."""
        return []

    def close(self) -> None:
        """Disconnect."""
        self._cut()
        self._pool.shutdown(cancel_futures=True)
        for line in list(self._open):
            self._drop(line)

    def _post(self, form: bytes) -> Handed:
        """The outcome of one form. Runs in a thread, without the database."""
        try:
            line = self._line()
        except OSError:
            return Handed(Fate.TEMPORARY, "no line")
        try:
            line.request("POST", PATH, form, _HEADERS)
            answer = line.getresponse().read(_LONGEST_ANSWER)
        except (OSError, http.client.HTTPException, ValueError):
            self._drop(line)
            return Handed(Fate.UNCERTAIN, "line broke in the form")
        if line.sock is not None:
            self._idle.put(line)
        else:
            self._drop(line)
        self._say(code_in(answer))
        return fate_of(answer)

    def _say(self, code: int) -> None:
        """Say once that the portal refuses the login, and each refusal of a registration."""
        is_refused = code in LOGIN_REFUSED
        if is_refused and not self._is_login_refused:
            address = self.other_side.address
            log.error("%s", Finding(address, "gateway_login", facts={"address": address}).says)
        self._is_login_refused = is_refused

    def _line(self) -> http.client.HTTPConnection:
        """An idle connection that still stands, or a new one; raises ``OSError``."""
        with contextlib.suppress(Empty):
            while True:
                line = self._idle.get_nowait()
                if _stands(line.sock, self.seconds):
                    return line
                self._drop(line)
        line = http.client.HTTPConnection(self.host, self.port, timeout=self.seconds)
        line.auto_open = 0  # it would open a connection in plain text
        line.sock = connected(self.host, self.port, self._context, self.seconds)
        line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._open.add(line)
        return line

    def _drop(self, line: http.client.HTTPConnection) -> None:
        self._open.discard(line)
        line.close()

    def _cut(self) -> None:
        """End every connection; the forms under way on them become uncertain."""
        for line in list(self._open):
            with contextlib.suppress(OSError, AttributeError):
                line.sock.shutdown(socket.SHUT_RDWR)


def _stands(line: socket.socket | None, seconds: float) -> bool:
    """Whether an idle connection is open: the portal owes nothing, so anything to read is its end."""
    if line is None:
        return False
    try:
        line.settimeout(0)
        line.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        line.settimeout(seconds)
        return True
    except OSError:
        return False
    return False


def _not_for_the_portal(posted: Posted) -> Handed | None:
    """The refusal of a message that may not go through the portal."""
    numbers = posted.letter.numbers
    if numbers is None:
        return Handed(Fate.PERMANENT, "no operator numbers")
    if numbers.category == "promotional":
        return Handed(Fate.TEMPORARY, "publicity does not go through the portal")
    return None


def configured(keys: Path) -> MgovGateway | None:
    """The portal in the settings, with the account in the key folder; None if not set."""
    if not settings.VETHANAM_MGOV:
        return None
    _, host, port = other_side("mgov", settings.VETHANAM_MGOV)
    security = security_of("", Tls.TLS, host, settings.VETHANAM_MGOV_CA)
    return MgovGateway(host, port, account_in(keys / ACCOUNT_FILE), security=security)
