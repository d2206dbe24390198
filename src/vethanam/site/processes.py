"""The processes of an installation with their OS users and roles, and bodies without another home."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from types import FrameType
from urllib.parse import urlsplit

from vethanam.errors import Refused
from vethanam.site.address import Address, database_address
from vethanam.site.demo_witnesses import WITNESSES, witness_command
from vethanam.site.environment import Environment
from vethanam.site.os_accounts import (
    OUTSIDE,
    PROCESS_ACCOUNTS,
    OsAccount,
    is_root,
    process_account,
    server_account,
)
from vethanam.site.runtime import Runtime, own_runtime, runtime_for
from vethanam.site.state import State
from vethanam.site.supervisor import Program, Supervisor

#: In start order; stopped in reverse.
SERVICES = ("sequencer", "worker", "paymaster", "dispatcher", "web")
COUNTERPARTS = (*WITNESSES, "mail", "smsc", "bank")
SMTP_PORT, SMPP_PORT = 2525, 2775
SIGNING_PORT = 8100
OURS = "vethanam.site"
DATABASE_DEEP = (
    "All processes run as one OS user: they are kept apart inside the database only. A program that takes "
    "over one of them can read the keys of the others. Start as root to give each an OS user of its own."
)


@dataclass(frozen=True, slots=True)
class Ways:
    """The port of the pages, the SMTP and SMPP servers (host:port), the port of the paymaster's pages.

    Without ``smpp`` the settings' SMSC is used; without ``signing`` the paymaster serves no pages.
    ``witnesses`` are the ports of a sample's witnesses.
    """

    port: int
    smtp: str
    smpp: str = ""
    signing: int = 0
    witnesses: Mapping[str, int] = field(default_factory=dict)


def supervisor_of(
    state: State,
    names: Iterable[str],
    ways: Ways,
    *,
    tell: Callable[[str], None],
    keep: Callable[[], None],
    module: str = OURS,
) -> Supervisor:
    """A supervisor of these processes; reports if separation is in the database only.

    A bench may run another ``module`` with the account, role and keys of a process.
    """
    runtime = _separate_runtime(state) if is_root() else None
    if runtime is None:
        tell(DATABASE_DEEP)
    programs = [_program(name, state, runtime, ways, module) for name in names]
    return Supervisor(programs, state.logs, tell, keep)


def refuse_taken_port(port: int) -> None:
    """Refuse if another program listens on the port.

    Raises
    ------
    Refused
        The port is taken.
    """
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refused("port_taken", port=port, why=error.strerror, other=port + 1) from None


def free_port() -> int:
    """An unused port."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def signing_port() -> int:
    """The port of the paymaster's page: that of its address, if it is on this machine.

    Raises
    ------
    Refused
        The address is set, and another program listens there.
    """
    chosen = urlsplit(Environment.read().paymaster_origin)
    if not (chosen.hostname or "").endswith(".localhost"):
        return SIGNING_PORT
    port = chosen.port or 80
    refuse_taken_port(port)
    return port


@contextlib.contextmanager
def kept_port(wanted: int) -> Iterator[int]:
    """Reserve ``wanted``, or another free port, for one of our programs, also across its restarts.

    Another installation on this machine may look for a port between the program's end and its next start. It
    binds without SO_REUSEADDR, as here, and fails on this socket; our program binds with it. Outside Linux
    both would conflict, so nothing is reserved there.
    """
    with socket.socket() as keeper:
        try:
            keeper.bind(("127.0.0.1", wanted))
        except OSError:
            keeper.bind(("127.0.0.1", 0))
        port = int(keeper.getsockname()[1])
        if sys.platform != "linux":
            keeper.close()
        else:
            keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        yield port


@contextlib.contextmanager
def kept_ports(wanted: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """Reserve several ports, each under a name, as :func:`kept_port` does."""
    with contextlib.ExitStack() as kept:
        yield {name: kept.enter_context(kept_port(port)) for name, port in wanted.items()}


def stop_on_signal() -> threading.Event:
    """An event set when this process is asked to stop.

    A handler can interrupt the main thread while it holds the event's own lock, so it only writes to a queue,
    which is safe, and a thread sets the event.
    """
    stop = threading.Event()
    asked: SimpleQueue[int] = SimpleQueue()

    def ask(signum: int, frame: FrameType | None) -> None:
        asked.put(signum)

    def pass_on() -> None:
        asked.get()
        stop.set()

    threading.Thread(target=pass_on, name="signals", daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    return stop


@contextlib.contextmanager
def ended_by_signal() -> Iterator[None]:
    """Inside, a stop signal ends the work at once; uncommitted work is lost."""

    def end(signum: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + signum)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def web_command(python: Path, port: int) -> list[str]:
    """Gunicorn over our pages."""
    chosen = Environment.read()
    return [
        str(python), "-m", "gunicorn", "vethanam.site.wsgi", "--bind", f"{chosen.bind}:{port}",
        "--workers", str(chosen.web_workers), "--threads", "4",
        "--worker-class", "vethanam.site.buffered_worker.BufferedWorker", "--worker-connections", "800",
        "--config", "python:vethanam.site.gunicorn",
        "--worker-tmp-dir", _worker_folder(), "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip


def _worker_folder() -> str:
    return "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp"  # noqa: S108


def _separate_runtime(state: State) -> Runtime | None:
    if shutil.which("useradd") is None:
        return None
    return runtime_for(process_account(PROCESS_ACCOUNTS["web"]), state)


def _program(name: str, state: State, runtime: Runtime | None, ways: Ways, module: str) -> Program:
    account = process_account(PROCESS_ACCOUNTS.get(name, OUTSIDE)) if runtime else None
    groups = _groups(account)
    runtime = runtime or own_runtime()
    environment = {**_environment(name, state, ways), **runtime.environment}
    return Program(name, _command(name, state, runtime.python, ways, module), environment, account, groups)


def _groups(account: OsAccount | None) -> tuple[int, ...]:
    """The socket's group, for processes that may reach the database."""
    return (server_account().gid,) if account and account.name != OUTSIDE else ()


def _command(name: str, state: State, python: Path, ways: Ways, module: str) -> list[str]:
    if name == "web":
        return web_command(python, ways.port)
    if name == "paymaster":
        return [str(python), "-m", module, name, "--port", str(ways.signing)]
    if name in WITNESSES:
        return witness_command(python, state, name, ways.witnesses[name])
    if name == "bank":
        folder = state.bank
        return [
            str(python), "-m", "vethanam.sample.bank", "--in", str(folder / "out"), "--out",
            str(folder / "in"), "--own", str(folder / "own"), "--key", str(state.keys / "bank.key"),
            "--pay-key", str(state.keys / "pay.pub"),
        ]  # fmt: skip
    if name in ("mail", "smsc"):
        module, address = {
            "mail": ("vethanam.sample.mail_sink", ways.smtp), "smsc": ("vethanam.sample.smsc", ways.smpp),
        }[name]  # fmt: skip
        return [
            str(python),
            "-m",
            module,
            "--folder",
            str(state.mail),
            "--port",
            address.rpartition(":")[2],
            *(("--numbers",) if name == "smsc" else ()),
        ]
    return [str(python), "-m", module, name]


def _environment(name: str, state: State, ways: Ways) -> dict[str, str]:
    """Only the variables a process needs; external parties get none of the installation's settings."""
    kept = {
        key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE") if key in os.environ
    }
    kept["VETHANAM_STATE"] = str(state.folder)
    if name in COUNTERPARTS:
        return kept
    own = {
        key: value
        for key, value in os.environ.items()
        if key.startswith("VETHANAM_") and key != "VETHANAM_ADMIN_URL"
    }
    address: Address = database_address(state)
    return {
        **kept,
        **own,
        "VETHANAM_STATE": str(state.folder),
        "VETHANAM_DATABASE_URL": address.url(),
        "VETHANAM_ROLE": name,
        "VETHANAM_SMTP": ways.smtp,
        **({"VETHANAM_SMPP": ways.smpp} if ways.smpp else {}),
        **({"VETHANAM_PAYMASTER_ORIGIN": f"http://pay.localhost:{ways.signing}"} if _is_here(ways) else {}),
        "DJANGO_SETTINGS_MODULE": "vethanam.site.settings",
    }


def _is_here(ways: Ways) -> bool:
    """Whether the paymaster's page has no address but a port of this machine."""
    return bool(ways.signing) and not Environment.read().paymaster_origin


def exec_web(port: int) -> None:
    """Become gunicorn: ``vethanam serve``."""
    refuse_taken_port(port)
    command = web_command(Path(sys.executable), port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vethanam.site.settings")
    os.environ.setdefault("VETHANAM_ROLE", "web")
    os.execv(command[0], command)  # noqa: S606
