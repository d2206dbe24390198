"""Each test prints its papers anew, with an empty cache."""

from __future__ import annotations

import pytest

from vethanam.documents import printer


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disable the cache."""
    monkeypatch.setattr(printer, "_kept", printer._Kept())
    monkeypatch.setattr(printer, "KEPT_BYTES", 0)
