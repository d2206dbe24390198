"""A full disk: a sentence, no half-done work, and the same command succeeds once there is room."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vethanam.site.launcher import Server
from vethanam.site.state import State, state_base

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or sys.platform != "linux", reason="only root mounts a small disk"
)


@pytest.fixture
def disk() -> Iterator[Path]:
    """A tiny disk in memory."""
    folder = state_base() / f"disk-test-{os.getpid()}"
    folder.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=30m,mode=755", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode and not os.environ.get("CI"):
        folder.rmdir()
        pytest.skip("this container may not mount")
    yield folder
    Server(State(folder / "state")).stop()
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


FULL = {
    "No space left on device",
    "The disk is full. Nothing was kept by halves; make room and start the command again.",
}


def test_room_for_it_is_all_that_is_needed(disk: Path) -> None:
    """After any interruption (server copied, cluster made, half of the migrations),
    the next try continues.
    """
    code, says = _install(disk)
    assert (code, says in FULL) == (2, True)
    for megabytes in (44, 86, 240):
        _enlarge(disk, megabytes)
        code, says = _install(disk)
        assert code == 0 or (code, says in FULL) == (2, True), says
    assert (code, says) == (0, "")


def _enlarge(disk: Path, megabytes: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={megabytes}m", disk], check=True)


def _install(disk: Path) -> tuple[int, str]:
    """Exit code, and the end of the only line of stderr."""
    env = {"PATH": os.environ["PATH"], "VETHANAM_STATE": str(disk / "state")}
    shown = subprocess.run(
        [sys.executable, "-m", "vethanam.site", "install", "--sample"],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = shown.stderr.splitlines()
    assert len(lines) <= 1, shown.stderr
    return shown.returncode, "".join(lines).rpartition(": ")[2]
