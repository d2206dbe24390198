"""A stage for many short stories: one server and one prepared database to copy, nurseries to fork processes,
traps to kill at.

A story gets a new database, empty folders, and all processes. A killed process is started again; a list of
faults names the processes and places of the kills. Every event is recorded.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import psycopg

from tests.stories.house import Database, House, kill_database
from tests.stories.nursery import ROLE_OF
from vethanam.site.address import DATABASE, Address
from vethanam.site.install import enter_only_by_our_roles
from vethanam.site.launcher import PORT, Server
from vethanam.site.processes import kept_port

SERVICES = ("mail", "bank", "sequencer", "worker", "paymaster", "dispatcher", "web")
_TEMPLATE, _BACKUP = f"{DATABASE}_prepared", f"{DATABASE}_backup"
#: seconds between two questions whether something holds
_LOOK_EVERY = 0.05
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Fault:
    """Who is killed, and when: as a process comes to a line of our code for the n-th time, or so many
    seconds after the start.
    """

    victims: tuple[str, ...]
    process: str = ""
    where: str = ""
    nth: int = 1
    after: float = 0.0

    def __str__(self) -> str:
        when = f"{self.process} at {self.where}, {self.nth}." if self.process else f"after {self.after:.2f} s"
        return f"{when}: kill {' and '.join(self.victims)}"


class Nursery:
    """One warm interpreter, asked over its stdin."""

    def __init__(self, role: str, environment: dict[str, str], log: Path) -> None:
        with log.open("ab") as errors:
            self.program = subprocess.Popen(
                [sys.executable, "-m", "tests.stories.nursery", role],
                cwd=_ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            )  # fmt: skip
        self._heard = b""

    def ask(self, **asked: object) -> None:
        """Ask for a process."""
        assert self.program.stdin is not None
        self.program.stdin.write(json.dumps(asked).encode() + b"\n")
        self.program.stdin.flush()

    def heard(self) -> Iterator[dict[str, Any]]:
        """Its output since the last look; an ended process is an error."""
        assert self.program.stdout is not None
        more = os.read(self.program.stdout.fileno(), 65536)
        assert more, f"The nursery ended: {self.program.args!r}"
        *whole, self._heard = (self._heard + more).split(b"\n")
        for line in whole:
            yield json.loads(line)


@dataclass
class Stage:
    """Where stories are played, one after the other."""

    house: House
    server: Server
    nurseries: dict[str, Nursery] = field(default_factory=dict)
    smtp: int = 0
    web: int = 0
    watching: Database | None = None
    ports: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    @staticmethod
    def over(house: House) -> Stage:
        """Over an installation that nothing runs in: its server hurries from now on."""
        stage = Stage(house, Server(house.state, is_durable=False))
        stage.smtp, stage.web = (stage.ports.enter_context(kept_port(0)) for _ in range(2))
        stage.server.start()
        for role in ("worker", "paymaster", "dispatcher", "sequencer", "web", "owner", "outside"):
            stage.nurseries[role] = Nursery(role, stage._environment(role), house.state.logs / "nursery.log")
        return stage

    def _environment(self, role: str) -> dict[str, str]:
        if role == "outside":
            return self.house.environment
        state = self.house.state
        return {
            **self.house.environment,
            "DJANGO_SETTINGS_MODULE": "vethanam.site.settings",
            "POLARS_MAX_THREADS": "1",
            "VETHANAM_ROLE": role,
            "VETHANAM_DATABASE_URL": Address(str(state.sockets), PORT, DATABASE).url(),
            "VETHANAM_SMTP": f"127.0.0.1:{self.smtp}",
        }

    def keep(self) -> None:
        """Keep the present database as the start of every story."""
        self.look_away()
        with self.server.admin() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {_TEMPLATE} WITH (FORCE)")
            admin.execute(f"ALTER DATABASE {DATABASE} RENAME TO {_TEMPLATE}")
        subprocess.run(["cp", "-a", self.house.state.keys, self._kept_keys], check=True)

    @property
    def _kept_keys(self) -> Path:
        return self.house.state.folder / "keys.kept"

    def clear(self) -> None:
        """Restore the kept database, with no paper at the bank or in the mail."""
        self.server.keep_alive()
        self.look_away()
        with self.server.admin() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {_BACKUP} WITH (FORCE)")
        self._copy(_TEMPLATE, DATABASE)
        state = self.house.state
        # a restore may have changed the epoch and the log's key
        shutil.rmtree(state.keys)
        subprocess.run(["cp", "-a", self._kept_keys, state.keys], check=True)
        (state.keys / "heads" / "last").unlink(missing_ok=True)
        (state.folder / "paymaster" / "journal.jsonl").unlink(missing_ok=True)
        own = state.folder / "paymaster" / "files"
        for folder in (state.bank / "in", state.bank / "out", state.bank / "own", state.mail, own):
            for path in folder.glob("*"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for log in state.logs.glob("*.log"):
            log.write_bytes(b"")

    def back_up(self) -> None:
        """Keep the present database as a backup. Nobody may be connected."""
        self.look_away()
        self._copy(DATABASE, _BACKUP)

    def bring_back(self) -> None:
        """Replace the database by the backup."""
        self.look_away()
        self._copy(_BACKUP, DATABASE)

    def _copy(self, source: str, target: str) -> None:
        """Copy a database over another, as files: a copy through the WAL would lose a sequence's reserved
        numbers when the server is killed.
        """
        with self.server.admin() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)")
            admin.execute(
                f"CREATE DATABASE {target} OWNER vethanam_owner TEMPLATE {source} STRATEGY FILE_COPY"
            )
            enter_only_by_our_roles(admin, target)

    def look_away(self) -> None:
        """No session of ours is left."""
        if self.watching is not None:
            self.watching.close()
            self.watching = None

    def close(self) -> None:
        """End every process."""
        self.look_away()
        for nursery in self.nurseries.values():
            nursery.program.kill()
            nursery.program.communicate()
        self.server.stop()
        self.ports.close()


@dataclass
class Cast:
    """The processes of one story, their kills, and the events."""

    stage: Stage
    bank: Sequence[str]
    faults: Sequence[Fault] = ()
    lines: Path | None = None
    #: process → what its machine does: ``slow`` (seconds that a sync to disk takes), ``clock``
    #: (seconds ahead), ``torn`` (at which sync the process is killed, once, and the share of the write
    #: that stays)
    machines: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    history: list[str] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)
    _pids: dict[str, int] = field(default_factory=dict)
    _ended: dict[str, int] = field(default_factory=dict)
    _asked: dict[str, dict[str, object]] = field(default_factory=dict)
    _waiting: set[str] = field(default_factory=set)
    _begun: set[str] = field(default_factory=set)
    _ticket: int = 0
    _mails: set[Path] = field(default_factory=set)

    def __enter__(self) -> Self:
        self._traps = [one for one in self.faults if one.process]
        self._timed = sorted((one for one in self.faults if not one.process), key=lambda one: one.after)
        self._address = self.stage.house.state.folder / "traps"
        self._address.unlink(missing_ok=True)
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self._address))
        self._address.chmod(0o777)
        self._listening.listen()
        self._look = selectors.DefaultSelector()
        self._look.register(self._listening, selectors.EVENT_READ, self._trapped)
        for nursery in self.stage.nurseries.values():
            assert nursery.program.stdout is not None
            self._look.register(
                nursery.program.stdout, selectors.EVENT_READ, lambda each=nursery: self._hear(each)
            )
        for name in SERVICES:
            self.start(name)
        return self

    def __exit__(self, *_: object) -> None:
        self.faults = self._traps = self._timed = []
        self._asked.clear()
        for name in list(self._pids):
            self._kill(name)
        self.until(lambda: not self._pids, "the processes to be gone", 10)
        self._look.close()
        self._listening.close()

    def note(self, says: str) -> None:
        """Record an event."""
        self.history.append(f"{time.monotonic() - self._began:6.2f}  {says}")

    # -- playing ---------------------------------------------------------------------------------------------

    def start(self, name: str, **more: object) -> None:
        """Start a process; a service is started again whenever it dies."""
        state = self.stage.house.state
        asked: dict[str, object] = {"name": name, "log": str(state.logs / f"{name}.log"), **more}
        if name == "bank":
            asked["arguments"] = [
                "--in", str(state.bank / "out"), "--out", str(state.bank / "in"), "--own",
                str(state.bank / "own"), "--key", str(state.keys / "bank.key"),
                "--pay-key", str(state.keys / "pay.pub"), *self.bank,
            ]  # fmt: skip
        elif name == "mail":
            asked["arguments"] = ["--folder", str(state.mail), "--port", str(self.stage.smtp)]
        elif name == "web":
            asked["port"] = self.stage.web
        self._asked[name] = asked
        self._ask(name)

    def _ask(self, name: str) -> None:
        asked = {**self._asked[name], **self.machines.get(name, {})}
        if name in self._begun:
            asked.pop("torn", None)
        self._begun.add(name)
        self._ticket += 1
        trap = next((one for one in self._traps if one.process == name), None)
        if trap is not None:
            asked["trap"] = [trap.where, trap.nth, str(self._address)]
        elif self.lines:
            asked["lines"] = str(self.lines / name)
        self._ended.pop(name, None)
        self._waiting.add(name)
        self.stage.nurseries[ROLE_OF[name]].ask(ticket=self._ticket, **asked)

    def ended(self, name: str) -> int | None:
        """How a process that is no service ended."""
        return self._ended.get(name)

    def again(self, name: str) -> None:
        """Ask once more for a process that ended."""
        self._ask(name)

    def was_asked(self, name: str) -> bool:
        """Whether a process was ever asked for in this story."""
        return name in self._asked

    def until(self, holds: Callable[[], object], what: str, seconds: float = 240.0) -> None:
        """Let things happen until something holds."""
        end, due = time.monotonic() + seconds, 0.0
        while time.monotonic() < due or not holds():
            due = time.monotonic() + _LOOK_EVERY if time.monotonic() >= due else due
            self.look()
            if time.monotonic() > end:
                raise AssertionError(f"Waited {seconds:.0f} seconds for {what}.")

    def is_past_its_hour(self) -> bool:
        """Whether no timed kill is left."""
        return not self._timed

    def look(self) -> None:
        """A moment passes."""
        while self._timed and time.monotonic() - self._began >= self._timed[0].after:
            self._carry_out(self._timed.pop(0))
        for key, _ in self._look.select(0.01):
            key.data()
        self.stage.server.keep_alive()

    # -- a lost database -------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _stopped(self) -> Iterator[None]:
        """Every process is gone for a while; then the services start again."""
        self.until(lambda: not self._waiting, "the processes to have started")
        asked, self._asked = self._asked, {}
        for name in list(self._pids):
            self._kill(name)
        self.until(lambda: not self._pids, "the processes to be gone", 30)
        yield
        self._asked = asked
        for name in SERVICES:
            self._ask(name)

    def back_up(self) -> None:
        """Keep the database as it is now, and which mails had been sent."""
        with self._stopped():
            self.note("a backup is made")
            self.stage.server.keep_alive()
            self.stage.back_up()
        self._mails = set(self.stage.house.state.mail.glob("*"))

    def restore(self) -> None:
        """Lose the database and bring the backup back, as ``vethanam restore`` does."""
        with self._stopped():
            self.note("the database is lost, and the backup brought back")
            self.stage.server.keep_alive()
            self.stage.bring_back()
            for mail in set(self.stage.house.state.mail.glob("*")) - self._mails:
                mail.unlink()
            self.start("restore")
            self.until(lambda: self.ended("restore") is not None, "the restore")
            log = self.stage.house.state.logs / "restore.log"
            assert self.ended("restore") == 0, log.read_text()

    # -- dying -----------------------------------------------------------------------------------------------

    def _hear(self, nursery: Nursery) -> None:
        for said in nursery.heard():
            if "started" in said:
                self._waiting.discard(said["name"])
                self._pids[said["name"]] = said["started"]
            for name in [name for name, pid in self._pids.items() if pid == said.get("ended")]:
                del self._pids[name]
                self._ended[name] = said["code"]
                if name in SERVICES and name in self._asked:
                    if said["code"] != -signal.SIGKILL:
                        self.note(f"{name} ended by itself ({said['code']})")
                    self._ask(name)

    def _trapped(self) -> None:
        line, _ = self._listening.accept()
        with line:
            name, _, group = line.recv(100).decode().partition(" ")
            if not name:
                return
            self._pids[name] = int(group)
            fault = next((one for one in self._traps if one.process == name), None)
            if fault is not None:
                self._traps.remove(fault)
                self._carry_out(fault)

    def _carry_out(self, fault: Fault) -> None:
        self.note(str(fault))
        for victim in fault.victims:
            self._kill(victim)

    def _kill(self, name: str) -> None:
        if name == "database":
            kill_database(self.stage.house.state)
            return
        with contextlib.suppress(KeyError, ProcessLookupError):
            os.killpg(self._pids[name], signal.SIGKILL)


def admin(stage: Stage) -> Database:
    """The database's superuser."""
    return stage.server.admin(DATABASE)


def ask_database(stage: Stage, holds: Callable[[Database], bool]) -> bool:
    """Whether something holds in the database; not while that is away."""
    try:
        if stage.watching is None or stage.watching.closed:
            stage.watching = admin(stage)
        return holds(stage.watching)
    except psycopg.OperationalError:
        return False


def lines_in(folder: Path) -> dict[str, list[str]]:
    """The lines each process came to, as ``file:line``."""
    found: dict[str, Iterable[str]] = {
        path.name: path.read_text(encoding="ascii").split() for path in folder.iterdir()
    }
    return {name: sorted(set(lines)) for name, lines in found.items()}
