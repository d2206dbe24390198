"""The vault's key files and their permissions.

``vault.pub`` (32 bytes as hexadecimal text) is for every process that seals. ``vault.key`` is for the
dispatcher only: the private half, and the key-encryption keys by epoch that wrap the data keys. A key file
with another owner, or readable by group or others, is refused.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from vethanam.errors import Broken

PUBLIC_FILE = "vault.pub"
PRIVATE_FILE = "vault.key"
KEK_BYTES = 32


@dataclass(frozen=True, slots=True)
class VaultKeys:
    """The dispatcher's keys. ``repr`` shows the epoch only."""

    private: X25519PrivateKey = field(repr=False)
    key_encryption: dict[int, bytes] = field(repr=False)
    epoch: int

    def derived(self, use: bytes) -> bytes:
        """A 32-byte secret derived from these keys for one use; it reveals nothing of them."""
        return hmac.digest(self.private.private_bytes_raw(), b"vethanam/derived/1|" + use, "sha256")

    def __reduce__(self) -> str:
        raise Broken("key_stays")


def new_vault_keys() -> tuple[bytes, bytes]:
    """The contents of a new ``vault.pub`` and ``vault.key``; the installer writes each once."""
    private = X25519PrivateKey.generate()
    content = {
        "v": 1,
        "private": private.private_bytes_raw().hex(),
        "epoch": 1,
        "key_encryption": {"1": secrets.token_bytes(KEK_BYTES).hex()},
    }
    return (private.public_key().public_bytes_raw().hex() + "\n").encode(), (
        json.dumps(content) + "\n"
    ).encode()


def begin_epoch(path: Path) -> int:
    """Add a new key-encryption key to ``vault.key`` and make it the current one; returns its epoch.

    The keys of earlier epochs stay until :func:`end_epochs`; a dispatcher started since rewraps the data
    keys under them.
    """
    content = json.loads(_read_private(path))
    epoch = max(int(known) for known in content["key_encryption"]) + 1
    content["key_encryption"][str(epoch)] = secrets.token_bytes(KEK_BYTES).hex()
    _replace(path, {**content, "epoch": epoch})
    return epoch


def end_epochs(path: Path) -> tuple[int, ...]:
    """Destroy the key-encryption keys of earlier epochs; data keys still under them, in
    dumps too, are lost.
    """
    content = json.loads(_read_private(path))
    present = str(content["epoch"])
    ended = tuple(sorted(int(epoch) for epoch in content["key_encryption"] if epoch != present))
    if ended:
        _replace(path, {**content, "key_encryption": {present: content["key_encryption"][present]}})
    return ended


def _replace(path: Path, content: dict[str, object]) -> None:
    """Replace the content atomically, with the same owner and mode; a crash leaves the old or the new."""
    beside = path.with_name(f"{path.name}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(json.dumps(content) + "\n")
        file.flush()
        os.fsync(descriptor)
    beside.replace(path)


def read_public_key(path: Path) -> X25519PublicKey:
    """The public half, for sealing."""
    try:
        return X25519PublicKey.from_public_bytes(bytes.fromhex(path.read_text().strip()))
    except (OSError, ValueError) as broken:
        raise Broken("no_public_vault_key", path=path) from broken


def read_vault_keys(path: Path) -> VaultKeys:
    """The private half and the key-encryption keys, if the file is ours and only its owner can read it."""
    try:
        content = json.loads(_read_private(path))
        return VaultKeys(
            private=X25519PrivateKey.from_private_bytes(bytes.fromhex(content["private"])),
            key_encryption={
                int(epoch): bytes.fromhex(key) for epoch, key in content["key_encryption"].items()
            },
            epoch=int(content["epoch"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise Broken("no_vault_key", path=path) from None


def _read_private(path: Path) -> str:
    """Read a secret file through one descriptor, so that the checked file is the one read."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor) as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise Broken("vault_key_not_plain", path=path)
        if found.st_uid != os.geteuid():
            raise Broken("vault_key_owner", path=path)
        if stat.S_IMODE(found.st_mode) & 0o077:
            raise Broken("vault_key_open", path=path)
        return file.read()
