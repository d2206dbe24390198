"""The desk with a passed bill, made once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Furnished, Furnisher, World
from tests.payments.desk import Desk, at_desk, make_desk


@pytest.fixture(scope="session")
def furnished_desk(furnish: Furnisher) -> Furnished:
    return furnish("desk", make_desk)


@pytest.fixture
def desk(furnish: Furnisher, furnished_desk: Furnished, tmp_path: Path) -> Iterator[Desk]:
    with at_desk(furnish, furnished_desk, tmp_path) as desk:
        yield desk


@pytest.fixture
def world(desk: Desk) -> World:
    """The database of the desk."""
    return desk.world
