"""The bank over HTTP instead of folders, with the same files.

    PUT    URL/in/NAME.xml         an instruction; idempotent for the same name and bytes
    GET    URL/out/                the names of the answers not taken yet, a JSON list
    GET    URL/out/NAME.xml        an answer, and URL/out/NAME.xml.sig its signature
    DELETE URL/out/NAME.xml        we have it

A shared token authenticates us. An answer is trusted by its signature alone, so the connection need not be
trusted for that. Files carry account numbers: outside this machine the connection is TLS.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from vethanam.errors import Unsound
from vethanam.payments.channel import (
    LARGEST_MB,
    SIGNATURE,
    Arrived,
    NotTaken,
    Unread,
    read_bank_key,
    signed_by,
)
from vethanam.payments.messages import LARGEST

_SECONDS = 20.0
_DONE = frozenset({200, 201, 204})
#: faults of one answer: the others are read
_OF_ONE_FILE = frozenset({"bank_refuses", "too_large"})
_NOT_THERE, _OTHER_CONTENT, _UNKNOWN_TOKEN = 404, 409, 401


@dataclass(frozen=True, slots=True)
class Line:
    """A connection to the bank: URL, token, and the bank's public key."""

    url: str
    token: str = field(repr=False)
    bank_key: Ed25519PublicKey

    def deliver(self, name: str, body: bytes) -> None:
        """Deliver a file to the bank; idempotent for the same name and bytes.

        Raises
        ------
        NotTaken
            The bank cannot be reached, or does not know the token.
        Unsound
            The connection broke, or the bank has another file of this name.
        """
        if self._ask("PUT", f"/in/{quote(name)}", body)[0] == _OTHER_CONTENT:
            raise Unsound("other_content", name=name)

    def reach(self) -> None:
        """Ask the bank for its answers, as a sign of life."""
        try:
            self._ask("GET", "/out/")
        except NotTaken:
            raise
        except Unsound as error:
            raise NotTaken(error.code, **error.facts) from None

    def arrived(self) -> Iterator[Arrived | Unread]:
        """The answers not taken yet, by name, one at a time."""
        for name in self._names():
            try:
                found = self._arrived(name)
            except Unsound as unsound:
                if unsound.code not in _OF_ONE_FILE:
                    raise
                yield Unread(name, unsound.sentence, stays=True)
            else:
                if found is not None:
                    yield found

    def is_signed(self, arrived: Arrived) -> bool:
        """Whether the bank's key signed exactly these bytes."""
        return signed_by(self.bank_key, arrived)

    def put_away(self, name: str, folder: str) -> None:
        """Tell the bank that we have an answer.

        Only a convenience: an answer that stays is recognised by its hash.
        """
        try:
            self._ask("DELETE", _path(name))
        except Unsound:
            return

    def _arrived(self, name: str) -> Arrived | None:
        """The answer of a name; None if it is gone."""
        status, body = self._ask("GET", _path(name))
        if status not in _DONE:
            return None
        signed, signature = self._ask("GET", _path(name + SIGNATURE))
        return Arrived(name, body, signature if signed in _DONE else None)

    def _names(self) -> list[str]:
        _, body = self._ask("GET", "/out/")
        try:
            names = json.loads(body)
        except ValueError:
            names = None
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise Unsound("not_the_bank")
        return sorted(names)

    def _ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        at = urlsplit(self.url)
        connect = http.client.HTTPSConnection if at.scheme == "https" else http.client.HTTPConnection
        line = connect(at.hostname or "", at.port, timeout=_SECONDS)
        has_begun = False
        try:
            line.connect()
            has_begun = True
            line.request(method, at.path.rstrip("/") + path, body, {"Authorization": f"Bearer {self.token}"})
            answer = line.getresponse()
            status, content = answer.status, _content_of(answer)
        except (OSError, http.client.HTTPException) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            raise (Unsound if has_begun else NotTaken)("bank_away", why=why) from None
        finally:
            line.close()
        if status == _UNKNOWN_TOKEN:
            raise NotTaken("unknown_token")
        if status not in _DONE | {_NOT_THERE, _OTHER_CONTENT}:
            raise Unsound("bank_refuses", status=status, method=method)
        return status, content


def _path(name: str) -> str:
    return "/out/" + quote(name.encode(errors="surrogatepass"))


def _content_of(answer: http.client.HTTPResponse) -> bytes:
    """The body of a response; Unsound if it is larger than an answer may be."""
    content = b"" if (answer.length or 0) > LARGEST else answer.read(LARGEST + 1)
    if len(content) > LARGEST or (answer.length or 0) > LARGEST:
        raise Unsound("too_large", most=LARGEST_MB)
    return content


def open_line(url: str, token: Path, bank_key: Path | Ed25519PublicKey) -> Line:
    """The connection to a bank at a URL, with a token file and a public key or the one in a PEM file.

    Raises
    ------
    Unsound
        The token or key is missing, or the URL leaves this machine without HTTPS.
    """
    at = urlsplit(url)
    if at.scheme != "https" and not (at.scheme == "http" and _stays_here(at.hostname or "")):
        raise Unsound("open_line", url=url[:60])
    try:
        known = token.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        known = ""
    if not known:
        raise Unsound("no_bank_token", token=token)
    return Line(url, known, read_bank_key(bank_key) if isinstance(bank_key, Path) else bank_key)


def _stays_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
