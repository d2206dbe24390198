"""The last signed heads, kept on disk beside the database: ``keys/heads/last``.

The sequencer writes a head here before it commits it, and again after it. A database that is behind the
committed head was restored: its log is not continued under the same name, because that would sign a second
history.

The file is one line of JSON: ``signed`` is the last committed note, ``coming`` the note of a commit under
way.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from vethanam.errors import Broken
from vethanam.journal import keys


@dataclass(frozen=True, slots=True)
class KnownHeads:
    """The last committed head and a later one that may be committed too; empty if there is none."""

    signed: str = ""
    coming: str = ""

    @property
    def origin(self) -> str:
        """The name of the log of the committed head."""
        return self.signed.partition("\n")[0]

    @property
    def signed_size(self) -> int:
        """The size of the committed head."""
        return int(self.signed.split("\n", 2)[1]) if self.signed else 0


def path_of_heads() -> Path:
    """The file, in a folder of the sequencer's among the keys."""
    return keys.key_path().parent / "heads" / "last"


def read() -> KnownHeads:
    """The known heads of this installation.

    Raises
    ------
    Broken
        The file is not readable as such.
    """
    path = path_of_heads()
    try:
        found = KnownHeads(**json.loads(path.read_bytes()))
        return found if found.signed_size >= 0 else KnownHeads()
    except FileNotFoundError:
        return KnownHeads()
    except (OSError, ValueError, TypeError, IndexError):
        raise Broken("known_heads_unreadable", path=path) from None


def write(heads: KnownHeads) -> None:
    """Replace the file: whole under its name and synced to disk, or not at all."""
    path = path_of_heads()
    path.parent.mkdir(exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    with draft.open("wb") as file:
        file.write(json.dumps(asdict(heads)).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(0o644)
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
