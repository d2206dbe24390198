"""A warm interpreter of one role that forks an installation's processes when asked: real
ones, started in milliseconds.

    python -m tests.stories.nursery ROLE

Each line on stdin asks for one process, each line on stdout says that one was started or has ended. A child
runs the body that its command would run, with shorter pauses between its rounds. It may carry a trap: at
the n-th time it comes to a line of our code it stops, says so on a socket, and waits there until it is let
go or killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import importlib
import json
import os
import selectors
import signal
import socket
import stat
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import vethanam
from vethanam.site.os_accounts import OUTSIDE, PROCESS_ACCOUNTS, is_root, process_account, server_account

SOURCE = Path(vethanam.__path__[0])
#: between two rounds of a process: short, and long enough that idling leaves the machine to the others
_PAUSE = 0.1
_TOOL = 4
_PR_SET_PDEATHSIG = 1

type Asked = Mapping[str, Any]


# -- bodies: the commands' own functions ---------------------------------------------------------------------


def _worker(asked: Asked) -> None:
    from vethanam.site import worker

    worker.PAUSE_SECONDS, worker.JOBS_SECONDS = _PAUSE, 1.0
    worker.run_worker()


def _paymaster(asked: Asked) -> None:
    from vethanam.payments.paymaster import process
    from vethanam.site.processes import stop_on_signal

    process.PAUSE_SECONDS = process.LOOK_AGAIN_SECONDS = _PAUSE
    process.run(stop_on_signal())


def _dispatcher(asked: Asked) -> None:
    from datetime import timedelta

    from vethanam.messaging import dispatch, outbox
    from vethanam.site.processes import stop_on_signal

    dispatch.LOOK_AGAIN_SECONDS = _PAUSE
    outbox.WAITS = (timedelta(seconds=0.2),) * 4
    dispatch.run(stop_on_signal())


def _sequencer(asked: Asked) -> None:
    from vethanam.journal import sequencer
    from vethanam.site.processes import stop_on_signal

    sequencer.run(stop_on_signal(), interval=_PAUSE / 2)


def _web(asked: Asked) -> None:
    from gunicorn.app.wsgiapp import WSGIApplication

    from vethanam.site.processes import web_command

    command = web_command(Path(sys.executable), asked["port"])[3:]
    sys.argv = [
        "gunicorn",
        *command,
        "--workers",
        "1",
        "--user",
        str(os.geteuid()),
        "--group",
        str(os.getegid()),
    ]
    WSGIApplication("%(prog)s").run()


def _bank(asked: Asked) -> None:
    from vethanam.sample import bank

    sys.exit(bank.main([*asked["arguments"], "--interval", str(_PAUSE / 2)]))


def _mail(asked: Asked) -> None:
    from vethanam.sample import mail_sink

    sys.exit(mail_sink.main(asked["arguments"]))


def _officers(asked: Asked) -> None:
    """Officers' work by acts: each act once, after any failed attempt."""
    from vethanam.sample import demo
    from vethanam.sample.act_player import read_acts

    demo._play(read_acts(Path(asked["acts"])), print, Path(os.environ["VETHANAM_STATE"]))


def _restore(asked: Asked) -> None:
    """The steps after a restore, as ``vethanam restore`` does them; sessions of killed
    processes end by themselves.
    """
    from vethanam.errors import Refused
    from vethanam.site.restored import go_on

    for _ in range(100):
        with contextlib.suppress(Refused):
            go_on()
            return
        time.sleep(0.1)
    sys.exit(1)


def _check(asked: Asked) -> None:
    from vethanam.evidence.bundles import whole_log
    from vethanam.site.checks import findings

    found = [[one.record, one.code, one.says] for one in findings()]
    Path(asked["found"]).write_text(json.dumps(found), encoding="utf-8")
    Path(asked["log_of_all"]).write_bytes(whole_log())


def _warm(role: str) -> None:
    """Load the modules and files of a role's bodies: no thread, no connection."""
    for module in _LOADS[role]:
        importlib.import_module(module)
    if role in ("worker", "dispatcher", "web"):
        from vethanam.messaging.templates import texts
        from vethanam.privacy.purposes import load_catalogue

        texts()
        load_catalogue()
    if role in ("worker", "web"):
        from vethanam.payroll.rulebook import pack_in_use
        from vethanam.rules import load_pack

        load_pack(pack_in_use().name)


BODIES: dict[str, Callable[[Asked], None]] = {
    "worker": _worker, "paymaster": _paymaster, "dispatcher": _dispatcher, "sequencer": _sequencer,
    "web": _web,
    "bank": _bank, "mail": _mail, "officers": _officers, "desk": _officers, "check": _check,
    "restore": _restore,
}  # fmt: skip
_LOADS = {
    "worker": ("vethanam.sample.demo", "vethanam.site.worker"),
    "paymaster": ("vethanam.payments.paymaster.process",),
    "dispatcher": ("vethanam.messaging.dispatch",),
    "sequencer": ("vethanam.journal.sequencer",),
    "web": ("gunicorn.app.wsgiapp", "vethanam.site.urls", "vethanam.site.wsgi"),
    "owner": ("vethanam.site.checks", "vethanam.evidence.bundles"),
    "outside": ("vethanam.sample.bank", "vethanam.sample.mail_sink"),
}
#: the nursery that forks each process
ROLE_OF = {name: name for name in ("worker", "paymaster", "dispatcher", "sequencer", "web")} | {
    "officers": "worker", "desk": "worker", "restore": "worker", "check": "owner", "bank": "outside",
    "mail": "outside",
}  # fmt: skip


# -- traps ---------------------------------------------------------------------------------------------------


def set_trap(where: str, nth: int, reached: Callable[[], None]) -> None:
    """Call ``reached`` when this process comes to ``file:line`` of our source for the n-th time."""
    file, _, line = where.rpartition(":")
    path, number, left = str(SOURCE / file), int(line), nth

    def at_line(code: Any, at: int) -> object:
        nonlocal left
        if at != number or code.co_filename != path:
            return sys.monitoring.DISABLE
        left -= 1
        if left == 0:
            reached()
        return None

    _watch_lines(at_line)


def record_lines(path: Path) -> None:
    """Write every line of our source this process comes to, once each."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    below = f"{SOURCE}/"

    def at_line(code: Any, at: int) -> object:
        if code.co_filename.startswith(below):
            os.write(file, f"{code.co_filename.removeprefix(below)}:{at}\n".encode())
        return sys.monitoring.DISABLE

    _watch_lines(at_line)


def _watch_lines(at_line: Callable[[Any, int], object]) -> None:
    sys.monitoring.use_tool_id(_TOOL, "faults")
    sys.monitoring.register_callback(_TOOL, sys.monitoring.events.LINE, at_line)
    sys.monitoring.set_events(_TOOL, sys.monitoring.events.LINE)


def _stand(address: str, name: str) -> None:
    """Report that the trap is reached, and wait for release."""
    with socket.socket(socket.AF_UNIX) as line, contextlib.suppress(OSError):
        line.connect(address)
        line.sendall(f"{name} {os.getpgrp()}\n".encode())
        line.recv(1)


# -- the nursery ---------------------------------------------------------------------------------------------


def _fork(asked: Asked) -> int:
    parent = os.getpid()
    if pid := os.fork():
        return pid
    code = 70
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        if asked.get("trap"):
            where, nth, address = asked["trap"]
            set_trap(where, nth, lambda: _stand(address, asked["name"]))
        elif asked.get("lines"):
            record_lines(Path(asked["lines"]))
        _on_its_machine(asked.get("slow", 0.0), asked.get("clock", 0.0))
        if asked.get("torn"):
            tear_a_write(*asked["torn"])
        _become(asked["name"])
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
        BODIES[asked["name"]](asked)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException as error:  # noqa: BLE001
        from vethanam.site.failures import fail

        code = fail(error) if isinstance(error, Exception) else 70
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _on_its_machine(slow: float, clock: float) -> None:
    """A machine whose disk takes so many seconds for a sync, and whose clock is so many seconds ahead."""
    if slow:
        sync = os.fsync

        def slowly(fd: Any) -> None:
            time.sleep(slow)
            sync(fd)

        os.fsync = slowly
    if clock:
        from datetime import timedelta

        from django.utils import timezone

        now = timezone.now
        timezone.now = lambda: now() + timedelta(seconds=clock)


def tear_a_write(nth: int, share: float) -> None:
    """At the n-th sync of a file, keep only the first part of the written bytes, and kill this process.

    The written bytes are the last line of a file that grows, and the whole of any other file.
    """
    sync, left = os.fsync, nth

    def torn(fd: Any) -> None:
        nonlocal left
        left -= stat.S_ISREG(os.fstat(fd).st_mode)
        if left == 0:
            size = os.fstat(fd).st_size
            grows = fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_APPEND
            begun = os.pread(fd, size, 0).rstrip(b"\n").rfind(b"\n") + 1 if grows else 0
            os.ftruncate(fd, begun + int((size - begun) * share))
            os.kill(os.getpid(), signal.SIGKILL)
        sync(fd)

    os.fsync = torn


def _become(name: str) -> None:
    """The OS user of a process, as under the supervisor; officers at a shell and the check
    keep the current user.
    """
    if not is_root() or name in ("officers", "desk", "check", "restore"):
        return
    account = process_account(PROCESS_ACCOUNTS.get(name, OUTSIDE))
    os.setgroups([server_account().gid] if account.name != OUTSIDE else [])
    os.setgid(account.gid)
    os.setuid(account.uid)


def _say(**what: object) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201


def _bury() -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        _say(ended=pid, code=os.waitstatus_to_exitcode(status))


def main(role: str) -> None:
    """Fork the requested bodies and report the ended ones, until the pipe closes."""
    if role != "outside":
        from vethanam.cli import boot

        boot(role)
    _warm(role)
    heard, told = os.pipe()
    os.set_blocking(told, False)
    os.set_blocking(heard, False)
    signal.set_wakeup_fd(told)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    look = selectors.DefaultSelector()
    look.register(0, selectors.EVENT_READ)
    look.register(heard, selectors.EVENT_READ)
    _say(ready=role)
    waiting = b""
    while True:
        for key, _ in look.select():
            if key.fd == heard:
                os.read(heard, 4096)
                _bury()
                continue
            if not (more := os.read(0, 65536)):
                return
            *whole, waiting = (waiting + more).split(b"\n")
            for line in whole:
                asked = json.loads(line)
                _say(started=_fork(asked), name=asked["name"], ticket=asked["ticket"])


if __name__ == "__main__":
    main(sys.argv[1])
