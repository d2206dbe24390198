"""Copies of the scans beside the backups: each once, encrypted, under the hash of its content.

A scan's file is on disk before its row commits, and no file with a row is ever removed. The copies are made
after the dump: every row of the dump has its file. The folder ``scans-RECIPIENT`` beside the backup only
grows; another recipient begins another folder. A restore compares each content with the hash in its row.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings
from django.db import transaction

from vethanam.errors import Finding, Unsound
from vethanam.journal.epochs import present_epoch
from vethanam.orders.models import OrderScan
from vethanam.orders.scan_files import has_content, keep_scan, lock_scans, read_scan, scan_path, stray_files
from vethanam.payments.channel import write_whole
from vethanam.site.os_accounts import PROCESS_ACCOUNTS, is_root, process_account

#: letters of the recipient in the name of its folder
_LETTERS = 12


@dataclass(frozen=True, slots=True)
class ScansCopied:
    """The outcome for all scans with a row: how many were written, and a finding for each failure."""

    written: int
    count: int
    faults: tuple[Finding, ...]


def copies_folder(beside: Path, recipient: str) -> Path:
    """The folder of the copies for a recipient, in the folder of the backups."""
    return beside / f"scans-{recipient[-_LETTERS:]}"


def copy_scans(beside: Path, recipient: Any) -> ScansCopied:
    """Encrypt each scan that has no copy yet into the folder beside the backups."""
    folder = copies_folder(beside, str(recipient))

    def copy(sha256: bytes) -> bool:
        path = folder / f"{sha256.hex()}.age"
        if path.exists():
            return False
        content = read_scan(sha256)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, pyrage.encrypt(content, [recipient]))
        return True

    return _of_all(copy)


def bring_scans_back(beside: Path, identity: Any) -> ScansCopied:
    """Put each scan that this machine lacks back from the folder beside the backups."""
    folder = copies_folder(beside, str(identity.to_public()))

    def bring(sha256: bytes) -> bool:
        if has_content(sha256):
            return False
        facts = {"scan": sha256.hex(), "folder": folder}
        try:
            content = pyrage.decrypt((folder / f"{sha256.hex()}.age").read_bytes(), [identity])
        except OSError:
            raise Unsound("scan_without_copy", **facts) from None
        except pyrage.DecryptError:
            raise Unsound("scan_copy_damaged", **facts) from None
        if hashlib.sha256(content).digest() != sha256:
            raise Unsound("scan_copy_damaged", **facts)
        keep_scan(content)
        _give(scan_path(sha256))
        return True

    return _of_all(bring)


def remove_stray_files() -> int:
    """Remove files without a row, which a killed process or a refused act left; returns how many.

    Files from before the last restore stay: their rows may be among the lost ones.
    """
    if not _has_folder():
        return 0
    with transaction.atomic():
        lock_scans(alone=True)
        known = {bytes(one).hex() for one in OrderScan.objects.values_list("sha256", flat=True)}
        stray = [*stray_files(known, present_epoch().began_at)]
        for path in stray:
            path.unlink()
    return len(stray)


def _of_all(do: Callable[[bytes], bool]) -> ScansCopied:
    """Do it for every scan with a row, and go on after one that fails."""
    if not _has_folder():
        return ScansCopied(0, 0, (Finding("scans", "scans_elsewhere"),))
    written, faults, hashes = 0, [], list(_hashes())
    for sha256 in hashes:
        try:
            written += do(sha256)
        except Unsound as unsound:
            faults.append(Finding("scans", unsound.code, facts=unsound.facts))
    return ScansCopied(written, len(hashes), tuple(faults))


def _hashes() -> Iterator[bytes]:
    rows = OrderScan.objects.order_by("sha256").values_list("sha256", flat=True).distinct()
    return (bytes(one) for one in list(rows))


def _has_folder() -> bool:
    """True on the machines of the web process, which have the files."""
    return "web" in settings.VETHANAM_PROCESSES


def _give(path: Path) -> None:
    if is_root():
        account = process_account(PROCESS_ACCOUNTS["web"])
        for one in (path.parent, path):
            os.chown(one, account.uid, account.gid)
