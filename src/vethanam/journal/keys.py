"""The log key: created at installation, read by the sequencer only.

``<state>/keys/log.key`` holds the signing key text, mode 0400 or 0600, owned by the sequencer's OS user;
``log.pub`` next to it holds the public verifier key.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from django.conf import settings

from vethanam.errors import Broken, Unsound
from vethanam.ledger.heads import Head, open_head
from vethanam.ledger.notes import NotSigned, SigningKey, VerifierKey


def key_path() -> Path:
    """The path of this installation's log key."""
    return Path(settings.VETHANAM_STATE) / "keys" / "log.key"


def public_path(path: Path | None = None) -> Path:
    """The path of the verifier key, next to the log key."""
    return (path or key_path()).with_suffix(".pub")


def fresh_origin(host: str) -> str:
    """A name for a new log of a host: no other log has it."""
    return f"{host}/log/{secrets.token_hex(6)}"


def fresh_key(origin: str) -> SigningKey:
    """A new log key. ``origin`` names the log for ever, like a web address without a scheme."""
    return SigningKey(origin, secrets.token_bytes(32))


def create(path: Path, origin: str) -> VerifierKey:
    """Write a new key pair; a key that is there stays, and its public half is written again.

    The public half comes first: after a crash between the two, the next call writes both. The caller gives
    the key file to the sequencer's OS user.
    """
    is_new = not path.exists()
    key = fresh_key(origin) if is_new else load(path)
    public_path(path).write_text(f"{key.verifier}\n", encoding="utf-8")
    public_path(path).chmod(0o644)
    if is_new:
        _write_secret(path, key)
    return key.verifier


def _write_secret(path: Path, key: SigningKey) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(key.secret_text + "\n")
        file.flush()
        os.fsync(file.fileno())


def load(path: Path | None = None) -> SigningKey:
    """The log key, for the sequencer.

    Raises
    ------
    Broken
        The file is missing, is a link, belongs to another OS user, or others may read it: a shared
        key proves nothing.
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
        return SigningKey.parse(text.strip())
    except Unsound:
        raise Broken("not_a_log_key", path=path) from None


def public_key(path: Path | None = None) -> VerifierKey:
    """The verifier key of this installation's heads."""
    return _read_verifier(public_path(path))


def _read_verifier(path: Path) -> VerifierKey:
    try:
        return VerifierKey.parse(path.read_text(encoding="utf-8").strip())
    except (OSError, Unsound):
        raise Broken("no_public_log_key", path=path) from None


def earlier_keys(path: Path | None = None) -> list[VerifierKey]:
    """The verifier keys of this log's earlier names, before a restore, oldest first."""
    public = public_path(path)
    return [_read_verifier(one) for one in sorted(public.parent.glob(f"{public.name}.*"))]


def open_own_head(note: str, key: VerifierKey) -> Head:
    """The head in a note under the log's name or, before its first head, under the name before it.

    Raises
    ------
    Unsound
        None of them signed it.
    """
    try:
        return open_head(note, key)
    except NotSigned:
        for earlier in earlier_keys():
            if note.startswith(f"{earlier.name}\n"):
                return open_head(note, earlier)
        raise


def begin_anew(path: Path, origin: str) -> VerifierKey:
    """Give the log another name, under the same key. The public half stays as that of an earlier name.

    A head names its log, so the lost history and the kept one are two logs, and each is signed once. The key
    stays because it signed the stamps that name the log's first key (:mod:`vethanam.ledger.stamps`).
    """
    public, draft = public_path(path), path.with_name(f"{path.name}.new")
    earlier = public.with_name(f"{public.name}.{len(earlier_keys(path)) + 1:03}")
    earlier.write_bytes(public.read_bytes())
    earlier.chmod(0o644)
    draft.unlink(missing_ok=True)
    _write_secret(draft, SigningKey(origin, load(path).seed))
    draft.replace(path)
    return create(path, origin)
