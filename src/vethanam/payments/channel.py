"""The two folders shared with the bank: outgoing instructions, incoming signed answers.

A file is written under a temporary name, synced to disk and renamed, so it appears whole or not at all. An
answer ``NAME.xml`` is trusted if ``NAME.xml.sig`` holds the bank's Ed25519 signature of its bytes, 64 bytes,
which ``openssl pkeyutl -verify -pubin -inkey bank.pub -rawin -in NAME.xml -sigfile NAME.xml.sig`` checks too.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from vethanam.errors import Sentence, Unsound
from vethanam.payments.messages import LARGEST

SIGNATURE = ".sig"
#: bytes of a signature; a longer one is never valid
SIGNATURE_BYTES = 64
LARGEST_MB = LARGEST // 1024 // 1024
_MODE = 0o640
#: a link is not followed, and a pipe without a writer does not block
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
#: a folder, a link, and a socket or device without its other end
_NO_FILE = frozenset({errno.EISDIR, errno.ELOOP, errno.ENXIO, errno.ENODEV})


class NotTaken(Unsound):
    """A file was not delivered, and the bank certainly does not have it."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """An answer in the folder. ``signature`` is None until it arrives."""

    name: str
    body: bytes
    signature: bytes | None


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of the bank that was not read: its name, the reason, and a mark that another file
    of the name lacks.

    If ``stays``, it is read once its fault is mended; else it is no answer, and is put away.
    """

    name: str
    why: Sentence
    mark: str = ""
    stays: bool = False


class Bank(Protocol):
    """The bank, over folders (:class:`Channel`) or HTTP (``payments.bank_line``)."""

    def deliver(self, name: str, body: bytes) -> None:
        """Deliver a file to the bank; idempotent for the same name and bytes.

        Raises
        ------
        NotTaken
            It could not be delivered.
        Unsound
            The outcome is unknown, or a file of this name has other bytes.
        """

    def reach(self) -> None:
        """Check that a file could be delivered now.

        Raises
        ------
        NotTaken
            It could not.
        """

    def arrived(self) -> Iterable[Arrived | Unread]:
        """The answers not archived yet, by name, one at a time; a bad file stops no other."""

    def is_signed(self, arrived: Arrived) -> bool:
        """Whether the bank's key signed exactly these bytes."""

    def put_away(self, name: str, folder: str) -> None:
        """Archive an answer that has been read."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Folders of outgoing instructions and incoming answers, and the bank's public key."""

    outgoing: Path
    incoming: Path
    bank_key: Ed25519PublicKey

    def deliver(self, name: str, body: bytes) -> None:
        """Write a file whole into the outgoing folder; the same name and bytes again change nothing."""
        write_once(self.outgoing / name, body)

    def reach(self) -> None:
        """Check that the outgoing folder can be written."""
        if not os.access(self.outgoing, os.W_OK | os.X_OK):
            why = os.strerror(errno.EACCES if self.outgoing.is_dir() else errno.ENOENT)
            raise NotTaken("not_written", file="", folder=self.outgoing, why=why)

    def arrived(self) -> Iterator[Arrived | Unread]:
        """The answers in the folder, by name, one at a time."""
        try:
            names = sorted(path.name for path in self.incoming.iterdir() if path.name.endswith(".xml"))
        except OSError as error:
            raise Unsound("answer_unreadable", path=self.incoming, why=error.strerror) from None
        for name in names:
            if (found := _arrived(self.incoming / name)) is not None:
                yield found

    def is_signed(self, arrived: Arrived) -> bool:
        """Whether the bank's key signed exactly these bytes."""
        return signed_by(self.bank_key, arrived)

    def put_away(self, name: str, folder: str) -> None:
        """Move an answer that has been read into a subfolder, so that it is not opened again.

        Only a convenience: an answer that stays is recognised by its hash.
        """
        try:
            (self.incoming / folder).mkdir(exist_ok=True)
            for part in (name, name + SIGNATURE):
                if os.path.lexists(self.incoming / part):
                    (self.incoming / part).replace(self.incoming / folder / part)
        except OSError:
            return


def signed_by(key: Ed25519PublicKey, arrived: Arrived) -> bool:
    """Whether a key signed exactly the bytes of an answer."""
    if arrived.signature is None:
        return False
    try:
        key.verify(arrived.signature, arrived.body)
    except InvalidSignature:
        return False
    return True


def read_bank_key(bank_key: Path) -> Ed25519PublicKey:
    """The bank's public key from a PEM file.

    Raises
    ------
    Unsound
        It is missing or no Ed25519 key.
    """
    try:
        key = load_pem_public_key(bank_key.read_bytes())
    except (OSError, ValueError):
        raise Unsound("no_bank_key", bank_key=bank_key) from None
    if not isinstance(key, Ed25519PublicKey):
        raise Unsound("another_key", bank_key=bank_key)
    return key


def key_of(public_key: str) -> Ed25519PublicKey:
    """A bank's public key from its 64 hexadecimal digits."""
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))


def open_channel(folder: Path, bank_key: Path | Ed25519PublicKey) -> Channel:
    """The channel over ``<folder>/out`` and ``<folder>/in``, with a public key or the one in a PEM file.

    Raises
    ------
    Unsound
        The key is missing or no Ed25519 key, or the folders cannot be made.
    """
    key = read_bank_key(bank_key) if isinstance(bank_key, Path) else bank_key
    outgoing, incoming = folder / "out", folder / "in"
    try:
        for place in (outgoing, incoming):
            place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unsound("no_bank_folder", folder=folder, why=error.strerror) from None
    return Channel(outgoing, incoming, key)


def write_once(path: Path, body: bytes) -> None:
    """Write a new file durably: whole under its name, or not at all. A file that is there is never replaced.

    Raises
    ------
    NotTaken
        The disk is full or the folder cannot be written; no file has the name.
    Unsound
        A file of this name has other bytes, or may not be on disk.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if not path.exists():
            _write_draft(draft, body)
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
    except OSError as error:
        raise NotTaken("not_written", file=path.name, folder=path.parent, why=error.strerror) from None
    finally:
        draft.unlink(missing_ok=True)
    try:
        found = path.read_bytes()
        _sync_folder(path.parent)
    except OSError as error:
        raise Unsound("not_on_disk", path=path.name, parent=path.parent, why=error.strerror) from None
    if found != body:
        raise Unsound("other_content_here", name=path.name, folder=path.parent)


def _write_draft(draft: Path, body: bytes) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def write_whole(path: Path, body: bytes) -> None:
    """Write a file durably and atomically: whole under its name, or not at all.

    Raises
    ------
    NotTaken
        The disk is full or the folder cannot be written; no file has the name.
    Unsound
        The file exists and may not be on disk.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        _write_draft(draft, body)
        draft.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        if not draft.exists() and path.exists():
            raise Unsound("not_on_disk", path=path.name, parent=path.parent, why=error.strerror) from None
        draft.unlink(missing_ok=True)
        raise NotTaken("not_written", file=path.name, folder=path.parent, why=error.strerror) from None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _arrived(path: Path) -> Arrived | Unread | None:
    """The answer at a path; None if it is gone."""
    try:
        return Arrived(path.name, _content_of(path, LARGEST), _signature_of(path))
    except Unsound as unsound:
        return Unread(path.name, unsound.sentence, _mark(path))
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno in _NO_FILE:
            return Unread(path.name, Sentence("no_plain_file"), _mark(path))
        is_too_long = error.errno == errno.ENAMETOOLONG
        why = Sentence("not_opened", {"why": error.strerror})
        return Unread(path.name, why, _mark(path), stays=not is_too_long)


def _signature_of(path: Path) -> bytes | None:
    try:
        return _content_of(path.with_name(path.name + SIGNATURE), SIGNATURE_BYTES + 1)
    except FileNotFoundError:
        return None


def _content_of(path: Path, most: int) -> bytes:
    """The bytes of a file, at most so many.

    Raises
    ------
    OSError
        It cannot be opened or read.
    Unsound
        It is no file, or larger than an answer may be.
    """
    with os.fdopen(os.open(path, _OPEN), "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise Unsound("no_plain_file")
        if about.st_size > LARGEST:
            raise Unsound("too_large", most=LARGEST_MB)
        return file.read(min(about.st_size, most))


def _mark(path: Path) -> str:
    try:
        about = path.lstat()
    except OSError:
        return ""
    return f"{about.st_ino} {about.st_mtime_ns}"
