"""Encrypted connections to gateways: TLS 1.2 or later, with certificate and name checked.

Nothing falls back to plain text: where TLS fails, there is no connection, and messages wait.
"""

from __future__ import annotations

import logging
import smtplib
import socket
import ssl
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from smpplib.exceptions import PDUError

from vethanam.errors import Broken, Finding

log = logging.getLogger("vethanam.messaging")

#: hosts of this machine; only to them a line may be in plain text
HERE = frozenset({"127.0.0.1", "[::1]", "localhost"})


class Tls(StrEnum):
    """How a connection is encrypted."""

    TLS = "tls"  # from its first byte
    STARTTLS = "starttls"  # after a command of the mail server
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Security:
    """The encryption of a gateway's connections; ``authorities`` is a file of certificates that are trusted
    in place of the machine's.
    """

    tls: Tls = Tls.NONE
    authorities: Path | None = None

    def context(self) -> ssl.SSLContext | None:
        """The settings of TLS; None without.

        Raises
        ------
        Broken
            The file of certificates cannot be read.
        """
        if self.tls == Tls.NONE:
            return None
        try:
            made = ssl.create_default_context(cafile=self.authorities)
        except (OSError, ssl.SSLError):
            raise Broken("authorities_unreadable", file=str(self.authorities)) from None
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        return made


def is_here(host: str) -> bool:
    """Whether a host is this machine."""
    return host.lower() in HERE


def security_of(chosen: str, otherwise: Tls, host: str, authorities: str) -> Security:
    """The encryption that the settings choose; left out, it is required except to this machine."""
    by_default = Tls.NONE if is_here(host) else otherwise
    return Security(Tls(chosen) if chosen else by_default, Path(authorities) if authorities else None)


def connected(host: str, port: int, context: ssl.SSLContext | None, seconds: float) -> socket.socket:
    """A connection, encrypted under a context; raises ``OSError``."""
    name = host.strip("[]")
    plain = socket.create_connection((name, port), seconds)
    if context is None:
        return plain
    try:
        return context.wrap_socket(plain, server_hostname=name)
    except BaseException:
        plain.close()
        raise


@dataclass(slots=True)
class LineFault:
    """Says once why a gateway has no connection, as far as an operator has to change something."""

    address: str
    _said: str = ""

    def tell(self, error: Exception | None) -> None:
        """Log the fault, unless it is the one of before; None when the line stands."""
        code = _code_of(error) if error is not None else ""
        if code and code != self._said:
            log.error("%s", Finding(self.address, code, facts={"address": self.address}).says)
        self._said = code


def _code_of(error: Exception) -> str:
    """The code of the sentence for an error; empty where the other side is merely away."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return "gateway_certificate"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "gateway_without_tls"
    if isinstance(error, ssl.SSLError):
        return "gateway_tls"
    return "gateway_login" if isinstance(error, (smtplib.SMTPAuthenticationError, PDUError)) else ""
