"""A monitor's requests, which reveal nothing about anybody."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from tests.conftest import World
from vethanam.site.folders import METRICS_TOKEN
from vethanam.site.metrics import GAUGES

WITHOUT_TABLES = "ALTER TABLE site_installation RENAME TO away"


def test_a_process_that_answers_is_healthy(world: World) -> None:
    world.sql("owner", WITHOUT_TABLES)
    assert Client().get("/health").content == b"ok\n"


def test_a_born_installation_is_ready(world: World) -> None:
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    answer = Client().get("/ready")
    assert (answer.status_code, answer.json()["is_ready"]) == (200, True)
    assert answer.json()["parts"]["log"] == {"works": True, "says": "Nothing has been logged yet."}


def test_a_log_that_waits_is_named_and_stops_no_page(world: World) -> None:
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    world.sql(
        "sequencer",
        (
            "INSERT INTO journal_head (size, root, note, at) "
            "VALUES (0, sha256(''), 'x', now() - interval '1 day')"
        ),
    )
    answer = Client().get("/ready")
    assert answer.status_code == 200
    assert "sequencer" in answer.json()["parts"]["log"]["says"]


CHECKED = "INSERT INTO journal_check (at, is_whole, findings) VALUES (now() - %s::interval, %s, %s::jsonb)"


@pytest.mark.parametrize(
    ("checks", "works", "says"),
    [
        ([], True, "as a whole yet"),
        ([("1 hour", True, "[]")], True, "found nothing"),
        ([("3 days", True, "[]"), ("1 hour", False, "[]")], False, "two days"),
        ([("5 hours", True, '[["Use 1", "row_missing"]]'), ("1 hour", False, "[]")], False, "has findings"),
        ([("5 hours", True, "[]"), ("1 hour", False, '[["Use 1", "row_missing"]]')], False, "has findings"),
    ],
)
def test_findings_of_a_check_are_named_and_stop_no_page(
    world: World, checks: list[tuple[str, bool, str]], works: bool, says: str
) -> None:
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    for check in checks:
        world.sql("owner", CHECKED, *check)
    answer = Client().get("/ready")
    part = answer.json()["parts"]["check"]
    assert (answer.status_code, part["works"]) == (200, works)
    assert says in part["says"]


@pytest.mark.parametrize("statement", ["SELECT 1", WITHOUT_TABLES])
def test_a_house_without_birth_or_tables_is_not_ready(world: World, statement: str) -> None:
    world.sql("owner", statement)
    answer = Client().get("/ready")
    assert (answer.status_code, answer.json()["is_ready"]) == (503, False)


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("state")
    (folder / "keys").mkdir()
    (folder / "keys" / METRICS_TOKEN).write_text("a token of the test", encoding="ascii")
    monkeypatch.setattr(settings, "VETHANAM_STATE", folder)
    return "a token of the test"


def test_who_brings_no_token_learns_nothing(world: World, token: str) -> None:
    for said in ({}, {"Authorization": "Bearer another"}):
        answer = Client().get("/metrics", headers=said)
        assert (answer.status_code, b"vethanam_log_size" in answer.content) == (401, False)


def test_an_installation_without_a_token_answers_nobody(world: World, tmp_path: object) -> None:
    answer = Client().get("/metrics", headers={"Authorization": "Bearer "})
    assert answer.status_code == 401


def test_every_figure_can_be_had_as_the_web_role(world: World, token: str) -> None:
    """Each statement runs with the rights of the pages' own process; requests are named by route."""
    client = Client()
    client.get("/office/0412/people/100234/")
    client.generic("ANYWORD", "/office/0412/people/100234/")
    with world.role("web"):
        text = client.get("/metrics", headers={"Authorization": f"Bearer {token}"}).content.decode()
    for gauge in GAUGES:
        assert f"# TYPE {gauge.name} gauge" in text, gauge.name
    assert 'method="GET",route="office/' in text and 'method="other",route="office/' in text
    assert "ANYWORD" not in text
    assert "100234" not in "".join(re.findall(r"\{.*?\}", text))
