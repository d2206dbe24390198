"""The binding of a sealed contact: it opens for one person, kind and version only."""

from __future__ import annotations

from typing import NamedTuple

from vethanam.errors import Broken

BLOCK = 64
#: the register left out of the seal's context, because older seals have no register
SERVICE_BOOK = "SPARK"
END = b"\x80"


class Binding(NamedTuple):
    """Person, kind, version and register of one contact, and the hash of her secret: what its seals
    authenticate.

    A service book contact does not open as one of another register, nor the other way round. ``secret_hash``
    is empty for seals from before persons had secrets, for wrapped keys and for codes.
    """

    person: int
    kind: str
    version: int
    register: str = SERVICE_BOOK
    secret_hash: bytes = b""

    def context(self, use: bytes) -> bytes:
        """The authenticated bytes of a seal; ``use`` separates intake seals, vault seals and wrapped keys."""
        of = (b"vethanam", use, str(self.person).encode(), self.kind.encode(), str(self.version).encode())
        return b"|".join(of if self.register == SERVICE_BOOK else (*of, self.register.encode()))

    def context_with_secret(self, use: bytes) -> bytes:
        """The same with the hash of her secret, which decides under which labels she stands in uses."""
        if not self.secret_hash:
            raise Broken("vault_seal")
        of = f"{self.person}|{self.kind}|{self.version}|{self.register}|{self.secret_hash.hex()}"
        return b"vethanam|" + use + b"|" + of.encode()


def padded(text: str) -> bytes:
    """UTF-8 padded to a multiple of 64 bytes, so that a sealed address hides its length."""
    plain = text.encode() + END
    return plain + b"\x00" * (-len(plain) % BLOCK)


def unpadded(plain: bytes) -> str:
    """The text without its padding."""
    text = plain.rstrip(b"\x00")
    if not text.endswith(END):
        raise Broken("sealed_not_a_contact")
    return text[:-1].decode()
