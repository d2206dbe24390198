"""A log key in a folder of the test's own, in place of the installation's."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vethanam.journal import actions, keys
from vethanam.ledger.notes import SigningKey

AT = datetime(2026, 11, 3, 4, 30, tzinfo=UTC)


@pytest.fixture
def log_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SigningKey:
    path = tmp_path / "log.key"
    keys.create(path, "vethanam.example/test")
    monkeypatch.setattr(keys, "key_path", lambda: path)
    return keys.load(path)


@pytest.fixture
def stage() -> Callable[[int], list[int]]:
    """Stage and commit so many entries."""

    def some(count: int) -> list[int]:
        return actions.append_many(
            [
                actions.Event("event", {"number": n}, {"who": f"post {n}"}, AT, is_sample=True)
                for n in range(count)
            ]
        )

    return some
