"""The paymaster's journal: one line per file, chained, on disk before the hand-over."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from vethanam.errors import Broken
from vethanam.payments.paymaster.journal import NOTHING, Journal, hash_of, read_lines

AT = "2026-11-27T04:30:00.000000Z"


def _keep(journal: Journal, message: str, body: bytes = b"bytes") -> None:
    journal.keep(message, sha256(body).digest(), 2, 300, "K7M2QXA", AT)


def _kept(folder: Path, *messages: str) -> None:
    journal = Journal(folder)
    for message in messages:
        _keep(journal, message)
    journal.close()


def test_each_line_names_the_line_before(tmp_path: Path) -> None:
    _kept(tmp_path, "a", "b")
    first, second = read_lines(tmp_path / "journal.jsonl")
    assert (first.previous, second.previous) == (NOTHING, hash_of(first))
    assert (tmp_path / "journal.jsonl").stat().st_mode & 0o777 == 0o600


def test_it_goes_on_where_it_ended(tmp_path: Path) -> None:
    _kept(tmp_path, "a")
    _kept(tmp_path, "a", "b")
    assert [line.message for line in read_lines(tmp_path / "journal.jsonl")] == ["a", "b"]


def test_a_message_keeps_its_bytes(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    _keep(journal, "a")
    with pytest.raises(Broken, match="other bytes"):
        _keep(journal, "a", b"others")
    journal.close()


def test_a_torn_line_is_cut_off(tmp_path: Path) -> None:
    _kept(tmp_path, "a", "b")
    path = tmp_path / "journal.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    _kept(tmp_path, "c")
    assert [line.message for line in read_lines(path)] == ["a", "c"]


@pytest.mark.parametrize("change", [("300", "301"), ('"message":"a"', '"message":"z"')])
def test_a_changed_line_is_noticed(tmp_path: Path, change: tuple[str, str]) -> None:
    _kept(tmp_path, "a", "b")
    path = tmp_path / "journal.jsonl"
    path.write_text(path.read_text().replace(*change, 1))
    with pytest.raises(Broken, match="does not follow"):
        Journal(tmp_path)


def test_two_paymasters_never_share_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with pytest.raises(Broken, match="Another paymaster"):
        Journal(tmp_path)
    journal.close()
