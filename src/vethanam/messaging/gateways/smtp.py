"""E-mail over SMTP, one connection kept open, each letter its own transaction.

RFC 5321: a reply of 4yz to MAIL, RCPT or DATA is temporary, 5yz permanent. Once the text is under way and the line breaks
before a reply, nobody knows whether it was taken: that is uncertain and never tried again by itself.
"""

from __future__ import annotations

import re
import smtplib
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from django.utils import timezone

from vethanam.messaging.gateways.letter import Fate, Handed, Letter
from vethanam.privacy.vault.number import Number

_ENHANCED = re.compile(rb"^([245]\.\d{1,3}\.\d{1,3})\b")
_LINE_BROKE = (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPHeloError, OSError)


class SmtpGateway:
    """Hands letters to a mail server at ``host:port``."""

    channel = "email"

    def __init__(self, host: str, port: int, *, seconds: float = 20.0) -> None:
        self.host, self.port, self.seconds = host, port, seconds
        self._line: smtplib.SMTP | None = None

    def is_reachable(self) -> bool:
        """Whether the line is open or could be opened."""
        return self._connected() is not None

    def hand_over(self, number: Number, letter: Letter) -> Handed:
        """One transaction: MAIL, RCPT, DATA. Replies are kept as codes; their words may repeat the address."""
        line = self._connected()
        if line is None:
            return Handed(Fate.TEMPORARY, "no line")
        address = number.for_gateway()
        refused = self._envelope(line, address, letter)
        if refused is not None:
            return refused
        return self._text(line, _message(address, letter, line))

    def close(self) -> None:
        """Say goodbye, if anybody listens."""
        if self._line is not None:
            try:
                self._line.quit()
            except (smtplib.SMTPException, OSError):
                self._line.close()
            self._line = None

    def _connected(self) -> smtplib.SMTP | None:
        if self._line is None:
            try:
                line = smtplib.SMTP(
                    self.host, self.port, local_hostname="dispatcher.invalid", timeout=self.seconds
                )
                line.ehlo_or_helo_if_needed()
            except (smtplib.SMTPException, OSError):
                return None
            self._line = line
        return self._line

    def _envelope(self, line: smtplib.SMTP, address: str, letter: Letter) -> Handed | None:
        """None when the server takes sender and recipient."""
        try:
            options = ["BODY=8BITMIME"] if line.has_extn("8bitmime") else []
            code, words = line.mail(letter.sender.mail, options)
            if code == 250:
                code, words = line.rcpt(address)
            if code in (250, 251):
                return None
            line.rset()
        except _LINE_BROKE:
            self._drop()
            return Handed(Fate.TEMPORARY, "line broke")
        except (smtplib.SMTPException, UnicodeError, ValueError):
            self._drop()
            return Handed(Fate.PERMANENT, "address not sendable")
        return _fate_of(code, words)

    def _text(self, line: smtplib.SMTP, message: bytes) -> Handed:
        try:
            code, words = line.data(message)
        except smtplib.SMTPDataError as refused:  # DATA itself was refused: the text never went
            code, words = (
                refused.smtp_code,
                refused.smtp_error if isinstance(refused.smtp_error, bytes) else b"",
            )
            return _fate_of(code, words)
        except (smtplib.SMTPException, OSError):
            self._drop()
            return Handed(Fate.UNCERTAIN, "line broke in the text")
        return _fate_of(code, words)

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _fate_of(code: int, words: bytes) -> Handed:
    enhanced = _ENHANCED.match(words)
    shown = f"{code} {enhanced[1].decode()}" if enhanced else str(code)
    if 200 <= code < 300:
        return Handed(Fate.SENT, shown)
    return Handed(Fate.TEMPORARY if 400 <= code < 500 else Fate.PERMANENT, shown)


def _message(address: str, letter: Letter, line: smtplib.SMTP) -> bytes:
    message = EmailMessage(policy=policy.SMTP)
    sender = letter.sender
    message["From"] = Address(sender.name[letter.languages[0]], addr_spec=sender.mail)
    message["To"] = address
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(timezone.localtime())
    message["Message-ID"] = f"<{letter.id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body, cte="8bit" if line.has_extn("8bitmime") else "quoted-printable")
    message["Content-Language"] = ", ".join(letter.languages)
    return message.as_bytes()
