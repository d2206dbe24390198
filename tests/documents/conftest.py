"""Clear the cache of printed papers before and after each test."""

from __future__ import annotations

import pytest

from vethanam.documents import printing


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no room for any."""
    monkeypatch.setattr(printing, "_kept", printing._Kept())
    monkeypatch.setattr(printing, "KEPT_BYTES", 0)
