"""Epochs: the database from its creation, or from a restore, until the next restore.

References of payments carry the epoch's code, so that no reference of a lost history is given again.
The code is kept twice, in the database and in ``keys/epoch`` beside it. A database that was brought back by
other means than ``vethanam restore`` differs from that file, or its log is behind ``keys/heads/last``.
"""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from vethanam.journal import keys
from vethanam.journal.models import Epoch

CODE_LETTERS = 7
#: beside a database that is being restored; the code of none
RESTORING = "restoring"


def fresh_code() -> str:
    """A random code of a new epoch: capital letters and digits."""
    return base64.b32encode(secrets.token_bytes(5)).decode()[:CODE_LETTERS]


def present_epoch() -> Epoch:
    """The epoch of this database."""
    return Epoch.objects.latest("id")


def known_epochs() -> list[str]:
    """The codes of every epoch of this database, in order."""
    return list(Epoch.objects.order_by("id").values_list("code", flat=True))


def is_settled() -> bool:
    """Whether every payment file known after the last restore is settled."""
    return present_epoch().settled_at is not None


def is_restored() -> bool:
    """Whether this database was ever restored."""
    return Epoch.objects.count() > 1


def epoch_path() -> Path:
    """The path of the file with the epoch's code, in the folder of the keys."""
    return keys.key_path().with_name("epoch")


def code_on_disk() -> str:
    """The code in that file; empty without one."""
    try:
        return epoch_path().read_text(encoding="ascii").strip()
    except OSError:
        return ""


def write_code(code: str) -> None:
    """Write the code to its file, synced to disk before it has its name."""
    path = epoch_path()
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    with draft.open("w", encoding="ascii") as file:
        file.write(f"{code}\n")
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(0o444)
    draft.replace(path)


@contextlib.contextmanager
def restoring() -> Iterator[None]:
    """Have the file name no database while one is filled; it stays so until a code is written.

    A process that ends between the last row and the new epoch leaves a database that pays nobody. A failure
    inside gives the file back.
    """
    known = code_on_disk()
    write_code(RESTORING)
    try:
        yield
    except Exception:
        if known:
            write_code(known)
        else:
            epoch_path().unlink()
        raise
