"""The payment key: Ed25519, read by the paymaster alone. The bank holds the public half, ``pay.pub``."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from vethanam.errors import Broken

PRIVATE_FILE, PUBLIC_FILE = "pay.key", "pay.pub"


def new_pay_keys() -> tuple[bytes, bytes]:
    """A new private key and its public key, both PEM; the installer writes them once."""
    key = Ed25519PrivateKey.generate()
    return (
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )


def load_pay_key(path: Path) -> Ed25519PrivateKey:
    """The payment key, for the paymaster.

    Raises
    ------
    Broken
        The file is missing, is no Ed25519 key, belongs to another OS user, or others may read it.
    """
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            status = os.fstat(file.fileno())
            key = load_pem_private_key(file.read(10_000), None)
    except (OSError, ValueError, TypeError):
        raise Broken("no_pay_key", path=path) from None
    is_ours = os.geteuid() in (0, status.st_uid) and not status.st_mode & 0o077
    if not is_ours or not stat.S_ISREG(status.st_mode) or not isinstance(key, Ed25519PrivateKey):
        raise Broken("pay_key_open", path=path)
    return key
