"""Measures seconds by step, processor time, and peak memory from outside.

Memory is the sum of the proportional set size of all measured processes: a program, its descendants, and the
database server of a state folder. A separate process reads it from ``/proc``.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any
from unittest.mock import patch

_TICKS = os.sysconf("SC_CLK_TCK")
_PAUSE_SECONDS = 0.5


@dataclass(slots=True)
class Measured:
    """A measurement: ``seconds`` by step, ``processor_seconds`` and ``peak_mib`` over all processes.

    ``load`` is the machine's one-minute load at the start, as a sign of other work.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    total_seconds: float = 0.0
    processor_seconds: float = 0.0
    peak_mib: int = 0
    peak_by_program: dict[str, int] = field(default_factory=dict)
    load: float = 0.0
    _thread: threading.local = field(default_factory=threading.local)

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add the time of the block to a step; nested steps are not counted twice.

        Steps of several threads may add up to more than the whole time.
        """
        since = time.perf_counter()
        within: list[float] = self._thread.__dict__.setdefault("within", [])
        within.append(0.0)
        try:
            yield
        finally:
            spent = time.perf_counter() - since
            self.seconds[name] = self.seconds.get(name, 0.0) + spent - within.pop()
            if within:
                within[-1] += spent

    @contextlib.contextmanager
    def steps(self, named: Mapping[str, Iterable[tuple[ModuleType, str]]]) -> Iterator[None]:
        """Time calls of the named functions as steps during the block."""
        with contextlib.ExitStack() as stack:
            for name, functions in named.items():
                for module, function in functions:
                    stack.enter_context(patch.object(module, function, self._timed(name, module, function)))
            yield

    def _timed(self, name: str, module: ModuleType, function: str) -> Callable[..., Any]:
        called = getattr(module, function)

        @wraps(called)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.step(name):
                return called(*args, **kwargs)

        return timed

    def as_json(self) -> dict[str, Any]:
        """For ``--json``: seconds to two decimals."""
        return {
            "seconds": {name: round(value, 2) for name, value in self.seconds.items()},
            "total_seconds": round(self.total_seconds, 2),
            "processor_seconds": round(self.processor_seconds, 2),
            "peak_mib": self.peak_mib,
            "peak_mib_by_program": self.peak_by_program,
            "load": round(self.load, 2),
        }


@contextlib.contextmanager
def measured(server_folder: Path | None = None) -> Iterator[Measured]:
    """Measure the block; ``server_folder`` is the data folder of the database server."""
    found = Measured(load=os.getloadavg()[0])
    watcher = subprocess.Popen(
        [sys.executable, __file__, str(os.getpid()), str(server_folder or "")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if watcher.stdout is not None:
        watcher.stdout.readline()  # the watcher is ready
    busy, since = _processor_seconds(os.getpid(), server_folder, watcher.pid), time.perf_counter()
    try:
        yield found
    finally:
        found.total_seconds = time.perf_counter() - since
        found.processor_seconds = _processor_seconds(os.getpid(), server_folder, watcher.pid) - busy
        told, _ = watcher.communicate("\n")
        seen = json.loads(told)
        found.peak_mib, found.peak_by_program = seen["peak_mib"], seen["by_program"]


def middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The median of each figure over several measurements."""
    names = list(dict.fromkeys(name for run in runs for name in run["seconds"]))
    return {
        "runs": len(runs),
        "seconds": {name: round(median(run["seconds"].get(name, 0.0) for run in runs), 2) for name in names},
        **{
            name: round(median(run[name] for run in runs), 2)
            for name in ("total_seconds", "processor_seconds", "peak_mib", "load")
        },
    }


def _takes_part(program: int, server_folder: Path | str | None) -> dict[int, str]:
    """The measured process ids with their program: the benchmark, its descendants and the
    server, without the watcher.
    """
    parents = dict(_parents())
    roots = {program: "program"}
    if server_folder:
        with contextlib.suppress(OSError, ValueError, IndexError):
            first = Path(server_folder, "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0]
            roots[int(first)] = "database"
    found = {}
    for pid in parents:
        above = pid
        while above and above not in roots:
            above = parents.get(above, 0)
        if (above and pid != os.getpid()) or pid == program:
            found[pid] = roots[above or program]
    return found


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                yield int(entry.name), int(_stat(int(entry.name))[1])


def _stat(pid: int) -> list[str]:
    """The fields of ``/proc/PID/stat`` after the program's name: state, parent, …"""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()


def processor_seconds_by_program(program: int, server_folder: Path | None) -> dict[str, float]:
    """Processor seconds of a program with its descendants, and of the database server, since each began."""
    ticks: Counter[str] = Counter()
    for pid, what in {**_takes_part(program, server_folder), program: "program"}.items():
        with contextlib.suppress(OSError):
            ticks[what] += sum(map(int, _stat(pid)[11:15]))
    return {what: count / _TICKS for what, count in ticks.items()}


def _processor_seconds(program: int, server_folder: Path | None, watcher: int) -> float:
    """Processor seconds of all measured processes, without the watcher, which is always busy."""
    spent = sum(processor_seconds_by_program(program, server_folder).values())
    with contextlib.suppress(OSError):
        spent -= sum(map(int, _stat(watcher)[11:15])) / _TICKS
    return spent


def _proportional_kib(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _watch(program: int, server_folder: str) -> None:
    """Sample memory until a line arrives on stdin, then print the peak."""
    import select

    peak, by_program = 0, dict[str, int]()
    print("watching", flush=True)  # noqa: T201
    while True:
        sizes: dict[str, int] = {}
        for pid, what in _takes_part(program, server_folder).items():
            sizes[what] = sizes.get(what, 0) + _proportional_kib(pid)
        if sum(sizes.values()) > peak:
            peak, by_program = sum(sizes.values()), sizes
        if select.select([sys.stdin], [], [], _PAUSE_SECONDS)[0]:
            break
    told = {
        "peak_mib": peak // 1024,
        "by_program": {name: size // 1024 for name, size in sorted(by_program.items())},
    }
    print(json.dumps(told), flush=True)  # noqa: T201


if __name__ == "__main__":
    _watch(int(sys.argv[1]), sys.argv[2])
