"""What a sealed contact is bound to, so that it opens for one person, kind and version and for nothing else."""

from __future__ import annotations

from typing import NamedTuple

from vethanam.errors import Broken

BLOCK = 64
#: the register that is not written into a seal, for every seal was of it before there were others
SERVICE_BOOK = "SPARK"
END = b"\x80"


class Binding(NamedTuple):
    """Person, kind, version and register of one contact: the authenticated side of every seal of it.

    One of the service book does not open as one that was given to another register, nor the other way round.
    """

    person: int
    kind: str
    version: int
    register: str = SERVICE_BOOK

    def context(self, use: bytes) -> bytes:
        """The bytes bound into a seal; ``use`` tells an intake seal, a vault seal and a wrapped key apart."""
        of = (b"vethanam", use, str(self.person).encode(), self.kind.encode(), str(self.version).encode())
        return b"|".join(of if self.register == SERVICE_BOOK else (*of, self.register.encode()))


def padded(text: str) -> bytes:
    """UTF-8, filled up to a multiple of 64 bytes, so that a sealed address does not show its length."""
    plain = text.encode() + END
    return plain + b"\x00" * (-len(plain) % BLOCK)


def unpadded(plain: bytes) -> str:
    """The text that was padded."""
    text = plain.rstrip(b"\x00")
    if not text.endswith(END):
        raise Broken("sealed_not_a_contact")
    return text[:-1].decode()
