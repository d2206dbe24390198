"""The folder of the scans: each file under the hash of its content, written once and never changed.

The row of a scan (``OrderScan``) commits after its file is on disk. A file without a row is harmless: the
same scan, attached again, finds it there. The nightly backup removes such files, under a lock that an
attaching transaction holds too (:func:`lock_scans`).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from vethanam.errors import Unsound

FOLDER = "scans"


def scan_path(sha256: bytes) -> Path:
    """The file of the scan with a SHA-256."""
    return _folder() / sha256.hex()


def _folder() -> Path:
    return Path(settings.VETHANAM_STATE) / FOLDER


def lock_scans(*, alone: bool = False) -> None:
    """Hold the folder until the transaction ends: beside others who attach, or alone to remove files."""
    shared = "" if alone else "_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{shared}(hashtext('orders_orderscan'))")


def keep_scan(content: bytes) -> bytes:
    """Write a scan, whole or not at all; returns the hash of its content.

    Raises
    ------
    Unsound
        The folder cannot be written.
    """
    sha256 = hashlib.sha256(content).digest()
    path = scan_path(sha256)
    try:
        if not path.exists() or path.read_bytes() != content:
            _write(path, content)
    except OSError as error:
        raise Unsound("scan_not_kept", why=error.strerror) from error
    return sha256


def read_scan(sha256: bytes) -> bytes:
    """The content of a scan.

    Raises
    ------
    Unsound
        The file is missing, or its content is another.
    """
    try:
        content = scan_path(sha256).read_bytes()
    except OSError:
        raise Unsound("scan_missing", scan=sha256.hex()) from None
    if hashlib.sha256(content).digest() != sha256:
        raise Unsound("scan_changed", scan=sha256.hex())
    return content


def has_content(sha256: bytes) -> bool:
    """True if the file of a scan is here with its content."""
    try:
        read_scan(sha256)
    except Unsound:
        return False
    return True


def stray_files(known: Collection[str], since: datetime) -> Iterator[Path]:
    """Files changed since an instant that no row of a scan names, unfinished ones included."""
    for path in _folder().glob("*"):
        if path.name not in known and datetime.fromtimestamp(path.stat().st_mtime, UTC) >= since:
            yield path


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as draft:
        draft.write(content)
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).chmod(0o400)
    Path(draft.name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
