"""A small office that acts over the API, in the role of the web process."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tests.conftest import Furnished, Furnisher, World
from tests.payroll.office import SmallOffice, small_office
from vethanam.identity.models import Account
from vethanam.identity.tokens import issue_token


class Caller:
    """One account that calls the interface with a token."""

    def __init__(self, name: str, **limits: Any) -> None:
        self.account = Account.objects.get(username=name)
        self.token = issue_token(self.account, name="test", **limits)[1]
        self._client = Client(raise_request_exception=False)

    def post(self, address: str, given: Any = None, **headers: str) -> Any:
        return self._client.post(
            f"/api/{address}",
            given if given is not None else {},
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )

    def get(self, address: str, **query: str) -> Any:
        return self._client.get(f"/api/{address}", query, headers={"Authorization": f"Bearer {self.token}"})


def _furnish(world: World, _made: Any) -> SmallOffice:
    office = small_office()
    office.hire("1")
    return office


@pytest.fixture(scope="session")
def furnished_office(furnish: Furnisher) -> Furnished:
    """The office, made once by the worker."""
    return furnish("api", _furnish)


@pytest.fixture
def api_world(furnish: Furnisher, furnished_office: Furnished) -> Iterator[World]:
    """A copy of it for one test; this process is the web process."""
    with furnish.copy_of(furnished_office) as world:
        yield world


@pytest.fixture
def office(api_world: World, furnished_office: Furnished) -> SmallOffice:
    made: SmallOffice = copy.deepcopy(furnished_office.made)
    return made


@pytest.fixture
def calling(office: SmallOffice) -> Callable[..., Caller]:
    return Caller
