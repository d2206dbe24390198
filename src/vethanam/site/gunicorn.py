"""Gunicorn's hooks: web processes share metrics, without ended ones."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

# a page uses small frames and several pages share the cores: Polars threads would cost a fifth
os.environ.setdefault("POLARS_MAX_THREADS", "1")

#: where the processes of this server count together; another's folder is left alone
_COUNTS, _PREFIX = "PROMETHEUS_MULTIPROC_DIR", "vethanam-metrics-"
#: a folder without a lock is left over once it is so old, in seconds: before that its server is perhaps about
#: to lock it
_BEGINNING = 60.0


def _lock_of(folder: str | Path) -> int | None:
    """The lock of a folder of counts, held until this process and its workers end; None
    while another holds it.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def _remove_left_over() -> None:
    """Remove the folders of servers that were killed: their locks ended with them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # another server removed it first, or it is another user's
            if time.time() - folder.lstat().st_mtime < _BEGINNING:
                continue
            if (lock := _lock_of(folder)) is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


def _make_counts() -> tuple[str, int | None]:
    """The folder of this server's counts with its lock; none of its own where the environment names one."""
    if _COUNTS in os.environ:
        return "", None
    _remove_left_over()
    folder = tempfile.mkdtemp(prefix=_PREFIX)
    os.environ[_COUNTS] = folder
    return folder, _lock_of(folder)


_own_folder, _own_lock = _make_counts()

#: a worker's exit code that stops gunicorn instead of starting another
_APP_DOES_NOT_LOAD = 4


def post_worker_init(worker: Any) -> None:
    """Before a worker serves: stop gunicorn, with a sentence, if the database
    has another version's schema.
    """
    from vethanam.errors import VethanamError
    from vethanam.site.failures import fail
    from vethanam.site.schema import refuse_other_schema

    try:
        refuse_other_schema()
    except VethanamError as error:
        fail(error)
        sys.exit(_APP_DOES_NOT_LOAD)


def child_exit(server: Any, worker: Any) -> None:
    """Remove an ended worker's live metrics."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    """The last one goes: so do the counts."""
    if _own_folder:
        shutil.rmtree(_own_folder, ignore_errors=True)
