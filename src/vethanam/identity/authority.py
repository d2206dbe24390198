"""The one frozen value that says by whom, for whom, under what and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from vethanam.errors import Broken


@dataclass(frozen=True, slots=True)
class Authority:
    """Who acts. Every verb that writes takes exactly one.

    ``account`` signs in; ``person`` is the human behind it, by whom maker and checker are compared. ``office`` is
    the controller the act is done for (``DEPT``, ``FIN``, ``TRY``, ``PRD``). ``role`` and ``scope`` name the
    appointment (``drawing_officer`` of ``0412``). ``at`` is business time: the file's instant in a sample,
    the wall clock elsewhere; journal, grants and queue keep real time beside it. ``is_strong`` says that the account
    showed a second factor or a passkey; a process of ours shows its role's secret. A page sets it from its session.
    """

    account: int
    person: int | None
    office: str
    role: str
    at: datetime
    scope: str | None = None
    delegation: int | None = None
    on_behalf_of: int | None = None
    is_sample: bool = False
    is_strong: bool = True

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise Broken("act_without_zone")

    def later(self, at: datetime) -> Authority:
        """The same actor at another instant."""
        return replace(self, at=at)
