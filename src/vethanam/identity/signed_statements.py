"""The statements under a proven signature, as the officer signed them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vethanam.identity.signed_log import Signing
from vethanam.ledger.signed_acts import SignedList


def statements(signing: Signing, act: str) -> list[Mapping[str, Any]]:
    """The statements under a signature of an act; none unless they give what was signed."""
    said = signing.private.get("statements")
    if signing.by.act != act or not isinstance(said, list):
        return []
    if not all(isinstance(one, Mapping) for one in said):
        return []
    is_whole = SignedList(act, tuple(said)).commitment.hex() == signing.by.commitment
    return said if is_whole else []


def fits(signing: Signing, act: str, says: Mapping[str, Any]) -> bool:
    """Whether the one statement under a signature says this, beside its salt."""
    said = statements(signing, act)
    return len(said) == 1 and {name: value for name, value in said[0].items() if name != "salt"} == dict(says)
