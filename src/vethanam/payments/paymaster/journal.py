"""The paymaster's own journal of signed files, outside the database (docs/spec/paymaster-journal.md).

One line of canonical JSON per signed file, each with the hash of the line before; the bytes and their
signature lie beside it in ``files``. Both are on disk before the file is handed over, so a restored database
cannot pay what this journal knows.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from vethanam.errors import Broken
from vethanam.ledger.canonical import canonical
from vethanam.payments.channel import SIGNATURE, write_once

FILE = "journal.jsonl"
#: the folder of the signed files
FILES = "files"
#: the hash before the first line
NOTHING = "0" * 64


@dataclass(frozen=True, slots=True)
class Line:
    """One signed file: its message id, hash of its bytes, transfers, total in paise, epoch, instant."""

    message: str
    sha256: str
    count: int
    total: int
    epoch: str
    at: str
    previous: str = NOTHING

    @property
    def text(self) -> bytes:
        """The line without its end."""
        return canonical(asdict(self))


class Journal:
    """The journal in a folder. One process holds it at a time; readers need no lock.

    A torn last line is of a file that was not handed over: it is cut off at opening.
    """

    def __init__(self, folder: Path) -> None:
        self.path, self._files = folder / FILE, folder / FILES
        self._files.mkdir(mode=0o700, exist_ok=True)
        self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._handle)
            raise Broken("journal_held", path=self.path) from None
        self._cut_torn_line()
        _sync(folder)
        self._lines = {line.message: line for line in read_lines(self.path)}
        last = list(self._lines.values())[-1:]
        self._previous = hash_of(last[0]) if last else NOTHING

    def line_of(self, message: str) -> Line | None:
        """The line of a message id."""
        return self._lines.get(message)

    @property
    def messages(self) -> AbstractSet[str]:
        """The message ids of every signed file."""
        return self._lines.keys()

    def keep_bytes(self, message: str, body: bytes, signature: bytes) -> None:
        """Keep a signed file on disk; a repeated call writes nothing.

        Raises
        ------
        Unsound
            It is there with other bytes, or the disk is full.
        """
        write_once(self._files / f"{message}.xml{SIGNATURE}", signature)
        write_once(self._files / f"{message}.xml", body)

    def bytes_of(self, message: str) -> tuple[bytes, bytes] | None:
        """The bytes of a signed file and their signature, if they are kept."""
        path = self._files / f"{message}.xml"
        try:
            return path.read_bytes(), path.with_name(path.name + SIGNATURE).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, message: str, digest: bytes, count: int, total: int, epoch: str, at: str) -> Line:
        """The line of a file, written and on disk; a repeated call writes nothing.

        Raises
        ------
        Broken
            The journal knows this message id with other bytes.
        """
        known = self._lines.get(message)
        if known is not None:
            if known.sha256 != digest.hex():
                raise Broken("journal_differs", message=message)
            return known
        line = Line(message, digest.hex(), count, total, epoch, at, self._previous)
        os.write(self._handle, line.text + b"\n")
        os.fsync(self._handle)
        self._lines[message], self._previous = line, hash_of(line)
        return line

    def close(self) -> None:
        """Release the journal."""
        os.close(self._handle)

    def _cut_torn_line(self) -> None:
        body = self.path.read_bytes()
        if body and not body.endswith(b"\n"):
            os.ftruncate(self._handle, body.rfind(b"\n") + 1)
            os.fsync(self._handle)


def hash_of(line: Line) -> str:
    """SHA-256 of a line without its end, in hexadecimal: the next line names it."""
    return sha256(line.text).hexdigest()


def read_lines(path: Path) -> list[Line]:
    """Every whole line of a journal, in order.

    Raises
    ------
    Broken
        A line is unreadable, is named twice, or does not follow the line before.
    """
    lines: list[Line] = []
    seen: set[str] = set()
    for place, text in enumerate(path.read_bytes().split(b"\n")[:-1], start=1):
        try:
            line = Line(**json.loads(text))
        except (ValueError, TypeError):
            raise Broken("journal_unreadable", path=path, place=place) from None
        follows = line.previous == (hash_of(lines[-1]) if lines else NOTHING)
        if not follows or line.text != text or line.message in seen:
            raise Broken("journal_broken", path=path, place=place)
        seen.add(line.message)
        lines.append(line)
    return lines


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
