"""E-mail over SMTP on a few open connections, with the commands of a letter in one write if
the server supports it. Connections are encrypted, except to this machine; a login goes over TLS alone.

RFC 5321: a reply of 4yz to MAIL, RCPT or DATA is temporary, 5yz permanent. If the connection breaks after the
text was begun and before a reply, the letter may have been accepted: it is uncertain and never retried by
itself. RFC 2920: MAIL, RCPT and DATA go together, and the next letter's with the text of this one; a text
follows only after a 354 reply.
"""

from __future__ import annotations

import re
import selectors
import smtplib
import socket
import ssl
import time
from base64 import encodebytes
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from django.conf import settings
from django.utils import timezone

from vethanam.errors import Broken
from vethanam.messaging.fence import LOOK_EVERY, Fence
from vethanam.messaging.gateways.letter import (
    QUEUED_AS,
    Fate,
    Handed,
    Letter,
    OtherSide,
    Posted,
    Receipt,
    other_side,
)
from vethanam.messaging.gateways.logins import login_in
from vethanam.messaging.gateways.secure_lines import LineFault, Security, Tls, security_of
from vethanam.messaging.gateways.smtp.dkim_keys import DkimKeys, dkim_keys_in, signature_of

_ENHANCED = re.compile(rb"^([245]\.\d{1,3}\.\d{1,3})\b")
_NUMBER = re.compile(rb"queued as ([0-9A-Za-z]{6,40})\s*$")
_REPLY = re.compile(rb"(\d\d\d)([ -])?([^\r\n]*)\r?\n")
_LONGEST_LINE = 998
LINES = 8
#: ``user:password`` in the key folder, for the dispatcher only
LOGIN_FILE, SECOND_LOGIN_FILE = "smtp.login", "smtp-second.login"
#: nothing to read or no room to write now; TLS has its own words for it
_NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)

_MAIL, _RCPT, _DATA, _TEXT, _RSET = range(5)


@dataclass(slots=True, eq=False)
class _Course:
    """One letter on one connection: its remaining commands, and its fate once known."""

    posted: Posted
    commands: list[tuple[int, bytes]]
    fate: Handed | None = None


@dataclass(slots=True, eq=False)
class _Line:
    """One connection. ``owed`` are replies the server owes, in order; a server ``is_reporting`` if it takes
    requests for reports (RFC 3461).
    """

    socket: socket.socket
    is_pipelining: bool
    is_8bit: bool
    is_reporting: bool = False
    owed: deque[tuple[int, _Course]] = field(default_factory=deque)
    heard: bytes = b""
    unsent: bytes = b""
    last_word: float = 0.0
    is_refused: bool = False


class SmtpGateway:
    """Hands letters to a mail server at ``host:port``; ``login`` is user and password.

    Raises
    ------
    Broken
        The login would go in plain text.
    """

    channel = "email"

    def __init__(
        self,
        host: str,
        port: int,
        *,
        seconds: float = 20.0,
        lines: int = LINES,
        security: Security | None = None,
        login: tuple[str, str] | None = None,
        dkim_keys: DkimKeys = MappingProxyType({}),
    ) -> None:
        self.dkim_keys = dkim_keys
        self.host, self.port, self.seconds, self.most = host, port, seconds, lines
        self._tls, self._login = security.tls if security else Tls.NONE, login
        self._context = security.context() if security else None
        self._fault = LineFault(self.other_side.address)
        if login is not None and self._context is None:
            raise Broken("login_without_tls", address=self.other_side.address)
        self.lines: list[_Line] = []
        self.selector = selectors.DefaultSelector()

    @property
    def other_side(self) -> OtherSide:
        """The mail server."""
        return OtherSide("smtp", self.host, self.port)

    def is_reachable(self) -> bool:
        """Whether a connection is open or could be opened; opens missing ones."""
        for line in [line for line in self.lines if _was_hung_up(line)]:
            self.drop(line)
        while len(self.lines) < self.most:
            opened = self._connected()
            if opened is None:
                break
            self.lines.append(opened)
            self.selector.register(opened.socket, selectors.EVENT_READ, opened)
        return bool(self.lines)

    def hand_over(self, post: Sequence[Posted], fence: Fence, told: Callable[[int, Handed], None]) -> None:
        """Send each letter as its own transaction, over all connections; letters the fence
        stops are not reported.
        """
        _Round(self, deque(post), fence, told).go()

    def receipts(self) -> list[Receipt]:
        """None: a mail server reports bounces by mail only."""
        return []

    def close(self) -> None:
        """Send QUIT and disconnect."""
        for line in list(self.lines):
            try:
                line.socket.settimeout(1.0)
                line.socket.sendall(b"QUIT\r\n")
            except OSError:
                pass
            self.drop(line)

    def _connected(self) -> _Line | None:
        """A connection after EHLO, encrypted and logged in as the settings want it."""
        opened = None
        try:
            opened = self._opened()
            opened.ehlo_or_helo_if_needed()
            if self._login is not None:
                opened.login(*self._login)
        except (smtplib.SMTPException, OSError) as error:
            self._fault.tell(error)
            if opened is not None:
                opened.close()
            return None
        self._fault.tell(None)
        plain = opened.sock
        if plain is None:
            return None
        plain.setblocking(False)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _Line(
            plain, opened.has_extn("pipelining"), opened.has_extn("8bitmime"), opened.has_extn("dsn")
        )

    def _opened(self) -> smtplib.SMTP:
        host, name = self.host.strip("[]"), "dispatcher.invalid"
        if self._tls == Tls.TLS:
            return smtplib.SMTP_SSL(
                host, self.port, local_hostname=name, timeout=self.seconds, context=self._context
            )
        opened = smtplib.SMTP(host, self.port, local_hostname=name, timeout=self.seconds)
        if self._context is not None:
            try:
                opened.starttls(context=self._context)
            except BaseException:
                opened.close()
                raise
        return opened

    def drop(self, line: _Line) -> None:
        """Close a connection."""
        if line in self.lines:
            self.lines.remove(line)
            self.selector.unregister(line.socket)
            line.socket.close()


class _Round:
    """One call of :meth:`SmtpGateway.hand_over`."""

    def __init__(
        self, gateway: SmtpGateway, post: deque[Posted], fence: Fence, told: Callable[[int, Handed], None]
    ) -> None:
        self.gateway, self.post, self.fence, self.told = gateway, post, fence, told

    def go(self) -> None:
        """Run until every letter is reported, the fence stops new ones, or no connection is left."""
        lines = self.gateway.lines
        for line in list(lines):
            self._begin(line)
        looked_at = 0.0
        while any(line.owed for line in lines):
            for key, events in self.gateway.selector.select(LOOK_EVERY):
                self._serve(key.data, events)
            now = time.monotonic()
            if now - looked_at >= LOOK_EVERY:
                looked_at = now
                must_end = self.fence.must_end()
                for line in [line for line in lines if line.owed]:
                    if must_end or now - line.last_word > self.gateway.seconds:
                        self._broken(line, "no answer")
        for posted in self.post if not lines else ():
            self.told(posted.id, Handed(Fate.TEMPORARY, "no line"))

    def _serve(self, line: _Line, events: int) -> None:
        try:
            if events & selectors.EVENT_WRITE:
                self._write(line, b"")
            if events & selectors.EVENT_READ:
                heard = line.socket.recv(65536)
                if not heard:
                    self._broken(line, "line broke")
                    return
                self._hear(line, heard)
        except _NOT_NOW:
            return
        except OSError:
            self._broken(line, "line broke")

    # -- writing ---------------------------------------------------------------------------------------------

    def _begin(self, line: _Line) -> None:
        """Send the next letter's commands, if the fence allows it and the connection is idle."""
        if not line.owed and line in self.gateway.lines:
            self._say(line, self._envelope(line))

    def _envelope(self, line: _Line) -> bytes:
        """The commands of the next letter; all at once if the server supports it."""
        if not self.post or not self.fence.may_begin():
            return b""
        posted = self.post.popleft()
        commands = _commands(posted, line)
        if line.is_refused:
            commands.insert(0, (_RSET, b"RSET\r\n"))
            line.is_refused = False
        course = _Course(posted, commands)
        said = b""
        while course.commands and (line.is_pipelining or not said):
            what, command = course.commands.pop(0)
            line.owed.append((what, course))
            said += command
        return said

    def _say(self, line: _Line, words: bytes) -> None:
        if words:
            line.last_word = time.monotonic()
            try:
                self._write(line, words)
            except OSError:
                self._broken(line, "line broke")

    def _write(self, line: _Line, words: bytes) -> None:
        waiting = line.unsent + words
        try:
            sent = line.socket.send(waiting) if waiting else 0
        except _NOT_NOW:
            sent = 0
        was_full, line.unsent = bool(line.unsent), waiting[sent:]
        if bool(line.unsent) != was_full:
            wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if line.unsent else 0)
            self.gateway.selector.modify(line.socket, wanted, line)

    # -- reading ---------------------------------------------------------------------------------------------

    def _hear(self, line: _Line, heard: bytes) -> None:
        line.heard += heard
        line.last_word = time.monotonic()
        end = 0
        for reply in _REPLY.finditer(line.heard):
            if reply.start() != end:
                break
            end = reply.end()
            if reply[2] != b"-":
                self._answer(line, int(reply[1]), reply[3])
                if line not in self.gateway.lines:
                    return
        line.heard = line.heard[end:]
        if len(line.heard) > 4096:
            self._broken(line, "not an answer")
            return
        self._begin(line)

    def _answer(self, line: _Line, code: int, words: bytes) -> None:
        if not line.owed:
            self._broken(line, "hung up")
            return
        what, course = line.owed.popleft()
        if what == _TEXT:
            self._ended(course, _fate_of(code, words))
        elif what == _DATA and code == 354:
            self._text(line, course)
        elif what != _RSET and not 200 <= code < 300:
            self._refused(line, course, _fate_of(code, words))
        elif what == _DATA:  # neither accepted nor refused: nothing was sent
            self._refused(line, course, Handed(Fate.TEMPORARY, str(code)))
        if code == 421 and line in self.gateway.lines:
            self._broken(line, "421")
        elif course.commands and course.fate is None and not line.is_pipelining:
            next_one, command = course.commands.pop(0)
            line.owed.append((next_one, course))
            self._say(line, command)

    def _text(self, line: _Line, course: _Course) -> None:
        """The server waits for the text: the last chance to hold a letter back."""
        if course.fate is not None:  # recipient refused, yet the server wants a text: an empty one to nobody
            line.owed.append((_RSET, course))
            self._say(line, b".\r\n")
        elif not self.fence.may_begin():
            self._broken(line, "kept back")
        else:
            line.owed.append((_TEXT, course))
            text = letter_text(
                course.posted.number.for_gateway(), course.posted.letter, line.is_8bit,
                self.gateway.dkim_keys,
            )  # fmt: skip
            self._say(line, text + (self._envelope(line) if line.is_pipelining else b""))

    def _refused(self, line: _Line, course: _Course, handed: Handed) -> None:
        line.is_refused = True
        course.commands.clear()
        self._ended(course, handed)

    def _ended(self, course: _Course, handed: Handed) -> None:
        if course.fate is None:
            course.fate = handed
            self.told(course.posted.id, handed)

    def _broken(self, line: _Line, why: str) -> None:
        """Disconnect. A letter with its text under way is uncertain; every other was not handed over."""
        for what, course in line.owed:
            if what == _TEXT:
                self._ended(course, Handed(Fate.UNCERTAIN, f"{why} in the text"))
        for _, course in line.owed:
            self._ended(course, Handed(Fate.TEMPORARY, why))
        line.owed.clear()
        self.gateway.drop(line)


def _commands(posted: Posted, line: _Line) -> list[tuple[int, bytes]]:
    """MAIL, RCPT and DATA of a letter; a report on it names it by ``ENVID`` and repeats no text."""
    body = " BODY=8BITMIME" if line.is_8bit else ""
    returns_to = posted.letter.returns_to or posted.letter.sender.mail
    report, events = "", ""
    if line.is_reporting:
        report = f" RET=HDRS ENVID={posted.letter.envelope_id}"
        events = " NOTIFY=FAILURE,DELAY"
    return [
        (_MAIL, f"MAIL FROM:<{returns_to}>{body}{report}\r\n".encode()),
        (_RCPT, f"RCPT TO:<{posted.number.for_gateway()}>{events}\r\n".encode()),
        (_DATA, b"DATA\r\n"),
    ]


def configured(keys: Path) -> SmtpGateway | None:
    """The mail server in the settings, with a login if the key folder has one; None if not set."""
    return _opened_at(settings.VETHANAM_SMTP, keys, LOGIN_FILE)


def second(keys: Path) -> SmtpGateway | None:
    """The gateway for what the first certainly did not take; None if not set."""
    return _opened_at(settings.VETHANAM_SMTP_SECOND, keys, SECOND_LOGIN_FILE)


def _opened_at(address: str, keys: Path, login_file: str) -> SmtpGateway | None:
    if not address:
        return None
    _, host, port = other_side("smtp", address)
    security = security_of(settings.VETHANAM_SMTP_TLS, Tls.STARTTLS, host, settings.VETHANAM_SMTP_CA)
    login, signing = login_in(keys / login_file), dkim_keys_in(keys)
    return SmtpGateway(host, port, security=security, login=login, dkim_keys=signing)


def _was_hung_up(line: _Line) -> bool:
    """Whether the server closed the connection, or sent unexpected data, while it owed nothing."""
    try:
        line.socket.recv(4096)
    except _NOT_NOW:
        return False
    except OSError:
        return True
    return True


def _fate_of(code: int, words: bytes) -> Handed:
    enhanced = _ENHANCED.match(words)
    shown = f"{code} {enhanced[1].decode()}" if enhanced else str(code)
    if 200 <= code < 300:
        return Handed(Fate.ACCEPTED, shown, _queued_as(words))
    return Handed(Fate.TEMPORARY if 400 <= code < 500 else Fate.PERMANENT, shown)


def _queued_as(words: bytes) -> tuple[str, ...]:
    """The reference of a letter by its number in the server's queue, where the server names
    it and we look.
    """
    number = _NUMBER.search(words) if settings.VETHANAM_POSTFIX else None
    return (QUEUED_AS + number[1].decode(),) if number else ()


def letter_text(
    address: str, letter: Letter, is_8bit: bool, dkim_keys: DkimKeys = MappingProxyType({})
) -> bytes:
    """The letter as the bytes after DATA, with its last dot; signed if its domain has a key."""
    body = letter.body.replace("\n", "\r\n").encode()
    if not is_8bit or any(len(line) > _LONGEST_LINE for line in body.split(b"\r\n")):
        is_8bit, body = False, encodebytes(body).replace(b"\n", b"\r\n")
    head = _head(
        letter.sender.mail, letter.sender.name[letter.languages[0]], letter.subject, letter.languages, is_8bit
    )
    own = (
        f"To: {address}\r\nDate: {_date(int(time.time()))}\r\nMessage-ID: "
        f"<{letter.id}@{letter.sender.domain}>\r\n{_leaving(letter)}"
    )
    text = own.encode() + head + body
    if key := dkim_keys.get(letter.sender.domain):
        text = signature_of(text, letter.sender.domain, key) + text
    if b"\r\n." in text:
        text = text.replace(b"\r\n.", b"\r\n..")
    return text + (b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n")


def _leaving(letter: Letter) -> str:
    """The headers by which a mail program offers to leave: in one click (RFC 8058) where that ends a
    consent, else a page.
    """
    if not letter.leave:
        return ""
    in_one_click = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" if letter.is_by_consent else ""
    return f"List-Unsubscribe: <{letter.leave}>\r\n{in_one_click}"


@lru_cache(maxsize=512)
def _head(mail: str, name: str, subject: str, languages: tuple[str, ...], is_8bit: bool) -> bytes:
    """The common header of letters with one text, with the empty line below."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address(name, addr_spec=mail)
    message["Subject"] = subject
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = ", ".join(languages)
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = 'text/plain; charset="utf-8"'
    message["Content-Transfer-Encoding"] = "8bit" if is_8bit else "base64"
    return message.as_bytes()


@lru_cache(maxsize=4)
def _date(second: int) -> str:
    return format_datetime(timezone.localtime())
