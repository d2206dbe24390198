"""Signatures of backups: encryption proves no origin, because everybody may have the recipient.

``FILE.sig`` beside a backup is the maker's Ed25519 signature, 64 bytes, over ``vethanam/backup/1``, a line
feed, the SHA-256 of the file in hexadecimal and a line feed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings

from vethanam.errors import Refused, Unsound
from vethanam.payments.channel import write_whole
from vethanam.site.state import State

#: the key that signs backups, and its public half
MAKER_KEY, MAKER_PUBLIC_KEY = "backup.sign", "backup.pub"


def new_maker_key() -> tuple[bytes, bytes]:
    """A private key that signs backups, and its public half, in PEM."""
    key = Ed25519PrivateKey.generate()
    return (
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )


def sign_backup(content: Path, path: Path) -> None:
    """Write the maker's signature of a finished file beside the name that it is about to get.

    Raises
    ------
    Unsound
        The maker's key is missing.
    """
    key_file = State(settings.VETHANAM_STATE).keys / MAKER_KEY
    try:
        key = load_pem_private_key(key_file.read_bytes(), None)
    except (OSError, ValueError):
        raise Unsound("no_maker_key", path=key_file) from None
    assert isinstance(key, Ed25519PrivateKey)  # noqa: S101  (made by new_maker_key)
    write_whole(signature_of(path), key.sign(_signed_text(content)))


def check_maker(path: Path, maker: Path | None) -> None:
    """Check that the maker signed this file: by ``maker``, or by the public key among the keys.

    Raises
    ------
    Refused
        It is unsigned, or signed by another key.
    """
    key_file = maker or State(settings.VETHANAM_STATE).keys / MAKER_PUBLIC_KEY
    try:
        public = load_pem_public_key(key_file.read_bytes())
    except (OSError, ValueError):
        raise Refused("no_maker_public_key", path=key_file) from None
    try:
        signature = signature_of(path).read_bytes()
    except OSError:
        raise Refused("backup_unsigned", path=signature_of(path)) from None
    try:
        assert isinstance(public, Ed25519PublicKey)  # noqa: S101  (made by new_maker_key)
        public.verify(signature, _signed_text(path))
    except InvalidSignature:
        raise Refused("backup_not_of_maker", path=path, key=key_file) from None


def signature_of(path: Path) -> Path:
    """The file with the signature of a backup."""
    return path.with_name(path.name + ".sig")


def _signed_text(path: Path) -> bytes:
    with path.open("rb") as file:
        return f"vethanam/backup/1\n{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode()
