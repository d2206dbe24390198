"""OS users of our own, when root: one per process, so that the kernel separates keys and roles."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass

from vethanam.errors import Unsound

#: Process → OS user. The first owns the database and its socket group; the last is for external parties.
SERVER = "vethanam"
PROCESS_ACCOUNTS = {
    "web": "vethanam-web",
    "worker": "vethanam-worker",
    "dispatcher": "vethanam-dispatcher",
    "sequencer": "vethanam-sequencer",
    "paymaster": "vethanam-paymaster",
}
OUTSIDE = "vethanam-outside"


@dataclass(frozen=True, slots=True)
class OsAccount:
    """A name with its ids."""

    name: str
    uid: int
    gid: int


def is_root() -> bool:
    """Whether we can use separate OS users."""
    return os.geteuid() == 0


def account_named(name: str) -> OsAccount | None:
    """The OS account, or None."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return OsAccount(name, entry.pw_uid, entry.pw_gid)


def server_account() -> OsAccount:
    """The OS user of the database server; created on first use. Root only."""
    return account_named(SERVER) or _create(SERVER)


def process_account(name: str) -> OsAccount:
    """The OS user of a process, in the socket's group; created on first use. Root only."""
    server = server_account()
    account = account_named(name) or _create(name, member_of=SERVER)
    if name != OUTSIDE and name not in grp.getgrgid(server.gid).gr_mem:
        _run(["usermod", "--append", "--groups", SERVER, name])
    return account


def _create(name: str, member_of: str | None = None) -> OsAccount:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    command += ["--shell", "/usr/sbin/nologin"]
    if member_of and name != OUTSIDE:
        command += ["--groups", member_of]
    if shutil.which("useradd") is None:
        raise Unsound("no_useradd", name=name)
    _run([*command, name], forgive=9)
    account = account_named(name)
    if account is None:
        raise Unsound("no_os_user", name=name)
    return account


def _run(command: list[str], forgive: int = 0) -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode not in (0, forgive):
        says = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Unsound("os_user", command=command[0], name=command[-1], why=says)
