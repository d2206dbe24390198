"""DKIM signatures of letters (RFC 6376), with the keys of the senders' domains in the key folder.

A key's file is named as its record in the DNS: ``dkim/SELECTOR._domainkey.DOMAIN.pem``. Without a key a
letter goes out unsigned, for a mail server that signs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import dkim
from dkim.crypto import UnparsableKeyError, parse_pem_private_key

from vethanam.errors import Broken

FOLDER = "dkim"
_FILE = re.compile(r"([a-z0-9-]+)\._domainkey\.([a-z0-9.-]+)\.pem")
_SIGNED = (
    b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type",
    b"content-transfer-encoding", b"list-unsubscribe", b"list-unsubscribe-post",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DkimKey:
    """A private key and the selector under which the DNS has its public one."""

    selector: str
    pem: bytes = field(repr=False)


type DkimKeys = Mapping[str, DkimKey]


def dkim_keys_in(keys: Path) -> DkimKeys:
    """The key of each domain; of two with one domain, that of the last selector.

    Raises
    ------
    Broken
        A file has another name, or no RSA key.
    """
    return dict(_read(path) for path in sorted((keys / FOLDER).glob("*")))


def _read(path: Path) -> tuple[str, DkimKey]:
    named = _FILE.fullmatch(path.name)
    try:
        pem = path.read_bytes()
        parse_pem_private_key(pem)
    except (OSError, UnparsableKeyError):
        raise Broken("dkim_key_unreadable", file=path.name) from None
    if named is None:
        raise Broken("dkim_key_unreadable", file=path.name)
    return named[2], DkimKey(named[1], pem)


def signature_of(text: bytes, domain: str, key: DkimKey) -> bytes:
    """The signature's header line for a letter; a second header of a signed name breaks it."""
    there = {line.partition(b":")[0].lower() for line in text.partition(b"\r\n\r\n")[0].split(b"\r\n")}
    signed = [name for name in _SIGNED if name in there]
    return bytes(
        dkim.sign(
            text, key.selector.encode(), domain.encode(), key.pem,
            canonicalize=(b"relaxed", b"relaxed"), include_headers=[*signed, *signed],
        )
    )  # fmt: skip
