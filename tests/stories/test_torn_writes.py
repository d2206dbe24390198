"""A process killed in a write leaves the first part of it: the faults story does what it says."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stories import nursery
from vethanam.payments.channel import write_whole
from vethanam.payments.paymaster.journal import Journal


def killed(write: Callable[[], object], nth: int, share: float) -> None:
    """A child process of whose writes the n-th is torn."""
    pid = os.fork()
    if not pid:
        nursery.tear_a_write(nth, share)
        write()
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL


def test_the_first_part_of_a_file_stays_and_not_under_its_name(tmp_path: Path) -> None:
    killed(lambda: write_whole(tmp_path / "a.xml", b"0123456789"), 1, 0.45)
    (left,) = tmp_path.iterdir()
    assert left.name.endswith(".part") and left.read_bytes() == b"0123"


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_torn_line_of_the_journal_is_cut_and_written_again(tmp_path: Path, share: float) -> None:
    def lines() -> None:
        journal = Journal(tmp_path)
        for number in range(2):
            journal.keep(f"M{number}", bytes(32), 1, 100, "E", "2026-10-28T10:00:00+05:30")

    killed(lines, 2, share)
    journal = Journal(tmp_path)
    body = journal.path.read_bytes()
    assert body.count(b"\n") == 1 and body.endswith(b"\n")
    journal.close()
    lines()
