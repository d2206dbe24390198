"""Stories begin with an installation, or with one after a carried month; each gets a copy of its own.

Both are made once in a run, for any number of workers: the first worker that needs one makes it, the others
copy it, and the last one removes it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.stories.folder import Folder, draw
from tests.stories.house import House
from vethanam.site.state import State


@dataclass(frozen=True)
class Carried:
    """A house after its month, the folder of that month, and the demo's output."""

    house: House
    folder: Folder
    totals: dict[str, Any]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A story that goes by chance runs once for each seed: of ``--seeds``, else ``SEEDS`` of its file."""
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", metafunc.config.getoption("seeds") or range(metafunc.module.SEEDS))


@pytest.fixture(scope="session")
def of_the_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@contextlib.contextmanager
def copied(of_the_run: Path, name: str, make: Callable[[House], Any]) -> Iterator[tuple[House, Any]]:
    """A copy of a house that is made once in the run, with the result of ``make``."""
    note = of_the_run / f"{name}.json"
    with locked(note):
        held = json.loads(note.read_text(encoding="utf-8")) if note.exists() else None
        if held is None:
            house = House.new()
            try:
                held = {"folder": str(house.state.folder), "told": make(house), "workers": 0}
            except BaseException:
                house.remove()
                raise
        held["workers"] += 1
        note.write_text(json.dumps(held), encoding="utf-8")
        first = House(State(Path(held["folder"])))
        own = first.copy()
    try:
        yield own, held["told"]
    finally:
        own.remove()
        with locked(note):
            held = json.loads(note.read_text(encoding="utf-8"))
            held["workers"] -= 1
            if held["workers"]:
                note.write_text(json.dumps(held), encoding="utf-8")
            else:
                note.unlink()
                first.remove()


@contextlib.contextmanager
def locked(note: Path) -> Iterator[None]:
    """No other worker reads or writes this note."""
    with note.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def drawn(of_the_run: Path) -> Folder:
    """The small directorate's files. Stories read them and change copies."""
    path = of_the_run / "directorate"
    with locked(path):
        if not path.exists():
            draft = of_the_run / "draft"
            draft.mkdir()
            draw(draft)
            draft.rename(path)
    return Folder(path)


@pytest.fixture(scope="session")
def installed(of_the_run: Path) -> Iterator[House]:
    """An installation born as sample, nothing entered yet."""

    def install(house: House) -> None:
        shown = house.vethanam("install", "--sample")
        assert (shown.returncode, shown.stderr) == (0, "")

    with copied(of_the_run, "installed", install) as (house, _):
        yield house


@pytest.fixture(scope="session")
def month(of_the_run: Path, installed: House, drawn: Folder) -> Iterator[Carried]:
    """The small directorate's month, carried once for all stories. They look at it and change copies."""

    def carry(house: House) -> dict[str, Any]:
        installed.copy_to(house)
        return house.demo(drawn)

    with copied(of_the_run, "month", carry) as (house, totals):
        yield Carried(house, drawn, totals)


@pytest.fixture
def house(installed: House) -> Iterator[House]:
    """An installation for one story."""
    house = installed.copy()
    yield house
    house.remove()


@pytest.fixture
def folder(drawn: Folder, tmp_path: Any) -> Folder:
    """The small directorate's files, to be edited by one story."""
    return drawn.copy_to(tmp_path / "folder")


@pytest.fixture
def after(month: Carried, folder: Folder) -> Iterator[Carried]:
    """A copy of the carried month for one story, with files to edit."""
    house = month.house.copy()
    yield Carried(house, folder, month.totals)
    house.remove()


@pytest.fixture
def elsewhere() -> Iterator[House]:
    """Another machine, on which nothing is."""
    house = House.new()
    yield house
    house.remove()


def keys_to(house: House, other: House) -> None:
    """With owners and modes, as an operator carries keys."""
    other.state.keys.mkdir(parents=True)
    other.state.folder.chmod(0o755)
    other.state.keys.chmod(0o755)
    subprocess.run(["cp", "-a", f"{house.state.keys}/.", str(other.state.keys)], check=True)
