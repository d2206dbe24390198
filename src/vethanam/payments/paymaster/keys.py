"""The payment key: Ed25519, read by the paymaster alone. The bank holds the public half, ``pay.pub``.

``pay.key`` is a PEM file, or names the place of the key in a module (:mod:`vethanam.journal.module_keys`).
"""

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

from vethanam.errors import Broken, Unsound
from vethanam.journal.module_keys import ModuleKey, is_address, open_key
from vethanam.ledger.notes import Signer

PRIVATE_FILE, PUBLIC_FILE = "pay.key", "pay.pub"


def new_pay_keys() -> tuple[bytes, bytes]:
    """A new private key and its public key, both PEM; the installer writes them once."""
    key = Ed25519PrivateKey.generate()
    return (
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        public_pem(key),
    )


def public_pem(key: Signer) -> bytes:
    """The public half of a payment key, PEM."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def load_pay_key(path: Path) -> Signer:
    """The payment key, for the paymaster.

    Raises
    ------
    Broken
        The file is missing, is no Ed25519 key, belongs to another OS user, or others may read it. Or the
        module does not open the key of ``pay.pub``.
    """
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            status, content = os.fstat(file.fileno()), file.read(10_000)
    except OSError:
        raise Broken("no_pay_key", path=path) from None
    if os.geteuid() not in (0, status.st_uid) or status.st_mode & 0o077 or not stat.S_ISREG(status.st_mode):
        raise Broken("pay_key_open", path=path)
    try:
        text = content.decode()
        key = open_key(text) if is_address(text) else load_pem_private_key(content, None)
    except (ValueError, TypeError, Unsound):
        raise Broken("no_pay_key", path=path) from None
    if isinstance(key, ModuleKey):
        if public_pem(key) != path.with_name(PUBLIC_FILE).read_bytes():
            raise Broken("module_key_differs", path=path.with_name(PUBLIC_FILE))
    elif not isinstance(key, Ed25519PrivateKey):
        raise Broken("no_pay_key", path=path)
    return key
