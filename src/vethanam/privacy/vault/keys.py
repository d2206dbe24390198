"""The vault's key files and their permissions.

``vault.pub`` (32 bytes as hexadecimal text) is for every process that seals. ``vault.key`` is for the
dispatcher only: by epoch, the private half and the key-encryption key that wraps the data keys. A key file
with another owner, or readable by group or others, is refused; only a rotation by root reads another's.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from vethanam.errors import Broken

PUBLIC_FILE = "vault.pub"
PRIVATE_FILE = "vault.key"
KEK_BYTES = 32


@dataclass(frozen=True, slots=True)
class VaultKeys:
    """The dispatcher's keys. ``repr`` shows the epoch only.

    ``earlier`` are private halves of earlier epochs, for intake seals that a rotation has not sealed again.
    """

    private: X25519PrivateKey = field(repr=False)
    key_encryption: dict[int, bytes] = field(repr=False)
    epoch: int
    earlier: Mapping[int, X25519PrivateKey] = field(default_factory=dict, repr=False)
    derivation: bytes = field(default=b"", repr=False)

    @property
    def private_halves(self) -> tuple[X25519PrivateKey, ...]:
        """Every private half that may open an intake seal, the newest first."""
        return self.private, *(self.earlier[epoch] for epoch in sorted(self.earlier, reverse=True))

    def derived(self, use: bytes) -> bytes:
        """A 32-byte secret for one use, the same in every epoch; it reveals nothing of the keys."""
        secret = self.derivation or self.private.private_bytes_raw()
        return hmac.digest(secret, b"vethanam/derived/1|" + use, "sha256")

    def __reduce__(self) -> str:
        raise Broken("key_stays")


def fingerprint(public: X25519PublicKey) -> bytes:
    """The SHA-256 of a public key, by which a rotation names it."""
    return sha256(public.public_bytes_raw()).digest()


def new_vault_keys() -> tuple[bytes, bytes]:
    """The contents of a new ``vault.pub`` and ``vault.key``; the installer writes each once."""
    private = X25519PrivateKey.generate()
    content = {
        "v": 2,
        "epoch": 1,
        "private": {"1": private.private_bytes_raw().hex()},
        "key_encryption": {"1": secrets.token_hex(KEK_BYTES)},
        "derivation": secrets.token_hex(KEK_BYTES),
    }
    return _public_content(private.public_key()), _private_content(content)


def begin_epoch(path: Path) -> int:
    """Add a key pair and a key-encryption key to ``vault.key`` and make them the current ones; returns the
    epoch.

    The keys of earlier epochs stay until :func:`end_epochs`. While there are any, no further epoch begins:
    the current one is returned, so that an interrupted rotation goes on.
    """
    content = _content(path)
    if len(content["private"]) > 1:
        return int(content["epoch"])
    epoch = max(map(int, content["key_encryption"])) + 1
    fresh = X25519PrivateKey.generate().private_bytes_raw().hex()
    _replace(
        path,
        _private_content({
            **content,
            "epoch": epoch,
            "derivation": content["derivation"] or secrets.token_hex(KEK_BYTES),
            "private": {**content["private"], str(epoch): fresh},
            "key_encryption": {**content["key_encryption"], str(epoch): secrets.token_hex(KEK_BYTES)},
        }),
    )  # fmt: skip
    return epoch


def end_epochs(path: Path) -> tuple[int, ...]:
    """Destroy the keys of earlier epochs; returns which.

    Data keys and intake seals that still need one, in dumps too, are lost.
    """
    content = _content(path)
    present = str(content["epoch"])
    ended = sorted({int(epoch) for name in _BY_EPOCH for epoch in content[name] if epoch != present})
    if ended:
        _replace(
            path,
            _private_content(
                content | {name: {present: content[name][present]} for name in _BY_EPOCH},
            ),
        )
    return tuple(ended)


def write_public_key(path: Path, public: X25519PublicKey) -> None:
    """Replace ``vault.pub``."""
    _replace(path, _public_content(public))


_BY_EPOCH = ("private", "key_encryption")


def _public_content(public: X25519PublicKey) -> bytes:
    return (public.public_bytes_raw().hex() + "\n").encode()


def _private_content(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content) + "\n").encode()


def _content(path: Path, *, is_rotation: bool = True) -> dict[str, Any]:
    """The content of ``vault.key``. The first form had one key pair for all epochs."""
    content = json.loads(_read_private(path, is_rotation=is_rotation))
    if content["v"] == 1:
        content |= {"v": 2, "private": {str(content["epoch"]): content["private"]}, "derivation": ""}
    return dict(content)


def _replace(path: Path, content: bytes) -> None:
    """Replace the content atomically, with the same owner and mode; a crash leaves the old or the new."""
    before, beside = path.stat(), path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        if os.geteuid() == 0:
            os.fchown(descriptor, before.st_uid, before.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(before.st_mode))
        os.fsync(descriptor)
    beside.replace(path)


def read_public_key(path: Path) -> X25519PublicKey:
    """The public half, for sealing."""
    try:
        return X25519PublicKey.from_public_bytes(bytes.fromhex(path.read_text().strip()))
    except (OSError, ValueError) as broken:
        raise Broken("no_public_vault_key", path=path) from broken


def read_vault_keys(path: Path, *, is_rotation: bool = False) -> VaultKeys:
    """The private halves and the key-encryption keys, if the file is ours and only its owner can read it.

    ``is_rotation`` lets root read the file of the dispatcher's account.
    """
    try:
        content = _content(path, is_rotation=is_rotation)
        halves = {
            int(epoch): X25519PrivateKey.from_private_bytes(bytes.fromhex(half))
            for epoch, half in content["private"].items()
        }
        epoch = int(content["epoch"])
        return VaultKeys(
            private=halves.pop(epoch),
            key_encryption={
                int(known): bytes.fromhex(key) for known, key in content["key_encryption"].items()
            },
            epoch=epoch,
            earlier=halves,
            derivation=bytes.fromhex(content["derivation"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Broken("no_vault_key", path=path) from None


def _read_private(path: Path, *, is_rotation: bool) -> str:
    """Read a secret file through one descriptor, so that the checked file is the one read."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor) as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise Broken("vault_key_not_plain", path=path)
        if found.st_uid != os.geteuid() and not (is_rotation and os.geteuid() == 0):
            raise Broken("vault_key_owner", path=path)
        if stat.S_IMODE(found.st_mode) & 0o077:
            raise Broken("vault_key_open", path=path)
        return file.read()
