"""PostgreSQL's ``archive_command``: one segment of the write-ahead log, encrypted, into the
folder of the archive.

    python -m vethanam.site.segments SEGMENT NAME FOLDER

Run by the server's OS user once per segment; uses no framework and no database. The file name has a hash of
the content: the same segment again is the same file, and a different one of the same name (a second server in
one folder) is refused. The recipient is in ``FOLDER/recipient``.
"""

from __future__ import annotations

import hashlib
import os
import sys
import zlib
from pathlib import Path

import pyrage


def keep(segment: Path, name: str, folder: Path) -> None:
    """Write ``NAME.HASH.age``, synced to disk before it is named; exit with a sentence if another exists."""
    content = segment.read_bytes()
    target = folder / f"{name}.{hashlib.sha256(content).hexdigest()[:16]}.age"
    if others := [path for path in kept(folder) if named(path) == name and path != target]:
        sys.exit(f"{others[0]} is another segment of that name: each server needs a folder of its own.")
    recipient = pyrage.x25519.Recipient.from_str((folder / "recipient").read_text(encoding="ascii").strip())
    draft = target.with_suffix(".part")
    with draft.open("wb") as file:
        file.write(pyrage.encrypt(zlib.compress(content, 1), [recipient]))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(target)
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def kept(folder: Path) -> list[Path]:
    """The segments of the archive in order, and PostgreSQL's notes on bases and timelines."""
    return sorted(folder.glob("[0-9A-F]*.*.age"))


def named(path: Path) -> str:
    """The name that PostgreSQL gave a segment: its file's name without hash and suffix."""
    return path.name.rsplit(".", 2)[0]


def opened(path: Path, identity: pyrage.x25519.Identity) -> tuple[str, bytes]:
    """Name and content of a segment.

    Raises
    ------
    pyrage.DecryptError
        It is damaged or for another key.
    ValueError
        Its content does not match its name.
    """
    content = zlib.decompress(pyrage.decrypt(path.read_bytes(), [identity]))
    if hashlib.sha256(content).hexdigest()[:16] != path.name.rsplit(".", 2)[1]:
        raise ValueError(path.name)
    return named(path), content


if __name__ == "__main__":
    keep(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
