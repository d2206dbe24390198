"""A furnished house, made once; each test has a copy with the same keys."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from tests.conftest import Furnished, Furnisher, World
from tests.messaging.house import House, Mailbox, furnish_house, house_at, new_keys, open_mailbox
from tests.messaging.town import Town, town_of
from tests.payments.desk import Desk, at_desk


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


@pytest.fixture
def desk(furnish: Furnisher, furnished_house: Furnished, tmp_path: Path) -> Iterator[Desk]:
    with at_desk(furnish, furnished_house, tmp_path) as desk:
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
def house(desk: Desk, mailbox: Mailbox, furnished_state: Path, tmp_path: Path, settings: Any) -> House:
    shutil.copytree(furnished_state, tmp_path / "state")
    settings.VETHANAM_STATE = tmp_path / "state"
    return house_at(desk, mailbox, tmp_path / "state")


@pytest.fixture
def town(house: House) -> Town:
    """The house, an order of the Finance Department, and its officers."""
    return town_of(house)
