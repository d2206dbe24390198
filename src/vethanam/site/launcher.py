"""Start, recover and stop our own PostgreSQL server.

There is one server per state folder, even if several starts race: everything runs under a file lock.
Authentication is by peer or SCRAM, never trust. Started as root, the server has its own OS user and
the kernel separates the processes; started by an ordinary user, only passwords inside the database
separate the roles.

``hold`` counts the programs that use the server with a shared lock, which the kernel drops when one dies; the
last ``release`` stops the server.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import psycopg

from vethanam.errors import Unsound
from vethanam.site.binaries import Binaries, as_runner, born_major, find_binaries
from vethanam.site.environment import Environment
from vethanam.site.os_accounts import PROCESS_ACCOUNTS, OsAccount, is_root, server_account
from vethanam.site.roles import (
    ROLES,
    database_role,
    ensure_limits,
    ensure_memberships,
    ensure_roles,
    new_passwords,
)
from vethanam.site.runtime import own_runtime, runtime_for
from vethanam.site.state import State

PORT = 5432
_PATIENCE = 30.0
#: a restored server first replays all writes since its base began
_PATIENCE_RECOVERING = 6 * 3600.0

_SETTINGS = """\
# Written at each start by vethanam.site.launcher; changes here are lost.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = {socket_mode}
max_connections = 200
shared_buffers = 256MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
max_locks_per_transaction = 256
jit = off
# What people typed must not reach the log.
log_statement = none
log_min_error_statement = panic
log_min_duration_statement = -1
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_error_verbosity = terse
log_line_prefix = '%m [%p] %u '
"""
#: a machine crash loses ten seconds at most
_ARCHIVING = """\
archive_mode = on
archive_timeout = 10
archive_command = '{command}'
"""
_HURRY = "fsync = off\nfull_page_writes = off\n"


class Server:
    """The PostgreSQL server of one state folder.

    ``is_durable`` false is for tests: the data does not survive a power cut.
    """

    #: settings of a restore, in the data folder until it succeeds
    RECOVERY = "recovery.conf.once"

    def __init__(self, state: State, *, is_durable: bool = True) -> None:
        self.state = state
        self.is_durable = is_durable
        self._held: IO[str] | None = None
        self._holder = 0

    def start(self) -> None:
        """Start the server if needed; initialise the cluster on first use."""
        with self._lock():
            self._start()

    def hold(self) -> None:
        """Start the server if needed and keep it for the life of this program."""
        if self._held is not None and self._holder == os.getpid():
            return
        with self._lock():
            self._start()
            self._held = (self.state.folder / "held").open("a", encoding="ascii")
            self._holder = os.getpid()
            fcntl.flock(self._held, fcntl.LOCK_SH)

    def release(self) -> None:
        """Release the server; stop it if nobody else holds it."""
        held, self._held = self._held, None
        if held is None or self._holder != os.getpid():
            return
        with self._lock(), held:
            fcntl.flock(held, fcntl.LOCK_UN)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self._stop()

    def keep_alive(self) -> None:
        """Restart the server if it died; cheap otherwise."""
        pid = self._postmaster_pid()
        if pid is None or not self._serves_here(pid):
            self.start()

    def stop(self) -> None:
        """Stop the server, regardless of holders."""
        with self._lock():
            self._stop()

    def recover(self) -> None:
        """Start a restored server and wait until it has reached its moment and takes writes.

        Raises
        ------
        Unsound
            The archive does not reach that moment, or a segment is missing.
        """
        log = self.state.logs / "postgres.log"
        since = log.stat().st_size if log.exists() else 0
        with self._lock():
            try:
                self._start(is_recovering=True)
            except Unsound as failed:
                if failed.code != "postgres_start":
                    raise
                raise Unsound("recovery", why=_why(log, since, 0), log=log) from failed

    def is_running(self) -> bool:
        """Whether the server answers."""
        try:
            self.admin().close()
        except psycopg.OperationalError:
            return False
        return True

    def admin(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A connection as the cluster's superuser, in autocommit."""
        return psycopg.connect(
            host=str(self.state.sockets),
            port=PORT,
            user="postgres",
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    # -- under the lock --------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        self._prepare_folders()
        with (self.state.folder / "lock").open("a", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _prepare_folders(self) -> None:
        folder = self.state.folder
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o755 if is_root() else 0o700)
        except OSError as error:
            raise Unsound("state_not_made", folder=folder, why=error.strerror) from error
        if not os.access(folder, os.W_OK):
            raise Unsound("state_of_another", folder=folder)

    def _start(self, *, is_recovering: bool = False) -> None:
        runner = server_account() if is_root() else None
        if self.is_running():
            return
        binaries = find_binaries(runner, self.state.folder.parent, self.state.data)
        self._prepare_sockets(runner)
        self._initialise(binaries, runner)
        self._configure(runner)
        self._clear_stale_pid()
        self._launch(binaries, runner, _PATIENCE_RECOVERING if is_recovering else _PATIENCE)
        if is_recovering:
            self._await_recovery()
        self._make_roles()

    def _prepare_sockets(self, runner: OsAccount | None) -> None:
        """Make the socket folder private to us (0700), or the server's with our processes' group (0750)."""
        sockets, owner = self.state.sockets, runner.uid if runner else os.geteuid()
        sockets.mkdir(exist_ok=True, mode=0o700)
        found = sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner, os.geteuid()):
            raise Unsound("socket_folder", sockets=sockets)
        if runner:
            os.chown(sockets, runner.uid, runner.gid)
        sockets.chmod(0o750 if runner else 0o700)

    def _initialise(self, binaries: Binaries, runner: OsAccount | None) -> None:
        data = self.state.data
        if data.exists():
            born = born_major(data)
            if born != binaries.major:
                raise Unsound("other_postgres", data=data, born=born, major=binaries.major)
            return
        draft = self.state.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if runner:
            os.chown(draft, runner.uid, runner.gid)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command = [
            str(binaries.folder / "initdb"), "-D", str(draft), "-U", "postgres", "--auth-local=peer",
            "--auth-host=reject",
            "-E", "UTF8", *locale, "--data-checksums",
        ]  # fmt: skip
        if not self.is_durable:
            command.append("--no-sync")
        result = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            env=_bare_environment(),
            **as_runner(runner),
        )  # type: ignore[call-overload]
        if result.returncode:
            raise Unsound("initdb", draft=draft, why=_complaint(result.stderr))
        draft.rename(data)

    def _configure(self, runner: OsAccount | None) -> None:
        text = _SETTINGS.format(sockets=self.state.sockets, socket_mode="0770" if runner else "0700")
        text += self._archiving(runner)
        if (self.state.data / self.RECOVERY).exists():
            text += f"include '{self.RECOVERY}'\n"
        own = {
            "vethanam.conf": text if self.is_durable else text + _HURRY,
            "pg_ident.conf": _peer_map(runner),
            "pg_hba.conf": _hba(runner),
        }
        for name, content in own.items():
            self._write(self.state.data / name, content, runner)
        main = self.state.data / "postgresql.conf"
        if "include 'vethanam.conf'" not in main.read_text(encoding="utf-8"):
            with main.open("a", encoding="utf-8") as conf:
                conf.write("\ninclude 'vethanam.conf'\n")

    def _archiving(self, runner: OsAccount | None) -> str:
        """Server settings for archiving its log segments into its own folder."""
        environment = Environment.read()
        folder = environment.archive
        if folder is None:
            return "archive_mode = off\n"
        if not environment.backup_recipient:
            raise Unsound("no_recipient")
        python = runtime_for(runner, self.state) if runner else own_runtime()
        if python is None:
            raise Unsound("code_unreachable", user=runner.name if runner else "-")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._write(folder / "recipient", environment.backup_recipient + "\n", runner)
        if runner:
            os.chown(folder, runner.uid, runner.gid)
        variables = "".join(f"{name}={value} " for name, value in python.environment.items())
        command = f'{variables}"{python.python}" -m vethanam.site.segments "%p" "%f" "{folder}"'
        return _ARCHIVING.format(command=command.replace("'", "''"))

    def _write(self, path: Path, content: str, runner: OsAccount | None) -> None:
        draft = path.with_name(path.name + ".new")
        draft.write_text(content, encoding="utf-8")
        draft.chmod(0o600)
        if runner:
            os.chown(draft, runner.uid, runner.gid)
        draft.rename(path)

    def _clear_stale_pid(self) -> None:
        """Delete a pid file that names a live process other than this folder's server; PostgreSQL would
        never start with it.
        """
        pid = self._postmaster_pid()
        if pid is not None and not self._serves_here(pid):
            for path in (
                self.state.data / "postmaster.pid",
                self.state.sockets / f".s.PGSQL.{PORT}.lock",
                self.state.sockets / f".s.PGSQL.{PORT}",
            ):
                path.unlink(missing_ok=True)

    def _postmaster_pid(self) -> int | None:
        try:
            return abs(
                int((self.state.data / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])
            )
        except (FileNotFoundError, ValueError):
            return None

    def _serves_here(self, pid: int) -> bool:
        proc = Path("/proc") / str(pid)
        if Path("/proc/self").exists():
            try:
                return (proc / "cwd").resolve() == self.state.data.resolve()
            except OSError:
                return False
        shown = subprocess.run(
            ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return str(self.state.data) in shown.stdout

    def _launch(self, binaries: Binaries, runner: OsAccount | None, patience: float) -> None:
        self.state.logs.mkdir(exist_ok=True, mode=0o755)
        log = self.state.logs / "postgres.log"
        deadline = time.monotonic() + patience
        while True:
            with log.open("ab") as out:
                started_at = out.tell()
                server = subprocess.Popen(
                    [binaries.folder / "postgres", "-D", str(self.state.data)],
                    stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/", env=_bare_environment(),
                    start_new_session=True, umask=0o077, **as_runner(runner),
                )  # type: ignore[call-overload]  # fmt: skip
            while server.poll() is None and time.monotonic() < deadline:
                if self.is_running():
                    server.returncode = 0  # it outlives us and is never awaited
                    return
                time.sleep(0.02)
            why = _why(log, started_at, server.pid)
            is_in_the_way = "pre-existing shared memory" in why or "lock file" in why
            if time.monotonic() >= deadline or not is_in_the_way:
                raise Unsound("postgres_start", why=why, log=log)
            time.sleep(0.2)  # children of a killed server are still ending

    def _await_recovery(self) -> None:
        while True:
            try:
                with self.admin() as admin:
                    if admin.execute("SELECT pg_is_in_recovery()").fetchone() == (False,):
                        break
            except psycopg.OperationalError as error:
                if self._postmaster_pid() is None:
                    raise Unsound("postgres_start", why="", log=self.state.logs) from error
            time.sleep(0.2)
        (self.state.data / self.RECOVERY).unlink(missing_ok=True)

    def _make_roles(self) -> None:
        with self.admin() as admin:
            known = admin.execute("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'vethanam%'").fetchone()
            if known == (len(ROLES),):
                ensure_memberships(admin)
                ensure_limits(admin)
            if is_root():
                if known != (len(ROLES),):
                    ensure_roles(admin)
                return
            if known == (len(ROLES),) and all(self.state.password_file(role).exists() for role in ROLES):
                return
            passwords = new_passwords()
            self.state.secrets.mkdir(exist_ok=True, mode=0o700)
            for role, password in passwords.items():
                write_secret(self.state.password_file(role), password)
            ensure_roles(admin, passwords)

    def _stop(self) -> None:
        """Fast shutdown; signals only a process that serves this folder."""
        pid = self._postmaster_pid()
        if pid is None or not self._serves_here(pid):
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 2)
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline and self._serves_here(pid):
            time.sleep(0.02)


def _peer_map(runner: OsAccount | None) -> str:
    """The peer map: OS user → database roles."""
    if runner is None:
        return f"vethanam {_quoted(pwd.getpwuid(os.geteuid()).pw_name)} postgres\n"
    rows = [
        ("root", "postgres"),
        (runner.name, "postgres"),
        *(("root", database_role(role)) for role in ROLES),
    ]
    rows += [(account, database_role(role)) for role, account in PROCESS_ACCOUNTS.items()]
    return "".join(f"vethanam {account} {role}\n" for account, role in rows)


def _hba(runner: OsAccount | None) -> str:
    base_backups = "local replication postgres peer map=vethanam\n"
    if runner:
        return base_backups + "local all all peer map=vethanam\n"
    return base_backups + "local all postgres peer map=vethanam\nlocal all all scram-sha-256\n"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _bare_environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


def write_secret(path: Path, secret: str) -> None:
    """Write a secret for the current OS user atomically."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(secret)
    draft.rename(path)


def _complaint(text: str) -> str:
    """The error line in a program's output."""
    lines = text.strip().splitlines()
    return next(
        (line for line in lines if "FATAL:" in line or "error:" in line), (lines or ["no reason given"])[-1]
    )


def _why(log: Path, since: int, pid: int) -> str:
    """The last message of a server since ``since``, ignoring children of a killed one.

    Messages before it has read its settings lack the process id.
    """
    with log.open("rb") as file:
        file.seek(since)
        lines = file.read().decode(errors="replace").splitlines()
    lines = [line for line in lines if f" [{pid}] " in line] or lines
    fatal = [line.split("FATAL:", 1)[1].strip() for line in lines if "FATAL:" in line]
    return (fatal or lines[-1:] or ["it said nothing"])[-1] + ("" if lines else ".")
