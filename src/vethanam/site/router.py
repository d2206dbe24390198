"""The database alias for migrations."""

from __future__ import annotations

from typing import Any


class OwnerMigrates:
    """Only the owner may change tables."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """True for the owner only."""
        return db == "owner"
