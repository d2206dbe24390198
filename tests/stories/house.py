"""An installation of a story's own: a state folder, the command as a person starts it, its database,
its bank and its mail.
"""

from __future__ import annotations

import contextlib
import email
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg

from tests.stories.folder import Folder
from vethanam.sample.bank import statement
from vethanam.site.address import DATABASE
from vethanam.site.launcher import Server
from vethanam.site.state import State, state_base

COMMAND = [sys.executable, "-m", "vethanam.site"]
MOST_SECONDS = 900
_places = itertools.count(1)

type Database = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as the mail server got it. The same message sent twice would have its id twice."""

    id: str
    to: str
    subject: str


@dataclass(frozen=True, slots=True)
class House:
    """One installation."""

    state: State

    @staticmethod
    def new() -> House:
        """Nothing is there yet."""
        return House(State(state_base() / f"stories-{os.getpid()}-{next(_places)}"))

    def copy(self) -> House:
        """The same once more, under a folder of its own. Nothing may run in either."""
        other = House.new()
        self.copy_to(other)
        return other

    def copy_to(self, other: House) -> None:
        """The same in a folder where nothing is yet."""
        subprocess.run(["cp", "-a", "--reflink=auto", self.state.folder, other.state.folder], check=True)
        _silence_witnesses(other.state)

    def remove(self) -> None:
        """Nothing is left of it."""
        Server(self.state).stop()
        shutil.rmtree(self.state.folder)

    # -- as a person uses it ---------------------------------------------------------------------------------

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a command on this installation, with the suite's PostgreSQL.

        One process answers pages: a second would only begin once more, for seconds at each start.
        """
        kept = {
            key: os.environ[key] for key in ("PATH", "HOME", "LANG", "VETHANAM_PG_BIN") if key in os.environ
        }
        return {**kept, "VETHANAM_STATE": str(self.state.folder), "VETHANAM_WEB_WORKERS": "1"}

    def vethanam(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run the command and return its result."""
        return subprocess.run(
            [*COMMAND, *map(str, arguments)], env=self.environment, capture_output=True, text=True,
            check=False, cwd="/",
            timeout=MOST_SECONDS,
        )  # fmt: skip

    def start(self, *arguments: str | Path, out: IO[str], errors: IO[str]) -> subprocess.Popen[str]:
        """The command, running."""
        return subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            env=self.environment,
            stdout=out,
            stderr=errors,
            text=True,
            cwd="/",
        )

    def demo(self, folder: Folder) -> dict[str, Any]:
        """The output of ``vethanam demo --once --json`` over a folder."""
        shown = self.vethanam("demo", "--once", "--json", "--data", folder.path)
        assert shown.returncode == 0, shown.stderr
        totals: dict[str, Any] = json.loads(shown.stdout)
        return totals

    # -- the installation from outside -----------------------------------------------------------------------

    @contextlib.contextmanager
    def database(self) -> Iterator[Database]:
        """Its database as the server's superuser sees it; the server is started for it, and stopped again."""
        server = Server(self.state)
        server.hold()
        try:
            with server.admin(DATABASE) as connection:
                yield connection
        finally:
            server.release()

    def mails(self) -> list[Mail]:
        """Every message the mail server accepted."""
        return [read_mail(path) for path in sorted(self.state.mail.glob("*.eml"))]

    def books(self) -> dict[str, int]:
        """The totals of the bank's own books."""
        return statement(self.state.bank / "own")


def _silence_witnesses(state: State) -> None:
    """Let a copy ask no witness until its demo starts its own: another copy's may listen on these ports, and
    would show a longer log under the same key.
    """
    for path in (state.keys / "witnesses", *(state.keys / "policies").glob("*")):
        if path.is_file():
            text = re.sub(r"(http://127\.0\.0\.1):\d+", r"\1:9", path.read_text(encoding="utf-8"))
            path.write_text(text, encoding="utf-8")


_COMMANDS = {
    "sequencer": "vethanam.site sequencer",
    "worker": "vethanam.site worker",
    "paymaster": "vethanam.site paymaster",
    "dispatcher": "vethanam.site dispatcher",
    "web": "gunicorn vethanam.site.wsgi",
    "bank": "vethanam.sample.bank",
    "mail": "vethanam.sample.mail_sink",
}


def children(parent: int) -> dict[str, int]:
    """Which of an installation's processes a supervisor has running, by name."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = status.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode()
            ppid = int(status.read_text(encoding="utf-8").split("PPid:")[1].split()[0])
        except (OSError, IndexError):
            continue
        for name, text in _COMMANDS.items():
            if ppid == parent and text in command:
                found[name] = int(status.parent.name)
    return found


def kill_database(state: State) -> bool:
    """``kill -9`` of the server's first process; the others follow it by themselves. Whether it was there."""
    try:
        os.kill(
            int((state.data / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0]), signal.SIGKILL
        )
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return False
    return True


def read_mail(path: Path) -> Mail:
    """A message from its file: the envelope's recipient comes first."""
    message = email.message_from_bytes(path.read_bytes())
    return Mail(*(str(message[name]) for name in ("Message-ID", "X-RcptTo", "Subject")))


def until(holds: Callable[[], object], what: str, seconds: float = 60.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(f"Waited {seconds:.0f} seconds for: {what}.")


def rows(db: Database, text: str, *params: object) -> list[tuple[Any, ...]]:
    """The rows of a statement."""
    return db.execute(text, params or None).fetchall()


def one(db: Database, text: str, *params: object) -> Any:
    """The one value of a statement."""
    ((value,),) = rows(db, text, *params)
    return value
