"""Stage the entry of a person's act, and give the columns of its row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json


def logged_act(
    authority: Authority, kind: str, public: Mapping[str, Json], private: Mapping[str, Json] | None = None
) -> dict[str, Any]:
    """Stage an entry of the actor; returns the columns of :class:`~vethanam.journal.models.LoggedAct`.

    The private part names account and person beside ``private``.
    """
    by = {"account": authority.account, "person": authority.person}
    leaf = append(
        kind,
        public=public,
        private={**by, **(private or {})},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return {
        "person": authority.person, "at": authority.at, "recorded_at": timezone.now(), "leaf": leaf,
    }  # fmt: skip
