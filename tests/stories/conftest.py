"""Stories begin with an installation, or with one whose month is carried; each gets a copy of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.stories.folder import Folder, draw
from tests.stories.house import House


@dataclass(frozen=True)
class Carried:
    """A house whose month is carried, the folder it was carried from, and what the demo printed."""

    house: House
    folder: Folder
    totals: dict[str, Any]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A story told by chance is told once for each seed; ``--seeds`` says how many."""
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", metafunc.config.getoption("seeds"))


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The small directorate's files. Stories read them and change copies."""
    return draw(tmp_path_factory.mktemp("directorate"))


@pytest.fixture(scope="session")
def installed() -> Iterator[House]:
    """An installation born as sample, nothing entered yet."""
    house = House.new()
    try:
        shown = house.vethanam("install", "--sample")
        assert (shown.returncode, shown.stderr) == (0, "")
        yield house
    finally:
        house.remove()


@pytest.fixture(scope="session")
def month(installed: House, drawn: Folder) -> Iterator[Carried]:
    """The small directorate's month, carried once for all stories. They look at it and change copies."""
    house = installed.copy()
    try:
        yield Carried(house, drawn, house.demo(drawn))
    finally:
        house.remove()


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
