"""The receivers of a dispatcher, each a process that counts its messages; rates are measured there."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vethanam.errors import Unsound

_MESSAGES = re.compile(rb"mesg=(\d+)\r")
_OFTEN = 0.02


@dataclass(frozen=True, slots=True)
class FarSide:
    """A server on a local port, with its count of messages."""

    port: int
    count: Callable[[], int]
    kind: str = "smtp"
    #: whole messages, where ``count`` is their parts
    messages: Callable[[], int] = lambda: 0

    @property
    def address(self) -> str:
        """host:port, as in the settings."""
        return f"127.0.0.1:{self.port}"


@contextlib.contextmanager
def smtp_sink(port: int) -> Iterator[FarSide]:
    """Debian's ``smtp-sink``, which discards letters and counts them.

    Raises
    ------
    Unsound
        smtp-sink is not installed.
    """
    program = shutil.which("smtp-sink", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
    if program is None:
        raise Unsound("no_smtp_sink")
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
    with tempfile.TemporaryFile() as counters:
        process = subprocess.Popen(
            [program, *as_nobody, "-c", f"127.0.0.1:{port}", "512"], stdout=counters, cwd="/"
        )
        try:
            time.sleep(0.3)
            yield FarSide(port, lambda: _last_count(counters.fileno()))
        finally:
            process.kill()
            process.wait()


def _last_count(descriptor: int) -> int:
    end = os.fstat(descriptor).st_size
    told = _MESSAGES.findall(os.pread(descriptor, 256, max(0, end - 256)))
    return int(told[-1]) if told else 0


@contextlib.contextmanager
def smsc(port: int, *, tells: bool, certificate: Path | None = None) -> Iterator[FarSide]:
    """Our SMSC, which counts messages and their parts, and refuses those without the operators' numbers.

    ``tells``: it sends delivery receipts, which cost it more than accepting. With a ``certificate`` it speaks
    TLS alone.
    """
    options = ["--port", str(port), "--numbers", *([] if tells else ["--quiet"])]
    if certificate is not None:
        options += ["--certificate", str(certificate)]
    with _python("vethanam.sample.smsc", *options) as process:

        def counts() -> tuple[int, int]:
            process.send_signal(signal.SIGUSR1)
            parts, messages = _line_of(process).split()
            return int(parts), int(messages)

        try:
            _line_of(process)
            yield FarSide(port, lambda: counts()[0], "smpp", lambda: counts()[1])
        finally:
            process.kill()


@dataclass(slots=True)
class Sink:
    """The mail server that can hang (:mod:`vethanam.bench.sink`)."""

    port: int
    process: subprocess.Popen[str]

    def ask(self, word: str) -> dict[str, Any]:
        """Send a command and return the answer."""
        if self.process.stdin is not None:
            self.process.stdin.write(f"{word}\n")
            self.process.stdin.flush()
        return dict(json.loads(_line_of(self.process)))


@contextlib.contextmanager
def sink(port: int, *, certificate: Path | None = None) -> Iterator[Sink]:
    """A mail server that reports the time of the last letter, and can hang. With a ``certificate`` it speaks
    TLS alone.
    """
    options = [] if certificate is None else ["--certificate", str(certificate)]
    with _python("vethanam.bench.sink", "--port", str(port), *options) as process:
        try:
            _line_of(process)
            yield Sink(port, process)
        finally:
            process.kill()


@contextlib.contextmanager
def mail_over_tls(port: int, certificate: Path) -> Iterator[FarSide]:
    """Our mail server over TLS, from the first byte; ``smtp-sink`` has no TLS."""
    with sink(port, certificate=certificate) as server:
        yield FarSide(port, lambda: int(server.ask("count")["letters"]))


def a_second(count: Callable[[], int], until: Callable[[], bool]) -> tuple[int, float]:
    """The count when ``until`` is true, and the rate per second between the first and last arrival."""
    first = last = (0, time.perf_counter())
    while True:
        is_over = until()
        seen = (count(), time.perf_counter())
        if seen[0] and not first[0]:
            first = seen
        if seen[0] > last[0]:
            last = seen
        if is_over:
            break
        time.sleep(_OFTEN)
    seconds = last[1] - first[1]
    return last[0], (last[0] - first[0]) / seconds if seconds > 0 else 0.0


def _python(module: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent,
    )  # fmt: skip


def _line_of(process: subprocess.Popen[str]) -> str:
    return process.stdout.readline().strip() if process.stdout is not None else ""
