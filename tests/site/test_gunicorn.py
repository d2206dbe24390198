"""The folder in which the web processes count together is gone with its server, and after a kill
with the next one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

SERVER = (
    "import sys, vethanam.site.gunicorn as server; print(server._own_folder, flush=True); "
    "sys.stdin.readline(); {end}"
)


class Started:
    """A process that loaded the configuration, as the first process of gunicorn does."""

    def __init__(self, temporary: Path, end: str = "server.on_exit(None)", **environment: str) -> None:
        kept = {key: value for key, value in os.environ.items() if key != "PROMETHEUS_MULTIPROC_DIR"}
        self.process: Any = subprocess.Popen(
            [sys.executable, "-c", SERVER.format(end=end)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
            env={**kept, "TMPDIR": str(temporary), **environment},
        )  # fmt: skip
        self.folder = Path(self._line())

    def _line(self) -> str:
        assert self.process.stdout
        return str(self.process.stdout.readline().strip())

    def end(self) -> None:
        self.process.communicate("go\n", timeout=30)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=30)


def age(folder: Path) -> None:
    """As if it had been made an hour ago."""
    then = time.time() - 3_600
    os.utime(folder, (then, then))


def test_a_server_that_ends_leaves_nothing_behind(tmp_path: Path) -> None:
    server = Started(tmp_path)
    assert server.folder.is_dir()
    server.end()
    assert list(tmp_path.iterdir()) == []


def test_the_next_server_removes_the_folder_of_a_killed_one_and_none_that_is_in_use(tmp_path: Path) -> None:
    killed, living = Started(tmp_path), Started(tmp_path)
    killed.kill()
    beginning = tmp_path / "vethanam-metrics-new"
    beginning.mkdir()
    other = tmp_path / "another-folder"
    other.mkdir()
    for folder in (killed.folder, living.folder, other):
        age(folder)
    following = Started(tmp_path)
    assert not killed.folder.exists() and living.folder.is_dir() and beginning.is_dir() and other.is_dir()
    following.end()
    living.end()
    assert sorted(tmp_path.iterdir()) == [other, beginning]


def test_a_folder_that_the_environment_names_is_another_s(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    Started(tmp_path, PROMETHEUS_MULTIPROC_DIR=str(given)).end()
    assert list(tmp_path.iterdir()) == [given]


@pytest.mark.parametrize("kind", ["link", "file"])
def test_what_only_has_such_a_name_stays(tmp_path: Path, kind: str) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    named = tmp_path / "vethanam-metrics-x"
    named.symlink_to(precious) if kind == "link" else named.write_text("")
    then = time.time() - 3_600
    os.utime(named, (then, then), follow_symlinks=False)
    Started(tmp_path).end()
    assert precious.is_dir() and named.exists()
