"""Which alias may migrate."""

from __future__ import annotations

from typing import Any


class OwnerMigrates:
    """Only the owner has the right to change tables."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """True for the owner alone."""
        return db == "owner"
