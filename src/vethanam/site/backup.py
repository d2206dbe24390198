"""The database as one encrypted file with the scans beside it, and a new machine from them.

The file is an age stream (https://age-encryption.org) for a recipient whose private key is not on this
machine. It holds one line of JSON (its log, the log's size, the vault of its contacts and its epochs) and
PostgreSQL's own dump. Keys are in no backup: they travel separately, and a dump without them opens no
contact. Its maker signs it (``backup_signatures``).
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import pyrage
from django.conf import settings
from django.db import connections

from vethanam.errors import Refused, Unsound
from vethanam.journal.epochs import known_epochs, restoring
from vethanam.journal.keys import earlier_keys, public_key
from vethanam.journal.queries import latest_head
from vethanam.site.backup_signatures import check_maker, sign_backup
from vethanam.site.binaries import find_client
from vethanam.site.install import collect_static, make_database, migrate
from vethanam.site.os_accounts import is_root, server_account
from vethanam.site.restored import Restored, go_on, refuse_foreign_folders
from vethanam.site.roles import BACKUP, OWNER, database_role
from vethanam.site.scan_copies import ScansCopied, bring_scans_back, copy_scans
from vethanam.site.state import State

_MOST_HEADER = 65_536


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a backup. ``head`` is the signed note of its log; ``vault`` a hash of the public key.

    ``epochs`` are the epochs of the database: a restore knows by them whether the folders beside it are ours.
    """

    made_at: str
    log: str
    size: int
    head: str
    vault: str
    is_sample: bool
    epochs: list[str]


def new_key(path: Path) -> str:
    """Write a private key to a new file, mode 0400; returns its public half, the recipient."""
    identity = pyrage.x25519.Identity.generate()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    except FileExistsError:
        raise Refused("key_exists", path=path) from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{identity}\n")
    return str(identity.to_public())


@dataclass(frozen=True, slots=True)
class BackedUp:
    """The header of a backup, and the outcome for the scans beside it."""

    header: Header
    scans: ScansCopied


def back_up(path: Path, recipient: str) -> BackedUp:
    """Write the whole database, encrypted for a recipient, into a file that appears when complete.

    The scans go into a folder beside it.

    Raises
    ------
    Unsound
        The recipient is malformed, or pg_dump failed.
    """
    to = read_recipient(recipient)
    header, draft = present_header(), path.with_name(path.name + ".part")
    try:
        with draft.open("wb") as out, _program("pg_dump", "--format=custom", role=BACKUP) as dump:
            pyrage.encrypt_io(Joined(written_line(header), pipe(dump.stdout)), out, [to])
            must_end_well(dump, "pg_dump")
            out.flush()
            os.fsync(out.fileno())
        # after the dump: a row in it has its file
        scans = copy_scans(path.absolute().parent, to)
        sign_backup(draft, path)
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return BackedUp(header, scans)


def restore(path: Path, key: Path, maker: Path | None = None, published: Path | None = None) -> Restored:
    """Fill the empty database of this machine from a backup, completely or not at all; the
    log continues from there.

    Raises
    ------
    Refused
        The database is not empty, the keys, the paymaster's or the bank's folder are not of the backup, or
        its maker did not sign it.
    Unsound
        File or key cannot be read, the file is damaged, or pg_restore failed.
    """
    identity = read_identity(key)
    if not keys_there():
        raise Refused("keys_missing", keys=State(settings.VETHANAM_STATE).keys)
    check_maker(path, maker)
    make_database(State(settings.VETHANAM_STATE))
    _refuse_a_full_database()
    filling = Filling("pg_restore", _begin_restore)
    try:
        with restoring(), path.open("rb") as file:
            pyrage.decrypt_io(file, filling, [identity])
            filling.end()
    except (pyrage.DecryptError, OSError):
        raise Unsound("backup_damaged", path=path) from None
    finally:
        filling.abandon()
    assert filling.header  # noqa: S101  (end() refuses a file without one)
    migrate(is_restored=True)
    collect_static()
    done = go_on(filling.header.made_at, filling.header.head, published)
    return replace(done, scans=bring_scans_back(path.absolute().parent, identity))


def read_recipient(text: str) -> Any:
    """The public key printed by ``backup-key``."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise Unsound("no_recipient") from None


def present_header() -> Header:
    """The header of a backup made now."""
    head = latest_head()
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT is_sample FROM site_installation")
        (is_sample,) = cursor.fetchone() or (False,)
    return Header(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        log=str(public_key()),
        size=head.size if head else 0,
        head=head.note if head else "",
        vault=_vault_hash(),
        is_sample=is_sample,
        epochs=known_epochs(),
    )


def _vault_hash() -> str:
    return hashlib.sha256((State(settings.VETHANAM_STATE).keys / "vault.pub").read_bytes()).hexdigest()


def _refuse_a_full_database() -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
        (count,) = cursor.fetchone()
    connections[OWNER].close()
    if count:
        raise Refused("not_empty")


def check_machine(header: Header) -> None:
    """Check that the log's and the vault's keys, the paymaster's and the bank's folder are of the backup."""
    state = State(settings.VETHANAM_STATE)
    keys = state.keys
    if not keys_there():
        raise Refused("keys_missing", keys=keys)
    for what, found, wanted in (
        ("log.pub", {str(key) for key in (public_key(), *earlier_keys())}, header.log),
        ("vault.pub", {_vault_hash()}, header.vault),
    ):
        if wanted not in found:
            raise Refused("other_keys", keys=keys / what)
    refuse_foreign_folders(state, header.epochs)


def keys_there() -> bool:
    """Whether the public keys of the old machine lie in the state folder."""
    keys = State(settings.VETHANAM_STATE).keys
    return (keys / "vault.pub").exists() and (keys / "log.pub").exists()


def read_identity(key: Path) -> Any:
    """The private key from a file."""
    try:
        lines = key.read_text(encoding="ascii").split()
        return pyrage.x25519.Identity.from_str(next(line for line in lines if line.startswith("AGE-SECRET")))
    except (OSError, UnicodeDecodeError, StopIteration, pyrage.IdentityError):
        raise Unsound("no_key", key=key) from None


class Joined:
    """A reader of the header line followed by the dump."""

    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        self._first = first
        self._rest = rest

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, none at the end."""
        if self._first:
            taken, self._first = self._first[:size], self._first[len(self._first[:size]) :]
            return taken
        return self._rest.read(size)


class Filling:
    """A writer for the decrypted stream: ``begin`` checks the header line and starts a
    program for the rest.
    """

    def __init__(self, name: str, begin: Callable[[Header], subprocess.Popen[bytes]]) -> None:
        self.header: Header | None = None
        self._name = name
        self._begin_program = begin
        self._begun = b""
        self._program: subprocess.Popen[bytes] | None = None

    def write(self, piece: bytes) -> int:
        """Take a piece."""
        if self._program is None:
            self._begin(piece)
        else:
            try:
                pipe(self._program.stdin).write(piece)
            except BrokenPipeError:
                must_end_well(self._program, self._name)
                raise
        return len(piece)

    def flush(self) -> None:
        """No-op: nothing is buffered."""

    def end(self) -> None:
        """End of stream: let the program finish."""
        if self._program is None:
            raise Unsound("no_backup_in_file")
        pipe(self._program.stdin).close()
        must_end_well(self._program, self._name)
        self._program = None

    def abandon(self) -> None:
        """Kill the program, for example inside its only transaction."""
        if self._program is not None:
            self._program.kill()
            self._program.communicate()

    def _begin(self, piece: bytes) -> None:
        self._begun += piece
        line, found, rest = self._begun.partition(b"\n")
        if not found:
            if len(line) > _MOST_HEADER:
                raise Unsound("no_backup_in_file")
            return
        self.header = _read_header(line)
        self._program = self._begin_program(self.header)
        pipe(self._program.stdin).write(rest)


def _begin_restore(header: Header) -> subprocess.Popen[bytes]:
    check_machine(header)
    return _program(
        "pg_restore", "--format=custom", "--single-transaction", "--exit-on-error", "--no-owner", "--no-acl",
        role=OWNER
    )  # fmt: skip


def written_line(header: Header) -> bytes:
    """The first line of a backup."""
    return json.dumps(asdict(header)).encode() + b"\n"


def _read_header(line: bytes) -> Header:
    try:
        return Header(**json.loads(line))
    except (ValueError, TypeError):
        raise Unsound("no_backup_in_file") from None


# -- PostgreSQL's own programs -------------------------------------------------------------------------------


def _program(name: str, *options: str, role: str) -> subprocess.Popen[bytes]:
    """Start pg_dump or pg_restore on this database under a role; its messages are captured."""
    state = State(settings.VETHANAM_STATE)
    runner = server_account() if is_root() else None
    connections[OWNER].ensure_connection()
    major = connections[OWNER].connection.info.server_version // 10_000
    client = find_client(name, major, runner, state.folder.parent, state.data)
    found = connections[OWNER].settings_dict
    command = [
        str(client), "--host", str(found["HOST"]), "--port", str(found["PORT"]), "--username",
        database_role(role), "--no-password", "--dbname", str(found["NAME"]), *options,
    ]  # fmt: skip
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", **_password(state, role)},
    )  # fmt: skip


def _password(state: State, role: str) -> Mapping[str, str]:
    try:
        return {"PGPASSWORD": state.password_file(role).read_text(encoding="ascii")}
    except OSError:
        return {}


def pipe(end: IO[bytes] | None) -> IO[bytes]:
    """A pipe that is known to exist."""
    assert end is not None  # noqa: S101  (it was asked for)
    return end


def must_end_well(program: subprocess.Popen[bytes], name: str) -> None:
    """Raise if the program failed.

    Its message may quote a row, so only the start of its first line is shown.
    """
    said = pipe(program.stderr).read().decode(errors="replace").strip().splitlines()
    if program.wait():
        first = next((line for line in said if "error:" in line), "it gave no reason")
        raise Unsound("program_failed", program=name, why=first.split("error:", 1)[-1].strip())
