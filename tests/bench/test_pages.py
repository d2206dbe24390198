"""The page benchmark on few people: its routes and roles, and that every page answers."""

from __future__ import annotations

import pytest

from tests.conftest import World
from vethanam.bench import pages
from vethanam.bench.pages import bench_pages, load_everything

REACHED = {
    "public": {"account_login", "public:rights", "public:proof"},
    "employee": {"employee:home", "employee:month", "employee:line", "employee:payslip", "employee:uses",
        "employee:contact"},
    "drawing officer": {"drawing:month", "drawing:people", "drawing:person", "drawing:bills", "drawing:bill"},
    "clerk": {"drawing:month", "drawing:people", "drawing:bill"},
    "treasury officer": {"treasury:register", "treasury:bill", "treasury:bank"},
    "data protection officer": {"protection:uses", "protection:purposes", "protection:ledger"},
}  # fmt: skip


@pytest.mark.usefixtures("log_key")
def test_every_role_reaches_its_pages_and_none_is_broken(
    state: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ADDRESSES", 1)
    monkeypatch.setattr(pages, "TIMES", 1)
    with state.role("worker"):
        load_everything(lambda _: None)
    with state.role("web"):
        found = bench_pages()
    assert found["bills"] == 3
    for role, expected in REACHED.items():
        assert expected <= set(found["roles"][role]), role
    answered = {
        (role, name): route["statuses"]
        for role, routes in found["roles"].items()
        for name, route in routes.items()
    }
    assert {key: statuses for key, statuses in answered.items() if set(statuses) - {200, 302}} == {}
    assert found["requests"] == len(answered)
    assert all(route["queries"] < 300 for routes in found["roles"].values() for route in routes.values())
