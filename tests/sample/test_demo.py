"""The demo on an edited folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.conf import settings

from tests.sample.machine import born
from vethanam.errors import UnsoundInput
from vethanam.sample import demo
from vethanam.sample.demo import FOLDER, carry_month

IMPORTS = """
- {at: 2026-10-19T08:50, by: sample-setup, do: import, with: {file: directorate.yaml, what: directorate}}
- {at: 2026-10-19T09:20, by: establishment, do: import, with: {file: FILE}}
"""


@pytest.fixture
def folder(desk_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo's own folder, to be edited; nothing is waited for."""
    monkeypatch.setattr(settings, "VETHANAM_STATE", tmp_path)
    monkeypatch.setattr(demo, "wait_until_quiet", lambda state, waiting: None)
    born()
    return copytree(FOLDER, tmp_path / "folder")


def carried(folder: Path, file: str) -> Mapping[str, Any]:
    (folder / "acts.yaml").write_text(IMPORTS.replace("FILE", file), encoding="utf-8")
    return carry_month(people=0, data=folder, tell=lambda said: None, state=folder, enter=lambda doors: None)


def test_a_file_with_faults_ends_the_demo_with_every_one_of_them(folder: Path) -> None:
    head, first, *_ = (folder / "employees.csv").read_text(encoding="utf-8").splitlines()
    cells = first.split(",")
    cells[head.split(",").index("born")] = "soon"
    cells[head.split(",").index("basic_pay")] = "1"
    (folder / "employees.csv").write_text(f"{head}\n{','.join(cells)}\n", encoding="utf-8")
    with pytest.raises(UnsoundInput) as told:
        carried(folder, "employees.csv")
    assert told.value.says == "employees.csv: 2 things to mend. Nothing was imported."
    assert {fault.field for fault in told.value.faults} == {"born", "basic_pay"}


def test_the_file_that_the_demo_shows_as_refused_does_not_end_it(folder: Path) -> None:
    (folder / "twice.csv").write_text("colour\n", encoding="utf-8")
    assert carried(folder, "twice.csv")["people"] == 0
