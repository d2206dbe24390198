"""A database with one furnished office, made once and copied for each test that wants it."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.conftest import World, _aliases_at, _copy, _drop
from tests.payroll.office import SmallOffice, at, small_office
from vethanam.site.launcher import Server

_numbers = iter(range(1, 1_000_000))


@pytest.fixture(scope="session")
def furnished(
    server: Server, template: str, django_db_setup: None, django_db_blocker: Any
) -> Iterator[tuple[str, SmallOffice]]:
    """The name of a database with an office of two people, one of them paying back an advance; and the office."""
    name = f"test_{os.getpid()}_furnished"
    with server.admin() as admin:
        _copy(admin, template, name)
    with django_db_blocker.unblock(), _aliases_at(name), World(name, server).role("worker"):
        office = small_office()
        office.hire("100234", gpf=500_000)
        office.hire("100235", basic_pay=3_740_000, gpf=400_000)
        office.note(
            office.people["100234"], "obligation", date(2026, 1, 1), at(1), kind_of_due="festival_advance", payee="Government",
            principal=2_000_000, instalment=400_000, instalments=50,
        )  # fmt: skip
    yield name, office
    with server.admin() as admin:
        _drop(admin, name)


@pytest.fixture
def furnished_world(
    server: Server, furnished: tuple[str, SmallOffice], django_db_blocker: Any
) -> Iterator[World]:
    """A copy of the furnished database for one test."""
    name = f"test_{os.getpid()}_payroll_{next(_numbers)}"
    with server.admin() as admin:
        _copy(admin, furnished[0], name)
    with django_db_blocker.unblock(), _aliases_at(name):
        yield World(name, server)
    with server.admin() as admin:
        _drop(admin, name)


@pytest.fixture
def furnished_office(furnished: tuple[str, SmallOffice]) -> SmallOffice:
    """The office of the furnished database; each test may change its own copy."""
    return copy.deepcopy(furnished[1])
