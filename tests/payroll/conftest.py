"""One furnished office, made once and copied for each test. A test that begins later is marked ``begins``."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.conftest import Furnished, Furnisher, World
from tests.payroll.office import SmallOffice, at, draw_october, small_office
from tests.payroll.register import make_locked, make_register
from vethanam.payroll.models import Run


@pytest.fixture(scope="session")
def furnished(furnish: Furnisher) -> Furnished:
    """An office of two people, one of them paying back an advance."""
    return furnish("furnished", _furnish)


def _furnish(_world: World, _nothing: Any) -> SmallOffice:
    office = small_office()
    office.hire("100234", gpf=500_000)
    office.hire("100235", basic_pay=3_740_000, gpf=400_000)
    office.note(
        office.people["100234"], "obligation", date(2026, 1, 1), at(1), kind_of_due="festival_advance",
        payee="Government", principal=2_000_000, instalment=400_000, instalments=5,
    )  # fmt: skip
    return office


@pytest.fixture(scope="session")
def october_drawn(furnish: Furnisher, furnished: Furnished) -> Furnished:
    """October is computed, billed and passed."""
    return furnish("october", _drawn, on=furnished, role="web")


def _drawn(_world: World, office: SmallOffice) -> SmallOffice:
    draw_october(office)
    return office


@pytest.fixture(scope="session")
def registered(furnish: Furnisher) -> Furnished:
    return furnish("registered", make_register)


@pytest.fixture(scope="session")
def run_locked(furnish: Furnisher, registered: Furnished) -> Furnished:
    return furnish("locked", make_locked, on=registered, role="web")


@pytest.fixture
def locked(world: World) -> Run:
    """The run of the register."""
    with world.role("web"):
        return Run.objects.get()


@pytest.fixture
def prepared(request: pytest.FixtureRequest) -> Furnished:
    """The starting state of a test: a database, and the office in it."""
    marked = request.node.get_closest_marker("begins")
    begins = marked.args[0] if marked else "furnished"
    if "locked" in request.fixturenames:
        begins = "run_locked"
    found: Furnished = request.getfixturevalue(begins)
    return found


@pytest.fixture
def world(furnish: Furnisher, prepared: Furnished) -> Iterator[World]:
    """A copy of the prepared state, for one test."""
    with furnish.copy_of(prepared) as world:
        yield world


@pytest.fixture
def office(world: World, prepared: Furnished) -> SmallOffice:
    """The office of that database; each test may change its own copy."""
    own: SmallOffice = copy.deepcopy(prepared.made)
    return own
