"""Child processes: started, restarted, stopped, and ended when the supervisor is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from vethanam.errors import Refused
from vethanam.site.processes import refuse_taken_port
from vethanam.site.supervisor import Program, Supervisor


def wait_for(condition: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def supervised(tmp_path: Path, said: list[str]) -> Supervisor:
    program = Program("sleeper", ["sleep", "60"], {"PATH": "/usr/bin:/bin"})
    return Supervisor([program], tmp_path / "logs", said.append, lambda: None)


def test_who_dies_is_started_again_and_said(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = supervised(tmp_path, said)
    supervisor.start()
    try:
        wait_for(lambda: supervisor.pid_of("sleeper"))
        first = supervisor.pid_of("sleeper")
        assert first
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: supervisor.pid_of("sleeper") not in (None, first))
    finally:
        supervisor.stop()
    assert supervisor.pid_of("sleeper") is None
    assert said[0].startswith("sleeper ended (signal 9) and is started again")


def test_nothing_is_left_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from vethanam.site.supervisor import Program, Supervisor\n"
        "s = Supervisor([Program('x', ['sleep', '60'], {})], Path(sys.argv[1]), print, lambda: None); s.start()\n"
        "while s.pid_of('x') is None: time.sleep(0.01)\n"
        "print(s.pid_of('x'), flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.kill()
    wait_for(
        lambda: not Path(f"/proc/{child}/cmdline").exists() or not Path(f"/proc/{child}/cmdline").read_bytes()
    )


def test_a_taken_port_is_a_sentence() -> None:
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refused, match=f"Port {port} is taken"):
            refuse_taken_port(port)
    refuse_taken_port(port)
