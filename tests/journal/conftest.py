"""A log key in a folder of the test's own, in place of the installation's."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vethanam.journal import keys
from vethanam.ledger.notes import SigningKey

AT = datetime(2026, 11, 3, 4, 30, tzinfo=UTC)


@pytest.fixture
def log_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SigningKey]:
    path = tmp_path / "log.key"
    keys.create(path, "vethanam.example/test")
    monkeypatch.setattr(keys, "key_path", lambda: path)
    yield keys.load(path)
