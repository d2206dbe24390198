"""The client of the documentation talks with a served installation."""

from __future__ import annotations

import importlib.util
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Caller
from tests.conftest import World
from tests.payroll.office import SmallOffice
from vethanam.service_book.models import Quarters

FILE = Path(__file__).parents[2] / "docs" / "api" / "client.py"
QUARTERS: dict[str, Any] = {
    "fact": "quarters",
    "employment": "1",
    "valid_from": "2026-10-01",
    "order": {"number": "LO 1/2026", "dated": "2026-09-30"},
}


@pytest.fixture
def world(api_world: World) -> World:
    """The database that is served."""
    return api_world


@pytest.fixture
def client() -> Any:
    """The client as a module."""
    spec = importlib.util.spec_from_file_location("client", FILE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_client_acts_looks_and_pages(served: str, office: SmallOffice, client: Any) -> None:
    ours = client.Vethanam(served, Caller("clerk").token)
    assert ours.act("record", **QUARTERS) == {"fact": "quarters", "id": Quarters.objects.get().pk}
    rows = list(ours.rows("people", "people", drawing_code="0412", month="2026-10", most=1))
    assert [row["employment"] for row in rows] == ["1"]
    assert ours.view("person", employment="1")["employment"] == "1"
    assert ours.public("rules")["rules"]
    with pytest.raises(client.NotDone, match="No employee has number 9") as refused:
        ours.act("record", **{**QUARTERS, "employment": "9"})
    assert refused.value.status == 409
    with pytest.raises(client.NotDone, match=r"order\.dated"):
        ours.act("record", **{**QUARTERS, "order": {"number": "1", "dated": "x"}})


def test_one_key_sent_at_the_same_time_is_done_once(served: str, office: SmallOffice, client: Any) -> None:
    ours = client.Vethanam(served, Caller("clerk").token)
    answers: list[Any] = []

    def send() -> None:
        answers.append(ours._post("/api/acts/record", QUARTERS, "one"))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Quarters.objects.count() == 1
    assert len(answers) == 4 and all(answer == answers[0] for answer in answers)
