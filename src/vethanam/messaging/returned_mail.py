"""Bounced mail: a folder that only the dispatcher reads, and a return address per message.

Each letter has its own return address: the sender's, with the message number and a tag after a plus sign (RFC
5233). The tag is a keyed hash, so nobody else can make one. The same number and tag name the letter to mail
servers that report (``ENVID`` of RFC 3461). A mail server delivers mail to such addresses
into a maildir. Of a report (RFC 3464) only the status is read; then the file is deleted, because it quotes
addresses. Other mail stays in ``cur`` for a human.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import logging
import re
import stat
import time
from base64 import b32encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from itertools import islice
from pathlib import Path

from vethanam.errors import Broken
from vethanam.privacy.actions import record_returns

log = logging.getLogger("vethanam.messaging")

AT_ONCE = 500
EVERY_SECONDS = 60.0
_LARGEST = 1_000_000
_LABEL = b"vethanam/returned/1|"
_ADDRESS = re.compile(r"\+(\d{1,18})-([a-z2-7]{16})@")
_ENVELOPE = re.compile(r"(\d{1,18})-([a-z2-7]{16})")
_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-RcptTo")
#: statuses about the address, not the letter, sender or day (RFC 3463): no such mailbox, host or name;
#: moved; disabled
_FOR_GOOD = re.compile(r"5\.1\.(?:1|2|3|6|10)|5\.2\.1|5\.0\.0")


@dataclass(frozen=True, slots=True)
class Returned:
    """A report for one of our messages; ``code`` is the status of a bad address, else empty."""

    message: int
    code: str


@dataclass(slots=True)
class Inbox:
    """The maildir of bounced mail, and the key of the tags."""

    folder: Path
    key: bytes = field(repr=False)
    every_seconds: float = EVERY_SECONDS
    _looked_at: float | None = None
    _to_close: set[int] = field(default_factory=set)

    def check(self) -> None:
        """Refuse a folder that others may read.

        Raises
        ------
        Broken
            It does not exist, or group or others may read it.
        """
        try:
            mode = self.folder.stat().st_mode
        except OSError:
            mode = 0
        if not stat.S_ISDIR(mode) or mode & 0o077:
            raise Broken("returned_mail", folder=self.folder)

    def address_of(self, message: int, mail: str) -> str:
        """The return address for a letter from ``mail``."""
        local, _, domain = mail.rpartition("@")
        return f"{local}+{message}-{self._tag(message)}@{domain}"

    def collect(self) -> list[int]:
        """Record bounces, once a minute; returns uses to close again once nothing more comes.

        So the outcome of a large sending is written once, not per letter.
        """
        now = time.monotonic()
        if self._looked_at is not None and now - self._looked_at < self.every_seconds:
            return []
        self._looked_at = now
        came = list(islice(self._came(), AT_ONCE))
        if came:
            self._to_close.update(record_returns({one.message: one.code for _, one in came if one.code}))
            for path, _ in came:
                path.unlink(missing_ok=True)
            return []
        settled, self._to_close = sorted(self._to_close), set()
        return settled

    def _came(self) -> Iterator[tuple[Path, Returned]]:
        for path in sorted((self.folder / "new").glob("*")):
            with contextlib.suppress(FileNotFoundError):  # another dispatcher was faster
                returned = self._read(path)
                if returned is not None:
                    yield path, returned
                    continue
                (self.folder / "cur").mkdir(mode=0o700, exist_ok=True)
                path.rename(self.folder / "cur" / f"{path.name}:2,")
                log.warning("A letter in the folder of returned mail is no report for one of our messages.")

    def _read(self, path: Path) -> Returned | None:
        if path.stat().st_size > _LARGEST:
            return None
        try:
            mail = BytesParser().parsebytes(path.read_bytes())
            message = self._message_of(mail)
            statuses = list(_statuses(mail))
        except (ValueError, LookupError, TypeError, AttributeError):  # malformed mail
            return None
        if message is None or not statuses:
            return None
        return Returned(message, next((one for one in statuses if _FOR_GOOD.fullmatch(one)), ""))

    def _message_of(self, mail: Message) -> int | None:
        """The message of its return address or of the envelope it names; None if the tag is not ours."""
        headers = [str(value).lower() for name in _TO for value in mail.get_all(name, [])]
        found = [one for header in headers for one in _ADDRESS.findall(header)]
        for number, tag in (*found, *_envelopes(mail)):
            if hmac.compare_digest(tag, self._tag(int(number))):
                return int(number)
        return None

    def _tag(self, message: int) -> str:
        digest = hmac.digest(self.key, _LABEL + str(message).encode(), hashlib.sha256)
        return b32encode(digest[:10]).decode().lower()


def is_for_good(code: str) -> bool:
    """Whether a mail server's answer reports a bad address; ``code`` as in ``550 5.1.1``."""
    return _FOR_GOOD.fullmatch(code.rpartition(" ")[2]) is not None


def _reports(mail: Message) -> Iterator[Message]:
    """The blocks of the report in a letter: one of the whole, then one a recipient."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks: Sequence[Message] = [one for one in part.get_payload() if isinstance(one, Message)]
            yield from blocks


def _envelopes(mail: Message) -> Iterator[tuple[str, str]]:
    """Number and tag of the envelope that a report names (``ENVID`` of RFC 3461)."""
    for block in _reports(mail):
        named = _ENVELOPE.fullmatch(str(block["Original-Envelope-Id"] or "").strip().lower())
        if named is not None:
            yield named[1], named[2]


def _statuses(mail: Message) -> Iterator[str]:
    """The status of each failed recipient in the report; empty for a delay."""
    for block in _reports(mail):
        if block["Action"] is not None:
            is_failed = str(block["Action"]).strip().lower() == "failed"
            yield str(block["Status"] or "").split()[0] if is_failed and block["Status"] else ""
