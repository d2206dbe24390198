"""The common parts of every entry of the room: columns for who entered it, a leaf without personal data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vethanam.identity.authority import Authority
from vethanam.identity.resets import person_acting
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json


def entered(authority: Authority) -> dict[str, Any]:
    """The columns of an entry by this officer.

    Raises
    ------
    Refused
        No person stands behind the account.
    """
    return {
        "recorded_at": authority.at,
        "entered_by_id": authority.account,
        "person_id": person_acting(authority),
    }


def stage(
    authority: Authority, kind: str, public: Mapping[str, Json], private: Mapping[str, Json] | None = None
) -> int:
    """Stage the leaf of an entry: codes for everybody, the rest committed to."""
    by: dict[str, Json] = {"by": authority.account}
    return append(
        kind, public=public, private={**by, **(private or {})}, at=authority.at, is_sample=authority.is_sample
    )
