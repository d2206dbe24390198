"""The local bodies of these tests."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.benefits.bodies import Bodies, at, two_bodies, with_vault
from tests.conftest import Furnished, Furnisher
from vethanam.web.parts import access


@pytest.fixture
def bodies(desk_db: None) -> Bodies:
    return two_bodies()


@pytest.fixture(scope="session")
def furnished_bodies(furnish: Furnisher) -> Furnished:
    """A database with the bodies, and the bodies."""
    return furnish("bodies", lambda world, _: two_bodies())


@pytest.fixture
def web_bodies(
    furnish: Furnisher, furnished_bodies: Furnished, tmp_path: Path, settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Bodies]:  # fmt: skip
    """The bodies in a database of this test, as the web role, on a morning in October."""
    with_vault(tmp_path, settings)
    monkeypatch.setattr(access, "business_now", lambda: (at(), True))
    with furnish.copy_of(furnished_bodies) as world, world.role("web"):
        yield copy.deepcopy(furnished_bodies.made)
