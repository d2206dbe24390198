"""The files of the archive: written, refused, deleted. The drill over a real server is in
tests/stories/test_lasting.py."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest

from vethanam.errors import Refused
from vethanam.site import archive, segments

SEGMENT = "000000010000000000000003"


@pytest.fixture
def identity(tmp_path: Path) -> pyrage.x25519.Identity:
    """The key of an archive in the test's folder."""
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "recipient").write_text(f"{identity.to_public()}\n")
    return identity


def test_a_segment_is_closed_to_the_recipient(identity: pyrage.x25519.Identity, tmp_path: Path) -> None:
    (tmp_path / "segment").write_bytes(b"what people typed" * 1000)
    command = [
        sys.executable,
        "-m",
        "vethanam.site.segments",
        str(tmp_path / "segment"),
        SEGMENT,
        str(tmp_path),
    ]
    subprocess.run(command, check=True)
    (path,) = segments.kept(tmp_path)
    assert b"typed" not in path.read_bytes()
    assert segments.opened(path, identity) == (SEGMENT, b"what people typed" * 1000)
    subprocess.run(command, check=True)  # handed over again after a crash
    assert segments.kept(tmp_path) == [path]


def test_another_server_in_the_same_folder_is_refused(
    identity: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    for name, content in (("one", b"1"), ("two", b"2"), ("note", b"3")):
        (tmp_path / name).write_bytes(content)
    segments.keep(tmp_path / "note", f"{SEGMENT}.00000028.backup", tmp_path)
    segments.keep(tmp_path / "one", SEGMENT, tmp_path)
    with pytest.raises(SystemExit, match="each server needs a folder of its own"):
        segments.keep(tmp_path / "two", SEGMENT, tmp_path)


def test_a_damaged_segment_is_not_read(identity: pyrage.x25519.Identity, tmp_path: Path) -> None:
    (tmp_path / "segment").write_bytes(b"1")
    segments.keep(tmp_path / "segment", SEGMENT, tmp_path)
    (path,) = segments.kept(tmp_path)
    renamed = path.rename(path.with_name(f"{SEGMENT}.{'0' * 16}.age"))
    with pytest.raises(ValueError, match=SEGMENT):
        segments.opened(renamed, identity)


def test_the_newest_bases_stay_with_their_segments(tmp_path: Path) -> None:
    for day, segment in (("01", "1"), ("02", "5"), ("03", "9")):
        (tmp_path / f"base-202611{day}T023000Z-{segment:0>24}.age").touch()
    for number in range(1, 11):
        (tmp_path / f"{number:024X}.{'0' * 16}.age").touch()
    (tmp_path / f"00000002.history.{'0' * 16}.age").touch()
    archive._forget_older(tmp_path, 2)
    assert [path.name[:13] for path in sorted(tmp_path.glob("base-*"))] == ["base-20261102", "base-20261103"]
    assert [segments.named(path) for path in segments.kept(tmp_path)] == [
        *(f"{number:024X}" for number in range(5, 11)), "00000002.history"
    ]  # fmt: skip


def test_a_moment_is_restored_from_the_newest_base_before_it(tmp_path: Path) -> None:
    first, second = (tmp_path / f"base-202611{day}T023000Z-{'0' * 24}.age" for day in ("01", "02"))
    first.touch()
    second.touch()
    assert archive._base_before(tmp_path, datetime(2026, 11, 1, 12, tzinfo=UTC)) == first
    assert archive._base_before(tmp_path, None) == second
    with pytest.raises(Refused, match="no base backup that was begun before 2026-11-01"):
        archive._base_before(tmp_path, datetime(2026, 11, 1, 2, 30, tzinfo=UTC))
