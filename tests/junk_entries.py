"""Bytes that are no leaf, staged around the guard: as an older version or the superuser left them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from vethanam.ledger.canonical import Json
from vethanam.ledger.leaves import leaf_bytes


def stage_junk(world: Any, leaf: bytes) -> int:
    """Stage any bytes, around the guard of the form."""
    with world.connect("postgres") as db, db.transaction():
        db.execute("ALTER TABLE journal_staged DISABLE TRIGGER are_leaves")
        cursor = db.execute("INSERT INTO journal_staged (leaf) VALUES (%s) RETURNING id", [leaf])
        (staged,) = cursor.fetchone()
        db.execute("ALTER TABLE journal_staged ENABLE ALWAYS TRIGGER are_leaves")
    return int(staged)


def plain_leaf(kind: str = "event", **public: Json) -> bytes:
    """A leaf of a sample, of now."""
    at = datetime.now(UTC)
    return leaf_bytes(kind, public=public, commitment=None, at=at, logged_at=at, is_sample=True)
