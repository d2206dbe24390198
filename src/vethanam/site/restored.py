"""What follows every restore, so that a restored database pays nobody twice and signs no second history.

From before the first row the file beside the database names no epoch. In this order: folders of another
installation and a broken journal are refused, before anything is written; a new epoch begins, unsettled; the
log gets a new name if heads after the restored one were signed; payment files that the bank's folder and the
paymaster's journal know are recorded; answers of the bank are laid back to be read again; the log says so;
and last the epoch is written beside the database. Until then nobody is paid, and the whole can be begun
again: ``vethanam restore --here``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connections

from vethanam.errors import Refused, Unsound
from vethanam.evidence.entered_keys import enter_statement_keys
from vethanam.identity.authority import Authority
from vethanam.journal import keys, known_heads
from vethanam.journal.actions import append
from vethanam.journal.epochs import fresh_code, known_epochs, write_code
from vethanam.journal.queries import latest_head
from vethanam.ledger.canonical import Json
from vethanam.ledger.heads import Head, open_head
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.stamps import renamed
from vethanam.payments.actions.found_files import Found, files_in, find_files, signed_files
from vethanam.payments.channel import SIGNATURE, Arrived, read_bank_key, signed_by, write_whole
from vethanam.payments.paymaster.keys import PUBLIC_FILE
from vethanam.site.clock import service_authority
from vethanam.site.folders import give_key, prepare_state
from vethanam.site.foreign_files import refuse_foreign_files
from vethanam.site.install import collect_static, migrate
from vethanam.site.os_accounts import PROCESS_ACCOUNTS, is_root, process_account
from vethanam.site.roles import OWNER, PROCESS_ROLES, database_role
from vethanam.site.scan_copies import ScansCopied
from vethanam.site.state import State


@dataclass(frozen=True, slots=True)
class Restored:
    """The outcome of a restore: the time of the backup, the size of its log, the new epoch.

    ``lost`` is the number of entries under a signed head that the restored log lacks; the log has a new name
    if it is not zero. ``found`` counts payment files, ``answers`` those of the bank that are read again;
    ``scans`` says which scans came back from a folder.
    """

    made_at: str
    size: int
    epoch: str
    lost: int
    found: Found
    answers: int
    scans: ScansCopied | None = None


def go_on(made_at: str = "", backed_up: str = "", published: Path | None = None) -> Restored:
    """Finish a restore: new epoch, name of the log, known payment files, answers of the bank. ``made_at`` and
    ``backed_up`` are the backup's time and its last head of the log.

    Without them the database was brought back by other means. ``published`` is a file with a later head than
    the machine itself may know. A refusal leaves the database as it was.

    Raises
    ------
    Refused
        Processes of the installation are running, or the bank's or paymaster's folder is of another one.
    Broken
        The paymaster's journal was changed.
    Unsound
        The restored log is not the one of the backup, or a known head is not signed by its key.
    """
    state = State(settings.VETHANAM_STATE)
    _refuse_running()
    prepare_state(state)
    head = latest_head()
    if backed_up and not _has_head(backed_up):
        raise Unsound("backup_of_another_log")
    made_at = made_at or datetime.now(UTC).isoformat(timespec="seconds")
    authority, own = service_authority("worker"), state.folder / "paymaster"
    refuse_foreign_folders(state, known_epochs())
    last = _last_known(published)
    known_files = [*signed_files(own), *files_in(own / "files"), *files_in(state.bank / "out")]
    epoch = _begin_epoch()
    lost = _rename_log(state, head.note if head else "", last, epoch, authority)
    found = find_files(known_files, authority, OWNER)
    _keep_bytes(state.bank / "out", own / "files", state.keys / PUBLIC_FILE)
    answers = _lay_back(state.bank / "in")
    append(
        "database.restored",
        public={"backup_made_at": made_at, "log_size": head.size if head else 0, "epoch": epoch},
        private=None,
        at=authority.at,
        is_sample=authority.is_sample,
    )
    enter_statement_keys(authority)
    write_code(epoch)
    return Restored(made_at, head.size if head else 0, epoch, lost, found, answers)


def go_on_here(published: Path | None = None) -> Restored:
    """Finish a restore that was interrupted or made by other means: migrate, then :func:`go_on`."""
    _refuse_running()
    migrate(is_restored=True)
    collect_static()
    return go_on(published=published)


def refuse_foreign_folders(state: State, epochs: Iterable[str]) -> None:
    """Check that the paymaster's and the bank's folder are of the installation that had these epochs."""
    own, outgoing = state.folder / "paymaster", state.bank / "out"
    refuse_foreign_files(own, outgoing, state.keys / PUBLIC_FILE, epochs)


def _refuse_running() -> None:
    """Refuse while a process is connected; a connection just closed takes the server a moment to end."""
    connections["default"].close()
    running = _running()
    for _ in range(20):
        if not running:
            return
        time.sleep(0.2)
        running = _running()
    raise Refused("still_running", roles=running)


def _running() -> str | None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(DISTINCT usename, ', ') FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = ANY(%s)",
            [[database_role(role) for role in PROCESS_ROLES]],
        )
        row: tuple[str | None] = cursor.fetchone()
    return row[0]


def _has_head(note: str) -> bool:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM journal_head WHERE note = %s)", [note])
        (is_there,) = cursor.fetchone()
    return bool(is_there)


def _begin_epoch() -> str:
    code = fresh_code()
    with connections[OWNER].cursor() as cursor:
        cursor.execute("INSERT INTO journal_epoch (code, began_at) VALUES (%s, now())", [code])
    return code


def _last_known(published: Path | None) -> Head | None:
    """The latest head of our log that this machine or a published file knows."""
    notes = [known_heads.read().signed, published.read_text(encoding="utf-8") if published else ""]
    key = keys.public_key()
    known = [open_head(note, key) for note in notes if note.startswith(f"{key.name}\n")]
    return max(known, key=lambda one: one.size, default=None)


def ended_log(key: VerifierKey, last: Head, kept: int) -> dict[str, Json]:
    """The public statement on a log that ended: its name and key, its last head, the entries that are kept.

    In hexadecimal, without the text of a key or a note: ``+12345678`` in one looks like a telephone number,
    and the log refuses those.
    """
    root, public = last.root.hex(), key.public.hex()
    return {"log": key.name, "key": public, "size": last.size, "root": root, "kept_size": kept}


def _rename_log(state: State, stored: str, last: Head | None, epoch: str, authority: Authority) -> int:
    """Give the log a new name if the known head is beyond the stored one; returns how far beyond."""
    if last is None:
        return 0
    key = keys.public_key()
    size = int(stored.split("\n", 2)[1]) if stored else 0
    if size >= last.size and stored.startswith(f"{key.name}\n"):
        return 0
    append(
        "log.began_anew",
        public=ended_log(key, last, size),
        private=None,
        at=authority.at,
        is_sample=authority.is_sample,
    )
    path = state.keys / "log.key"
    keys.begin_anew(path, renamed(key.name, size, epoch))
    give_key(path)
    return max(0, last.size - size)


def _keep_bytes(outgoing: Path, kept: Path, pay_key: Path) -> None:
    """Lay signed files of the bank's folder beside the paymaster's journal, which lacks them."""
    public = read_bank_key(pay_key)
    for path in sorted(outgoing.glob("*.xml")):
        signature = path.with_name(path.name + SIGNATURE)
        if (kept / path.name).exists() or not signature.exists():
            continue
        if signed_by(public, Arrived(path.name, path.read_bytes(), signature.read_bytes())):
            for one in (signature, path):
                write_whole(kept / one.name, one.read_bytes())
                _give(kept / one.name)


def _give(path: Path) -> None:
    if is_root():
        account = process_account(PROCESS_ACCOUNTS["paymaster"])
        os.chown(path, account.uid, account.gid)


def _lay_back(incoming: Path) -> int:
    """Move answers that the lost database had read back, to be read again; returns how many files."""
    taken = sorted((incoming / "taken").glob("*"))
    for path in taken:
        if not (incoming / path.name).exists():
            path.rename(incoming / path.name)
    return sum(path.suffix == ".xml" for path in taken)
