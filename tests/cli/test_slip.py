"""``vethanam slip``, as it is called."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tests.ledger.slips import SEAL, code
from vethanam.cli import slip
from vethanam.errors import Unsound
from vethanam.evidence import statement_keys

KEY = ["--key", str(SEAL.verifier)]


def run(*words: str, typed: str | None = None) -> tuple[int, str]:
    done = CliRunner().invoke(slip.app, ["check", *words], input=typed)
    return done.exit_code, done.output


def test_a_signed_code_is_told_with_its_figures() -> None:
    status, said = run(code(), *KEY)
    assert status == 0 and "Compare each figure" in said and "net_paise: 4060000" in said
    status, said = run("-", "--json", *KEY, typed=code())
    assert (status, json.loads(said)["verdict"], json.loads(said)["entry"]) == (0, "signed", 1)


def test_another_code_has_its_own_exit_code() -> None:
    assert run(code(key="00000000"), *KEY)[0] == 4
    head, _, rest = code().partition("VP1:")
    other = "A" if rest[0] != "A" else "B"
    assert run(f"{head}VP1:{other}{rest[1:]}", *KEY)[0] == 1
    found = CliRunner().invoke(slip.app, ["check", "nothing", *KEY])
    assert isinstance(found.exception, Unsound) and found.exception.code == "slip_code_unreadable"


def test_without_a_key_those_of_the_installation_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slip, "boot", lambda role: None)
    monkeypatch.setattr(statement_keys, "known_statement_keys", lambda: [SEAL.verifier])
    assert run(code())[0] == 0
    monkeypatch.setattr(statement_keys, "known_statement_keys", list)
    found = CliRunner().invoke(slip.app, ["check", code()])
    assert isinstance(found.exception, Unsound) and found.exception.code == "no_statement_keys"
