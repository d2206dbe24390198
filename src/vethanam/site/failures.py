"""Failures as a sentence on stderr and an exit code, without user input."""

from __future__ import annotations

import errno
import os
import sys

from vethanam.errors import UnsoundInput, VethanamError, without_detail
from vethanam.site.logs import place_of

_STATES = {
    "53100": "The disk is full. Nothing was kept by halves; make room and start the command again.",
    "53200": "The database has no memory left. Nothing was kept by halves; start the command again.",
    "53300": "The database takes no more connections. Start again when other programs have ended.",
    "42P01": "The database has no tables yet. Run: vethanam install",
    "3D000": "The database does not exist yet. Run: vethanam install",
}
_GONE = "The database went away or cannot be reached. Nothing was done by halves; start the command again when it is back."


def sentence_for(error: BaseException) -> tuple[str, int]:
    """The sentence for the user, and the exit code."""
    if isinstance(error, VethanamError):
        return error.says, error.exit_code
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return _STATES["53100"], 2
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}.", 2
    return _database_sentence(error) or (
        f"Something is wrong in Vethanam itself: {type(error).__name__} at {place_of(error)}. VETHANAM_TRACE=1 shows more.",
        3,
    )


def fail(error: BaseException) -> int:
    """Print the sentence on stderr; returns the exit code."""
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    says, code = sentence_for(error)
    print(says, file=sys.stderr)  # noqa: T201
    if isinstance(error, UnsoundInput):
        for fault in error.faults:
            where = f"{fault.record}, {fault.field}" if fault.field else fault.record
            print(f"  {where}: {fault.says}", file=sys.stderr)  # noqa: T201
    return code


def _database_sentence(error: BaseException) -> tuple[str, int] | None:
    """The sentence for a database error by SQLSTATE; Django's wrappers have psycopg's error as cause."""
    import psycopg

    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if not isinstance(cause, psycopg.Error):
        return None
    if cause.sqlstate in _STATES:
        return _STATES[cause.sqlstate], 2
    if cause.sqlstate == "42501":
        return f"The database refuses: {without_detail(cause)}.", 2
    if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        says = without_detail(cause)
        return (_STATES["3D000"] if "does not exist" in says else _GONE), 2
    return None
