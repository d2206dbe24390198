"""An installation's processes on a separate database: killed at any time, they come back."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vethanam.site.launcher import Server
from vethanam.site.processes import free_port, kept_port
from vethanam.site.state import State, state_base

IS_ROOT = os.geteuid() == 0


def wait_for(condition: Callable[[], object], seconds: float = 45.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def state() -> Iterator[State]:
    """A real installation in a state folder of its own."""
    state = State(state_base() / f"processes-test-{os.getpid()}")
    vethanam(state, "install")
    yield state
    Server(state).stop()
    shutil.rmtree(state.folder)


def environment(state: State) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return {**kept, "VETHANAM_STATE": str(state.folder)}


def vethanam(state: State, *arguments: str) -> str:
    command = [sys.executable, "-m", "vethanam.site", *arguments]
    return subprocess.run(command, env=environment(state), capture_output=True, text=True, check=True).stdout


def children(parent: int) -> dict[str, int]:
    """Name → pid of the processes a supervisor runs."""
    found = {}
    for name in ("sequencer", "worker", "web"):
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                command = status.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode()
                ppid = int(status.read_text().split("PPid:")[1].split()[0])
            except OSError:
                continue
            if ppid == parent and ("gunicorn" if name == "web" else f"vethanam.site {name}") in command:
                found[name] = int(status.parent.name)
    return found


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
def test_whatever_is_killed_comes_back(state: State) -> None:
    port = free_port()
    command = [sys.executable, "-m", "vethanam.site", "serve", "--all", "--port", str(port)]
    env = {**environment(state), "VETHANAM_SMTP": "mail.example:2599"}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as supervisor:
        try:
            wait_for(lambda: _status(port) == 200)
            before = children(supervisor.pid)
            assert (
                b"VETHANAM_SMTP=mail.example:2599\0" in Path(f"/proc/{before['worker']}/environ").read_bytes()
            )
            assert set(before) == {"sequencer", "worker", "web"}
            if IS_ROOT:
                owners = {Path(f"/proc/{pid}").stat().st_uid for pid in before.values()}
                assert len(owners) == 3
                assert 0 not in owners
            for pid in before.values():
                os.kill(pid, signal.SIGKILL)
            # a killed process disappears a moment later
            wait_for(lambda: not set(children(supervisor.pid).values()) & set(before.values()))
            wait_for(lambda: set(children(supervisor.pid)) == set(before))
            wait_for(lambda: _status(port) == 200)
            os.kill(int((state.data / "postmaster.pid").read_text().split("\n")[0]), signal.SIGKILL)
            wait_for(lambda: Server(state).is_running() and _status(port) == 200)
        finally:
            supervisor.terminate()
    assert supervisor.returncode == 0
    wait_for(lambda: not children(supervisor.pid))
    assert not Server(state).is_running()


HOLDING = """
import os, signal
from vethanam.site.processes import stop_on_signal
stop = stop_on_signal()
with stop._cond:  # as the main thread does for an instant whenever it waits
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGTERM)
raise SystemExit(0 if stop.wait(10) else 1)
"""


def test_asked_to_end_at_the_worst_instant_a_process_still_hears() -> None:
    """Setting an event in a signal handler hangs if the main thread holds the event's lock."""
    assert subprocess.run([sys.executable, "-c", HOLDING], check=False, timeout=30).returncode == 0


def test_a_taken_port_exits_two_with_a_sentence(state: State) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        command = [
            sys.executable,
            "-m",
            "vethanam.site",
            "serve",
            "--all",
            "--port",
            str(other.getsockname()[1]),
        ]
        shown = subprocess.run(command, env=environment(state), capture_output=True, text=True, check=False)
    assert shown.returncode == 2
    assert "is taken" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_a_foreign_server_is_installed_through_its_administrator(tmp_path: Path) -> None:
    """The other server is our own of another folder: its URL names no role, each process has its password."""
    state = State(state_base() / f"foreign-test-{os.getpid()}")
    server = Server(state, is_durable=False)
    server.hold()
    try:
        env = {
            "PATH": os.environ["PATH"],
            "VETHANAM_STATE": str(tmp_path / "foreign"),
            "VETHANAM_DATABASE_URL": f"postgresql:///pay?host={state.sockets}",
        }
        admin = {"VETHANAM_ADMIN_URL": f"postgresql:///postgres?host={state.sockets}&user=postgres"}
        command = [sys.executable, "-m", "vethanam.site"]
        subprocess.run([*command, "install"], env={**env, **admin}, check=True)
        checked = subprocess.run([*command, "check"], env=env, capture_output=True, text=True, check=False)
        assert checked.stderr == ""
        # A real installation still lacks its key of the bank, and nothing runs; this server is in a hurry.
        records = {line.split(":")[0] for line in checked.stdout.splitlines()}
        assert records == {"bank.pub", "sequencer", "fsync", "full_page_writes"}
    finally:
        server.release()
        shutil.rmtree(state.folder)


def test_a_real_database_is_never_a_sample(state: State) -> None:
    command = [sys.executable, "-m", "vethanam.site", "install", "--sample"]
    shown = subprocess.run(command, env=environment(state), capture_output=True, text=True, check=False)
    assert shown.returncode == 2
    assert "born as a real one" in shown.stderr


@pytest.mark.skipif(not IS_ROOT, reason="only root gives keys to OS users of their own")
def test_each_key_belongs_to_the_one_process_that_holds_it(state: State) -> None:
    import pwd

    owners = {path.name: pwd.getpwuid(path.stat().st_uid).pw_name for path in state.keys.iterdir()}
    assert owners["vault.key"] == "vethanam-dispatcher"
    assert owners["log.key"] == "vethanam-sequencer"
    assert owners["web.secret"] == "vethanam-web"
    for name in ("vault.key", "log.key", "web.secret"):
        assert (state.keys / name).stat().st_mode & 0o077 == 0


def _status(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=5) as answer:
            return int(answer.status)
    except OSError:
        return 0


def test_a_port_is_kept_while_the_program_that_listens_there_is_away() -> None:
    with kept_port(0) as port:
        # ours, as mail server and SMSC listen
        with socket.create_server(("127.0.0.1", port)), kept_port(port) as other:
            assert other != port
        with kept_port(port) as other:  # it was killed; another installation starts
            assert other != port
        with (
            socket.create_server(("127.0.0.1", port)) as again,
            socket.create_connection(again.getsockname()),
        ):
            pass
    with kept_port(port) as other:
        assert other == port
