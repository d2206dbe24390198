"""The name of the log of an installation: set or by its host, listed, and fixed with
the first signed head.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import World
from vethanam.errors import Refused, UnsoundInput
from vethanam.journal import keys
from vethanam.journal.models import Head
from vethanam.ledger.notes import open_note
from vethanam.site import folders, origin
from vethanam.site.environment import Environment, settings_listed
from vethanam.site.state import State


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[State]:
    monkeypatch.delenv("VETHANAM_LOG_ORIGIN", raising=False)
    monkeypatch.setenv("VETHANAM_HOSTS", "localhost, pay.example.gov.in")
    made = State(tmp_path)
    folders.prepare_state(made)
    yield made


def install(state: State, *, is_sample: bool = False) -> str:
    """What `vethanam install` does about the log's key; the log's name."""
    folders.make_keys(state, is_sample=is_sample, origin=origin.settle_log_origin(state, is_sample=is_sample))
    return origin.log_origin_of(state)


def test_a_new_log_is_named_by_the_host_and_stays(world: World, state: State) -> None:
    named = install(state)
    assert named.startswith("pay.example.gov.in/log/")
    assert install(state) == named == keys.load(state.keys / "log.key").name
    listed = {one.name: one.value for one in settings_listed(Environment.read(), {"log_origin": named})}
    assert listed["VETHANAM_LOG_ORIGIN"] == named


def test_a_sample_keeps_a_name_that_is_nobody_s(world: World, state: State) -> None:
    assert install(state, is_sample=True).startswith("vethanam.example/log/")


def test_without_a_host_the_machine_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VETHANAM_HOSTS", raising=False)
    monkeypatch.setattr("socket.getfqdn", lambda: "Server7.gov.in.")
    assert origin.host_of(Environment.read()) == "server7.gov.in"


def test_another_name_is_taken_until_the_first_head_and_never_after(
    world: World, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = install(state)
    monkeypatch.setenv("VETHANAM_LOG_ORIGIN", "kerala.gov.in/vethanam")
    assert install(state) == "kerala.gov.in/vethanam" != before
    key = keys.load(state.keys / "log.key")
    text = f"{key.name}\n1\n{'A' * 43}=\n"
    note = key.sign(text)
    assert open_note(note, keys.public_key(state.keys / "log.key")) == text
    insert = "INSERT INTO journal_head (size, root, note, at) VALUES (1, %s, %s, now())"
    world.sql("sequencer", insert, bytes(32), note)
    assert Head.objects.exists() and install(state) == "kerala.gov.in/vethanam"
    monkeypatch.setenv("VETHANAM_LOG_ORIGIN", "another.gov.in/log")
    with pytest.raises(Refused, match=r"signed as kerala\.gov\.in/vethanam"):
        install(state)
    assert keys.load(state.keys / "log.key").verifier == key.verifier


@pytest.mark.parametrize("name", ["https://pay.gov.in", "pay gov", "pay.gov.in/a+b", "/log", "x" * 130])
def test_a_name_that_no_head_can_have_is_a_fault_of_the_settings(name: str) -> None:
    with pytest.raises(UnsoundInput):
        Environment.read({"VETHANAM_LOG_ORIGIN": name})
