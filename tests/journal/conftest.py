"""Entries to sequence."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from vethanam.journal import actions

AT = datetime(2026, 11, 3, 4, 30, tzinfo=UTC)


@pytest.fixture
def stage() -> Callable[[int], list[int]]:
    """Stage and commit this many entries."""

    def some(count: int) -> list[int]:
        return actions.append_many(
            [
                actions.Event("event", {"number": n}, {"who": f"post {n}"}, AT, is_sample=True)
                for n in range(count)
            ]
        )

    return some
