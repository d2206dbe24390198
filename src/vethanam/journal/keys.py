"""The log key: created at installation, read by the sequencer only.

``<state>/keys/log.key`` holds the signing key text, or the address of a key in a module
(:mod:`.module_keys`), mode 0400 or 0600, owned by the sequencer's OS user; ``log.pub`` next to it holds the
public verifier key.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from vethanam.errors import Broken, Unsound
from vethanam.journal.module_keys import is_address, open_key
from vethanam.ledger.notes import SigningKey, VerifierKey, secret_text


def key_path() -> Path:
    """The path of this installation's log key."""
    return Path(settings.VETHANAM_STATE) / "keys" / "log.key"


def public_path(path: Path | None = None) -> Path:
    """The path of the verifier key, next to the log key."""
    return (path or key_path()).with_suffix(".pub")


def fresh_origin(host: str) -> str:
    """A name for a new log of a host: no other log has it."""
    return f"{host}/log/{secrets.token_hex(6)}"


def create(path: Path, origin: str) -> VerifierKey:
    """Write a new key pair; a key that is there stays, and its public half is written again. ``origin`` names
    the log for ever, like a web address without a scheme.

    The public half comes first: after a crash between the two, the next call writes both. The caller gives
    the key file to the sequencer's OS user.
    """
    private = None if path.exists() else Ed25519PrivateKey.generate()
    key = SigningKey(origin, private) if private else load(path)
    public_path(path).write_text(f"{key.verifier}\n", encoding="utf-8")
    public_path(path).chmod(0o644)
    if private:
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(secret_text(origin, private) + "\n")
    return key.verifier


def load(path: Path | None = None) -> SigningKey:
    """The log key, for the sequencer.

    Raises
    ------
    Broken
        The file is missing, is a link, belongs to another OS user, or others may read it: a shared
        key proves nothing. Or the module does not open the key of ``log.pub``.
    """
    path = path or key_path()
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), encoding="utf-8") as file:
            status = os.fstat(file.fileno())
            text = file.read(1000)
    except OSError as error:
        raise Broken("no_log_key", path=path, why=error.strerror) from None
    if os.geteuid() not in (0, status.st_uid) or not stat.S_ISREG(status.st_mode):
        raise Broken("log_key_owner", path=path)
    if status.st_mode & 0o077:
        raise Broken("log_key_open", path=path)
    try:
        return _in_module(text, path) if is_address(text) else SigningKey.parse(text.strip())
    except Unsound:
        raise Broken("not_a_log_key", path=path) from None


def _in_module(address: str, path: Path) -> SigningKey:
    """The key in a module, under the log's name."""
    known, signer = public_key(path), open_key(address)
    if signer.public_key().public_bytes_raw() != known.public:
        raise Broken("module_key_differs", path=public_path(path))
    return SigningKey(known.name, signer)


def public_key(path: Path | None = None) -> VerifierKey:
    """The verifier key of this installation's heads."""
    path = public_path(path)
    try:
        return VerifierKey.parse(path.read_text(encoding="utf-8").strip())
    except (OSError, Unsound):
        raise Broken("no_public_log_key", path=path) from None
