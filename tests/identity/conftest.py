"""A small office, made once as the worker and copied for each test, which runs as the web role."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest

from tests.conftest import Furnished, Furnisher, World
from tests.payroll.office import SmallOffice, small_office


def _furnish(world: World, _: object) -> SmallOffice:
    office = small_office()
    for number in ("100234", "100235"):
        office.hire(number)
    return office


@pytest.fixture(scope="session")
def furnished_office(furnish: Furnisher) -> Furnished:
    """A database with the office, and the office."""
    return furnish("accounts", _furnish)


@pytest.fixture
def office_world(furnish: Furnisher, furnished_office: Furnished) -> Iterator[World]:
    """A copy of it for one test, as the web role."""
    with furnish.copy_of(furnished_office) as world, world.role("web"):
        yield world


@pytest.fixture
def office(office_world: World, furnished_office: Furnished) -> SmallOffice:
    """The office."""
    made: SmallOffice = copy.deepcopy(furnished_office.made)
    return made
