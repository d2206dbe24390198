"""A furnished house, and one with officers, made once; each test has a copy with the same keys."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from tests.conftest import Furnished, Furnisher, World
from tests.messaging.house import (
    House,
    Mailbox,
    furnish_house,
    house_at,
    new_keys,
    open_mailbox,
    persons,
)
from tests.messaging.town import Town, town_of
from tests.payments.desk import Desk, at_desk
from vethanam.journal.keys import load


@pytest.fixture(scope="session")
def furnished_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with the keys of the furnished house."""
    state = tmp_path_factory.mktemp("house")
    new_keys(state / "keys")
    return state


@pytest.fixture(scope="session")
def furnished_house(furnish: Furnisher, furnished_state: Path) -> Furnished:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_settings, "VETHANAM_STATE", furnished_state)
        return furnish("house", furnish_house)


@pytest.fixture(scope="session")
def furnished_town(
    furnish: Furnisher,
    furnished_house: Furnished,
    furnished_state: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Furnished, Town]:
    """The house with its officers: its database; its state folder, which knows its head, and who they are."""
    towns: list[Town] = []
    state = tmp_path_factory.mktemp("town") / "state"
    shutil.copytree(furnished_state, state)

    def make(world: World, desk: Desk) -> Desk:
        at = House(
            replace(desk, world=world), Mailbox(port=0), state, load(state / "keys" / "log.key"), persons()
        )
        towns.append(town_of(at))
        return desk

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_settings, "VETHANAM_STATE", state)
        return furnish("officers", make, on=furnished_house), towns[0]


@pytest.fixture
def desk(request: pytest.FixtureRequest, furnish: Furnisher, tmp_path: Path) -> Iterator[Desk]:
    furnished: Furnished
    if "town" in request.fixturenames:
        furnished, _ = request.getfixturevalue("furnished_town")
    else:
        furnished = request.getfixturevalue("furnished_house")
    with at_desk(furnish, furnished, tmp_path) as desk:
        yield desk


@pytest.fixture
def world(desk: Desk) -> World:
    """The database of the house."""
    return desk.world


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with open_mailbox() as box:
        yield box


@pytest.fixture
def house(
    request: pytest.FixtureRequest,
    desk: Desk,
    mailbox: Mailbox,
    furnished_state: Path,
    tmp_path: Path,
    settings: Any,
) -> House:
    made: Path = furnished_state
    if "town" in request.fixturenames:
        made = request.getfixturevalue("furnished_town")[1].house.state
    shutil.copytree(made, tmp_path / "state")
    settings.VETHANAM_STATE = tmp_path / "state"
    return house_at(desk, mailbox, tmp_path / "state")


@pytest.fixture
def town(house: House, furnished_town: tuple[Furnished, Town]) -> Town:
    """The house, an order of the Finance Department, and its officers."""
    made = furnished_town[1]
    officers = {name: copy.copy(officer) for name, officer in made.officers.items()}
    return replace(made, house=house, officers=officers)
