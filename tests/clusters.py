"""Database clusters of the suite: each records its checkout; the cluster of a deleted checkout is removed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from vethanam.site import state

#: the file beside a cluster that has the folder of its checkout
CHECKOUT = "checkout"


def note_checkout(folder: Path) -> None:
    """Record the checkout beside its cluster; the folder may have moved since the last run."""
    (folder / CHECKOUT).write_text(f"{state.checkout()}\n", encoding="utf-8")


def remove_left(folders: Iterable[Path] | None = None) -> list[Path]:
    """Remove the clusters of deleted checkouts and return their paths.

    A cluster stays if it records no checkout, belongs to another user, its server runs, a program holds it,
    or its checkout exists with the same id.
    """
    return [folder for folder in (_suites() if folders is None else folders) if _removed(folder)]


def _suites() -> Iterator[Path]:
    yield from state._MEMORY.glob(f"vethanam-{os.geteuid()}-*-tests")
    yield from state.state_base().glob("*-tests")


def _removed(folder: Path) -> bool:
    if folder.is_symlink() or not folder.is_dir() or folder.stat().st_uid != os.geteuid():
        return False
    with contextlib.ExitStack() as locks:
        try:
            if not _is_left(folder):
                return False
            for name in ("lock", "held"):
                file = locks.enter_context((folder / name).open("a", encoding="ascii"))
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        if _runs(folder):
            return False
        shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _is_left(folder: Path) -> bool:
    """Whether the recorded checkout is gone or has another id."""
    checkout = Path((folder / CHECKOUT).read_text(encoding="utf-8").strip())
    if not checkout.is_absolute():
        return False
    try:
        known = (checkout / ".vethanam" / "id").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return True
    return not folder.name.endswith(f"{known}-tests")


def _runs(folder: Path) -> bool:
    try:
        pid = int((folder / "data" / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, IndexError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
