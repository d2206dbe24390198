"""A small office with a webhook to a receiver of the test's own."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import Furnished, Furnisher, World
from tests.payroll.office import SmallOffice, at, small_office
from vethanam.identity.authority import Authority
from vethanam.webhooks import deliveries, http_client
from vethanam.webhooks.deliveries import make_secret
from vethanam.webhooks.models import Webhook

type Hooked = Callable[..., Webhook]


def _furnish(world: World, _made: Any) -> SmallOffice:
    office = small_office()
    office.hire("1")
    return office


@pytest.fixture(scope="session")
def furnished_hooks(furnish: Furnisher) -> Furnished:
    """The office, made once by the worker."""
    return furnish("hooks", _furnish)


@pytest.fixture
def world(furnish: Furnisher, furnished_hooks: Furnished) -> Iterator[World]:
    """A copy of it for one test, as the worker sees it."""
    with furnish.copy_of(furnished_hooks) as world, world.role("worker"):
        yield world


@pytest.fixture
def office(world: World, furnished_hooks: Furnished) -> SmallOffice:
    made: SmallOffice = copy.deepcopy(furnished_hooks.made)
    return made


@pytest.fixture
def administrator(office: SmallOffice) -> Authority:
    office.appoint("admin", "administrator", "")
    return office.by("admin", at(20))


@pytest.fixture
def hooked(administrator: Authority) -> Hooked:
    """Makes a webhook with a secret, from the twentieth of October on; its secret
    is its attribute ``text``.
    """

    def hooked(address: str, events: str = "bill.passed", within: str = "state", scope: str = "") -> Webhook:
        made = Webhook.objects.create(
            code=f"hook-{Webhook.objects.count()}", name="Accountant General", url=address,
            events=events.split(),
            within=within, scope=scope,
        )  # fmt: skip
        made.text = make_secret(administrator, made, ends_others=False)  # type: ignore[attr-defined]
        return made

    return hooked


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A try ends within half a second, the next follows at once, and the fourth failure is the last."""
    monkeypatch.setattr(deliveries, "WAITS", (timedelta(0),) * 3)
    reach = http_client.Reach
    monkeypatch.setattr(
        deliveries, "Reach", lambda networks, is_sample: reach(networks, is_sample, connecting=1.0, whole=0.4)
    )
