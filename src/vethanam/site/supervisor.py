"""Keeps child processes running: starts, restarts and stops them in order."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vethanam.site.os_accounts import OsAccount

_FIRST_WAIT, _LONGEST_WAIT, _CALM = 0.2, 5.0, 30.0
_GRACE = 10.0
#: seconds between two looks at the processes
_LOOK_EVERY = 1.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Program:
    """One process to run: name, command, environment, OS user (ours if None) and its further groups."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    account: OsAccount | None = None
    groups: Sequence[int] = ()


@dataclass(slots=True)
class _Running:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = _FIRST_WAIT
    due: float = 0.0
    ends: int = field(default=0)


class Supervisor:
    """Runs programs until stopped. ``also`` is called on each check, to keep other things alive."""

    def __init__(
        self, programs: Sequence[Program], logs: Path, tell: Callable[[str], None], also: Callable[[], None]
    ) -> None:
        self._all = [_Running(program) for program in programs]
        self._logs = logs
        self._tell = tell
        self._also = also
        self._stop = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="supervisor")

    def start(self) -> None:
        """Start every program and watch them."""
        self._logs.mkdir(exist_ok=True, parents=True)
        self._watcher.start()

    def stop(self) -> None:
        """Stop them in reverse order; kill any that does not end in time."""
        self._stop.set()
        if self._watcher.ident:
            self._watcher.join()

    def pid_of(self, name: str) -> int | None:
        """The process id of a running program."""
        for running in self._all:
            if running.program.name == name and running.process and running.process.poll() is None:
                return running.process.pid
        return None

    def _watch(self) -> None:
        """Start and stop children in this one thread: the kernel ends a child with the
        thread that started it.
        """
        while not self._stop.is_set():
            with contextlib.suppress(Exception):
                self._also()
            for running in self._all:
                self._look_at(running)
            self._stop.wait(_LOOK_EVERY)
        self._end_all()

    def _look_at(self, running: _Running) -> None:
        now = time.monotonic()
        if running.process is None:
            if now >= running.due:
                self._spawn(running)
            return
        code = running.process.poll()
        if code is None:
            if now - running.started > _CALM:
                running.wait = _FIRST_WAIT
            return
        running.process = None
        running.due = now + running.wait
        running.wait = min(running.wait * 2, _LONGEST_WAIT)
        running.ends += 1
        how = f"signal {-code}" if code < 0 else f"exit {code}"
        self._tell(f"{running.program.name} ended ({how}) and is started again; see {self._log(running)}.")

    def _spawn(self, running: _Running) -> None:
        program, account = running.program, running.program.account
        as_account: dict[str, object] = (
            {"user": account.uid, "group": account.gid, "extra_groups": list(program.groups)}
            if account
            else {}
        )
        with self._log(running).open("ab") as log:
            running.process = subprocess.Popen(  # type: ignore[call-overload]
                list(program.command), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                # it calls prctl and nothing else
                env=dict(program.environment), preexec_fn=_ends_with(os.getpid()),  # noqa: PLW1509
                start_new_session=True, **as_account,
            )  # fmt: skip
        running.started = time.monotonic()

    def _log(self, running: _Running) -> Path:
        return self._logs / f"{running.program.name}.log"

    def _end_all(self) -> None:
        alive = [running.process for running in reversed(self._all) if running.process]
        for process in alive:
            process.terminate()
        deadline = time.monotonic() + _GRACE
        for process in alive:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _ends_with(parent: int) -> Callable[[], None] | None:
    """On Linux, have a child get SIGTERM if we are killed, so that no process is left behind."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask
