"""The place of the suite's own cluster."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vethanam.site import state
from vethanam.site.state import state_base, state_id, suite_state


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(state, "_MEMORY", tmp_path)
    monkeypatch.setattr(state, "_ROOM", 1)
    return tmp_path


def test_the_suites_cluster_stands_in_memory_where_there_is_room(memory: Path) -> None:
    assert suite_state() == memory / f"vethanam-{os.geteuid()}-{state_id()}-tests"


def test_it_stands_on_the_disk_where_memory_is_short(memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "_ROOM", 1 << 60)
    assert suite_state() == state_base() / f"{state_id()}-tests"


def test_it_stands_on_the_disk_where_there_is_no_such_memory(
    memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "_MEMORY", memory / "away")
    assert suite_state() == state_base() / f"{state_id()}-tests"


def test_an_installed_wheel_has_one_state_folder_wherever_it_is_called_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "__file__", str(tmp_path / "lib" / "vethanam" / "site" / "state.py"))
    monkeypatch.chdir(tmp_path)
    assert not state.has_checkout()
    assert state_id() == "main"
    assert list(tmp_path.iterdir()) == []
