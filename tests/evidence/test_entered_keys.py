"""The public keys of payslips stand in the log, each once; one that does not is found."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.evidence.test_bundles import AT
from vethanam.evidence import statement_keys
from vethanam.evidence.entered_keys import (
    ENTERED,
    enter_statement_keys,
    entered_statement_keys,
    keys_not_entered,
)
from vethanam.evidence.statement_keys import known_statement_keys, new_statement_keys
from vethanam.identity.authority import Authority
from vethanam.journal import queries as journal
from vethanam.journal import sequencer

pytestmark = pytest.mark.usefixtures("world", "log_key")
SERVICE = Authority(1, None, "", "service", AT, is_sample=True)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(statement_keys, "_folder", lambda: tmp_path)
    renew(tmp_path)
    return tmp_path


def renew(folder: Path) -> None:
    """A new key in place of the present one, whose public half is kept."""
    public = folder / "statement.pub"
    if public.exists():
        public.rename(folder / f"statement-{len([*folder.iterdir()])}.pub")
    private, text = new_statement_keys("pay.example/log")
    (folder / "statement.key").write_bytes(private)
    public.write_bytes(text)


def test_each_key_is_entered_once_and_a_new_one_beside_it(world: Any, folder: Path) -> None:
    with world.role("worker"):
        assert keys_not_entered() == [str(known_statement_keys()[0])]
        assert [enter_statement_keys(SERVICE), enter_statement_keys(SERVICE)] == [1, 0]
        assert keys_not_entered() == []
        renew(folder)
        assert keys_not_entered() == [str(known_statement_keys()[0])]
        assert enter_statement_keys(SERVICE) == 1
    sequencer.sequence_once()
    said = [one.content for one in journal.entries(0, 2)]
    assert [one["kind"] for one in said] == [ENTERED] * 2
    assert {one["public"]["key"] for one in said} == {key.public.hex() for key in known_statement_keys()}
    assert entered_statement_keys() == {str(key) for key in known_statement_keys()}


def test_a_key_whose_text_looks_like_a_phone_number_is_entered(world: Any, folder: Path) -> None:
    """The id of a verifier key follows a plus sign."""
    while not re.search(r"\+\d{7}", text := (folder / "statement.pub").read_text()):
        (folder / "statement.pub").write_bytes(new_statement_keys("pay.example/log")[1])
    with world.role("worker"):
        assert enter_statement_keys(SERVICE) == 1
    assert entered_statement_keys() == {text.strip()}


def test_a_private_key_whose_public_half_was_left_is_found(world: Any, folder: Path) -> None:
    with world.role("worker"):
        enter_statement_keys(SERVICE)
    private, public = new_statement_keys("pay.example/log")
    (folder / "statement.key").write_bytes(private)
    assert keys_not_entered() == [public.decode().strip()]
