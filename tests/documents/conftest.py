"""Each test prints its papers anew, with an empty cache."""

from __future__ import annotations

import pytest

from vethanam.documents import printing


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disable the cache."""
    monkeypatch.setattr(printing, "_kept", printing._Kept())
    monkeypatch.setattr(printing, "KEPT_BYTES", 0)
