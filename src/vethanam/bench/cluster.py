"""A local Spark master with workers, for the duration of a benchmark."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from vethanam.errors import Unsound

_HOST = "127.0.0.1"
_MASTER = "org.apache.spark.deploy.master.Master"
_WORKER = "org.apache.spark.deploy.worker.Worker"
_READY_SECONDS, _STOP_SECONDS = 90, 15


def missing() -> str:
    """A sentence that names a missing requirement of Spark; empty if all are present."""
    if shutil.which("java") is None:
        return "Spark needs Java. As root on Debian: apt-get install default-jre-headless."
    if find_spec("pyspark") is None:
        return "pyspark is not installed. Run make spark, or install the extra spark of this package."
    return ""


@contextlib.contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[str]:
    """Start a master with single-core workers and yield its address; stop them at the end.

    ``folder`` holds their logs and working files. The workers run this Python.

    Raises
    ------
    Unsound
        Java or pyspark is missing, or the cluster does not start; the sentence names the log.
    """
    if why := missing():
        raise Unsound("no_spark", why=why)
    folder.mkdir(parents=True, exist_ok=True)
    address = f"spark://{_HOST}:{_free_port()}"
    port = address.rpartition(":")[2]
    with contextlib.ExitStack() as stack:
        logs = [stack.enter_context((folder / f"{n}.log").open("w")) for n in ("master", *range(workers))]
        programs = [_MASTER, *([_WORKER] * workers)]
        master = ["--host", _HOST, "--port", port, "--webui-port", "0"]
        started: list[subprocess.Popen[bytes]] = []
        stack.callback(_stop, started)
        for place, (program, log) in enumerate(zip(programs, logs, strict=True)):
            work = ["--cores", "1", "--memory", "1g", "--work-dir", str(folder / f"work-{place}")]
            worker = ["--host", _HOST, "--webui-port", "0", *work, address]
            started.append(_start(program, master if place == 0 else worker, log))
            if place == 0:
                _wait(folder / "master.log", "I have been elected leader", 1, started)
        _wait(folder / "master.log", "Registering worker", workers, started)
        yield address


def _start(program: str, arguments: list[str], log: IO[str]) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    given = {
        **os.environ,
        "SPARK_HOME": str(home),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_NO_DAEMONIZE": "1",
    }
    return subprocess.Popen(
        [str(home / "bin" / "spark-class"), program, *arguments], stdout=log, stderr=log, env=given
    )


def _stop(started: list[subprocess.Popen[bytes]]) -> None:
    for one in reversed(started):
        one.terminate()
    for one in started:
        try:
            one.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            one.kill()


def _wait(log: Path, words: str, times: int, started: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + _READY_SECONDS
    while log.read_text(encoding="utf-8", errors="replace").count(words) < times:
        ended = any(one.poll() is not None for one in started)
        if ended or time.monotonic() > until:
            raise Unsound("spark_not_up", log=log)
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((_HOST, 0))
        return int(found.getsockname()[1])
