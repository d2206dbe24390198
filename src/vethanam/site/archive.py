"""The archive of our own server: a base backup and every segment of its write-ahead log,
to restore any moment.

``VETHANAM_ARCHIVE`` names the folder; the server hands each segment over after at most ten seconds
(``segments.py``). All of it is encrypted for a recipient whose private key is not on this machine. A base
is an age stream: the header line of a backup, then PostgreSQL's own tar. Its name is
``base-TIME-SEGMENT.age`` with the first SEGMENT it needs. A foreign server, such as Debian's, is archived
by pgBackRest: see docs/deployment.md.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings

from vethanam.errors import Refused, Unsound
from vethanam.journal.epochs import restoring
from vethanam.site import segments
from vethanam.site.backup import (
    BackedUp,
    Filling,
    Header,
    Joined,
    check_machine,
    keys_there,
    must_end_well,
    pipe,
    present_header,
    read_identity,
    read_recipient,
    written_line,
)
from vethanam.site.backup_signatures import check_maker, sign_backup, signature_of
from vethanam.site.binaries import as_runner, find_client
from vethanam.site.environment import Environment
from vethanam.site.install import collect_static, migrate
from vethanam.site.launcher import PORT, Server
from vethanam.site.os_accounts import OsAccount, is_root, server_account
from vethanam.site.postgres.base import own_server
from vethanam.site.restored import Restored, go_on
from vethanam.site.scan_copies import bring_scans_back, copy_scans
from vethanam.site.state import State

_BASE = re.compile(r"base-(\d{8}T\d{6}Z)-([0-9A-F]{24})\.age")
_TIME = "%Y%m%dT%H%M%SZ"


def back_up_base(folder: Path, *, keep: int) -> BackedUp:
    """Write a base backup of our running server into the archive; keeps the newest ``keep``
    bases with their segments.

    Raises
    ------
    Refused
        The server is not ours, or it does not archive into this folder.
    """
    state = State(settings.VETHANAM_STATE)
    if not settings.VETHANAM_SERVER_IS_OURS:
        raise Refused("archive_foreign")
    server = own_server()
    server.hold()
    if Environment.read().archive != folder or not (folder / "recipient").exists():
        raise Refused("archive_not_set", folder=folder)
    to = read_recipient((folder / "recipient").read_text(encoding="ascii"))
    with server.admin() as admin:
        mode, version, first = admin.execute(
            "SELECT current_setting('archive_mode'), current_setting('server_version_num')::int,"
            " pg_walfile_name(pg_current_wal_lsn())"
        ).fetchone() or ("off", 0, "")
    if mode != "on":
        raise Refused("archive_not_set", folder=folder)
    header = present_header()
    path = folder / f"base-{datetime.now(UTC).strftime(_TIME)}-{first}.age"
    _write_base(state, path, header, to, int(str(version)) // 10_000)
    scans = copy_scans(folder, to)
    _forget_older(folder, keep)
    return BackedUp(header, scans)


def restore_to(
    folder: Path, key: Path, moment: datetime | None, maker: Path | None = None, published: Path | None = None
) -> Restored:
    """Restore this machine's empty data folder to a moment, or to the end of the archive; the
    log continues from there.

    Raises
    ------
    Refused
        A database exists already, the keys differ, or no base is old enough.
    Unsound
        A file is damaged, or the archive does not reach the moment.
    """
    identity = read_identity(key)
    state = State(settings.VETHANAM_STATE)
    if state.data.exists():
        raise Refused("data_exists", data=state.data)
    base = _base_before(folder, moment)
    if not keys_there():
        raise Refused("keys_missing", keys=state.keys)
    check_maker(base, maker)
    with restoring():
        header = _fill(state, folder, base, identity, moment)
    shutil.rmtree(state.data / "segments")
    migrate()
    collect_static()
    done = go_on(header.made_at, header.head, published)
    return replace(done, scans=bring_scans_back(folder, identity))


def _fill(state: State, folder: Path, base: Path, identity: Any, moment: datetime | None) -> Header:
    """Unpack a base and its segments into the data folder, and have the server recover; none remains on a
    failure.
    """
    runner = server_account() if is_root() else None
    draft = state.folder / "data.restored"
    shutil.rmtree(draft, ignore_errors=True)
    try:
        header = _unpack(base, identity, draft, runner)
        _open_segments(folder, base, identity, draft / "segments", runner)
        _ask_for(draft, state.data, moment, runner)
        draft.rename(state.data)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    server = own_server()
    try:
        server.recover()
    except Exception:
        server.stop()
        shutil.rmtree(state.data)
        raise
    return header


def _write_base(state: State, path: Path, header: Header, to: pyrage.x25519.Recipient, major: int) -> None:
    runner = server_account() if is_root() else None
    program = find_client("pg_basebackup", major, runner, state.folder.parent, state.data)
    command = [
        str(program), "--host", str(state.sockets), "--port", str(PORT), "--username", "postgres",
        "--no-password", "--pgdata", "-", "--format", "tar", "--gzip", "--wal-method", "fetch",
        "--checkpoint", "fast",
        "--no-manifest",
    ]  # fmt: skip
    draft = path.with_suffix(".part")
    try:
        with (
            draft.open("wb") as out,
            subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            ) as copying,
        ):  # fmt: skip
            pyrage.encrypt_io(Joined(written_line(header), pipe(copying.stdout)), out, [to])
            must_end_well(copying, "pg_basebackup")
            out.flush()
            os.fsync(out.fileno())
        sign_backup(draft, path)
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def _forget_older(folder: Path, keep: int) -> None:
    """Delete all but the newest bases, and segments before the oldest kept one; the first eight
    digits are the timeline.
    """
    bases = dict(list(_bases(folder).items())[-keep:])
    first = min(segment[8:] for _, segment in bases.values())
    for path in folder.glob("base-*.age"):
        if path not in bases:
            path.unlink()
            signature_of(path).unlink(missing_ok=True)
    for path in segments.kept(folder):
        name = path.name.split(".")[0]
        if len(name) == 24 and name[8:] < first:
            path.unlink()


def _bases(folder: Path) -> dict[Path, tuple[datetime, str]]:
    """Every base with its start and first needed segment, in time order."""
    found = {}
    for path in sorted(folder.glob("base-*.age")):
        if name := _BASE.fullmatch(path.name):
            found[path] = (datetime.strptime(name[1], _TIME).replace(tzinfo=UTC), name[2])
    return found


def _base_before(folder: Path, moment: datetime | None) -> Path:
    """The newest base begun before a moment."""
    fit = [path for path, (at, _) in _bases(folder).items() if moment is None or at < moment]
    if not fit:
        raise Refused("no_base", folder=folder, moment=moment.isoformat() if moment else "-")
    return fit[-1]


def _unpack(base: Path, identity: pyrage.x25519.Identity, draft: Path, runner: OsAccount | None) -> Header:
    draft.mkdir(mode=0o700, parents=True)
    if runner:
        os.chown(draft, runner.uid, runner.gid)

    def begin(header: Header) -> subprocess.Popen[bytes]:
        check_machine(header)
        unpacking: subprocess.Popen[bytes] = subprocess.Popen(
            ["tar", "--extract", "--gzip", "--directory", str(draft)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **as_runner(runner),
        )  # type: ignore[call-overload]  # fmt: skip
        return unpacking

    filling = Filling("tar", begin)
    try:
        with base.open("rb") as file:
            pyrage.decrypt_io(file, filling, [identity])
        filling.end()
    except (pyrage.DecryptError, OSError):
        raise Unsound("backup_damaged", path=base) from None
    finally:
        filling.abandon()
    assert filling.header  # noqa: S101  (end() refuses a file without one)
    return filling.header


def _open_segments(
    folder: Path, base: Path, identity: pyrage.x25519.Identity, target: Path, runner: OsAccount | None
) -> None:
    """Decrypt every segment from the base's first on into a folder next to the data, for the server."""
    _, first = _bases(folder)[base]
    target.mkdir(mode=0o700)
    for path in segments.kept(folder):
        if len(path.name.split(".")[0]) == 24 and path.name[8:24] < first[8:]:
            continue
        try:
            name, content = segments.opened(path, identity)
        except (pyrage.DecryptError, OSError, ValueError, zlib.error):
            raise Unsound("backup_damaged", path=path) from None
        (target / name).write_bytes(content)
        (target / name).chmod(0o600)
    if runner:
        for one in (target, *target.iterdir()):
            os.chown(one, runner.uid, runner.gid)


def _ask_for(draft: Path, data: Path, moment: datetime | None, runner: OsAccount | None) -> None:
    """Write the recovery settings for the first start; ``Server.recover`` deletes them afterwards."""
    # PostgreSQL passes this to a shell: the folder is ours and comes from the settings.
    lines = [f'restore_command = \'cp "{data}/segments/%f" "%p"\'', "recovery_target_action = 'promote'"]
    if moment:
        lines.append(f"recovery_target_time = '{moment.astimezone(UTC).isoformat()}'")
    for name, text in (("recovery.signal", ""), (Server.RECOVERY, "\n".join(lines) + "\n")):
        (draft / name).write_text(text, encoding="utf-8")
        (draft / name).chmod(0o600)
        if runner:
            os.chown(draft / name, runner.uid, runner.gid)
