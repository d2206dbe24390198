"""A signed note (c2sp.org/signed-note): text, an empty line, one line per signature.

    log.example/wages
    2
    +sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=

    — log.example/wages <base64(key id, 4 bytes || Ed25519 signature, 64 bytes)>

    key id       = SHA-256(name || 0x0A || 0x01 || public key)[:4]
    verifier key = name+<key id, 8 hex digits>+base64(0x01 || public key, 32 bytes)
    signing key  = PRIVATE+KEY+name+<key id>+base64(0x01 || seed, 32 bytes)

The key texts are those of Go's ``golang.org/x/mod/sumdb/note``, so its tools read ours.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from vethanam.errors import Unsound

ED25519 = b"\x01"
PREFIX = "\u2014 "
MOST_SIGNATURES = 100
_PRIVATE = "PRIVATE+KEY+"
_PRIME = 2**255 - 19


class NotSigned(Unsound):
    """The note lacks a valid signature of this key."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The name and public key of a signer. ``str`` writes the verifier key text."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that, with the name, identify a key's signatures."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a verifier key; :class:`~vethanam.errors.Unsound` for any wrong character."""
        name, key_id, encoded = split_key(text)
        material = decoded_key(encoded)
        key = cls(name, material[1:])
        if (
            material[:1] != ED25519
            or len(key.public) != 32
            or key_id != key.id.hex()
            or not _is_point(key.public)
        ):
            raise _not_a_key()
        return key

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.public).decode()}"

    def verifies(self, signature: bytes, text: bytes) -> bool:
        """Whether an Ed25519 signature of 64 bytes fits a text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer(Protocol):
    """An Ed25519 private key: one of ``cryptography`` in memory, or one in a hardware module."""

    def sign(self, data: bytes, /) -> bytes:
        """The signature of bytes: 64 bytes."""

    def public_key(self) -> Ed25519PublicKey:
        """The key that verifies the signatures."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key that signs: the log's, which only the sequencer holds, or that of payslips.

    It prints only its name.
    """

    name: str
    signer: Signer = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a signing key; :class:`~vethanam.errors.Unsound`, without the text, if it is wrong."""
        if not text.startswith(_PRIVATE):
            raise _not_a_key()
        name, key_id, encoded = split_key(text.removeprefix(_PRIVATE))
        material = decoded_key(encoded)
        if material[:1] != ED25519 or len(material) != 33:
            raise _not_a_key()
        key = cls(name, Ed25519PrivateKey.from_private_bytes(material[1:]))
        if key.verifier.id.hex() != key_id:
            raise _not_a_key()
        return key

    @property
    def verifier(self) -> VerifierKey:
        """The key that verifies this one's signatures."""
        return VerifierKey(self.name, self.signer.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The signed note of a text, which must end in a newline."""
        if not text.endswith("\n") or _has_control(text):
            raise Unsound("not_signable_text")
        signature = b64encode(self.verifier.id + self.sign_text(text)).decode()
        return f"{text}\n{PREFIX}{self.name} {signature}\n"

    def sign_text(self, text: str) -> bytes:
        """The bare signature of a text; the first line of the text names its kind."""
        return self.signer.sign(text.encode())


def secret_text(name: str, private: Ed25519PrivateKey) -> str:
    """The signing key text of a private key in memory, only for the key file."""
    key_id = SigningKey(name, private).verifier.id.hex()
    return f"{_PRIVATE}{name}+{key_id}+{b64encode(ED25519 + private.private_bytes_raw()).decode()}"


def open_note(note: str, key: VerifierKey) -> str:
    """The text of a note signed by this key. Signatures of other keys are ignored, as the format says.

    Raises
    ------
    NotSigned
        No valid signature of this key.
    Unsound
        It is not a note.
    """
    text, lines = signatures_of(note)
    is_signed = False
    for name, signature in lines:
        if name == key.name and signature[:4] == key.id:
            if not key.verifies(signature[4:], text.encode()):
                raise NotSigned("signature_differs", key=key.name)
            is_signed = True
    if not is_signed:
        raise NotSigned("not_signed_by", key=key.name)
    return text


def signatures_of(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text of a note, and each signature with its name, not verified.

    Raises
    ------
    Unsound
        It is not a note.
    """
    text, separator, lines = note.rpartition("\n\n")
    if not separator or not lines.endswith("\n") or lines.count("\n") > MOST_SIGNATURES or _has_control(note):
        raise _not_a_note()
    return f"{text}\n", [_signature(line) for line in lines.split("\n")[:-1]]


def _signature(line: str) -> tuple[str, bytes]:
    name, _, encoded = line.removeprefix(PREFIX).partition(" ")
    try:
        signature = decoded_key(encoded)
    except Unsound:
        raise _not_a_note() from None
    if not line.startswith(PREFIX) or not _is_name(name) or len(signature) < 5:
        raise _not_a_note()
    return name, signature


def split_key(text: str) -> list[str]:
    """The name, id and material of a key's text."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not _is_name(parts[0]):
        raise _not_a_key()
    return parts


def decoded_key(encoded: str) -> bytes:
    """Strict base64 with exactly one spelling."""
    try:
        value = b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise _not_a_key() from None
    if b64encode(value).decode() != encoded:
        raise _not_a_key()
    return value


def _is_point(public: bytes) -> bool:
    """Whether a public key's y is canonical and not that of a point of order 1 or 2."""
    return 1 < int.from_bytes(public, "little") & ((1 << 255) - 1) < _PRIME - 1


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(mark.isspace() for mark in name)


def _has_control(text: str) -> bool:
    return any(mark < " " and mark != "\n" for mark in text)


def _not_a_key() -> Unsound:
    return Unsound("not_a_key")


def _not_a_note() -> Unsound:
    return Unsound("not_a_note")
