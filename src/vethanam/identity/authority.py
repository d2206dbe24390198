"""The frozen value of an act's actor, office, role and time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from vethanam.errors import Broken, Refused

#: a sign-in older than this is no strong one for a use of contacts
SIGN_IN_LASTS = timedelta(hours=12)
#: ``authenticator`` of a beneficiary who opened her page by her card
BY_CARD = "card"


@dataclass(frozen=True, slots=True)
class Signed:
    """The signature of the person's own key for the current act.

    ``record`` is the signature's row. ``parts`` and ``statements`` map the subject of each item (a bill's
    number) to the public part in its leaf and to its signed statement.
    """

    record: int
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    statements: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def signed_part(authority: Authority, subject: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Public and private leaf parts about the signature over an item; empty without a signature.

    Raises
    ------
    Refused
        The signature does not cover the item.
    """
    if authority.signed is None:
        return {}, {}
    if subject not in authority.signed.parts:
        raise Refused("signed_other_things", subject=subject)
    return (
        {"signed": dict(authority.signed.parts[subject])},
        {"signed": dict(authority.signed.statements[subject])},
    )


@dataclass(frozen=True, slots=True)
class Authority:
    """The actor of an act. Every writing function takes exactly one.

    ``account`` signs in; ``person`` is the human behind it: maker and checker are compared by person.
    ``office`` is the controller the act is done for (``DEPT``, ``FIN``, ``TRY``, ``PRD``), ``department`` the
    department that the officer is of: purposes call every department's own officers ``DEPT``. ``role`` and
    ``scope`` name the appointment (``drawing_officer`` of ``0412``). ``at`` is business time: the file's
    instant in a sample, the wall clock elsewhere; journal, grants and queue keep real time beside it.
    ``is_strong`` says that the account showed a second factor or a passkey; a process of ours shows its
    role's secret. A page sets it from its session. ``authenticator`` says by what means, ``authenticated_at``
    when (real time); None for a process of ours and in a sample. ``signed`` is the signature of her own key,
    where the act needs one. ``only`` names the role and the scope to which a token is limited: nothing is
    read by another appointment of the account. Empty texts limit nothing.
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
    authenticator: str = "service"
    authenticated_at: datetime | None = None
    signed: Signed | None = None
    only: tuple[str, str] = ("", "")
    department: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise Broken("act_without_zone")

    def is_strong_at(self, now: datetime) -> bool:
        """Whether the means shown are strong and no older than twelve hours at an instant of real time."""
        since = self.authenticated_at
        return self.is_strong and (since is None or now - since <= SIGN_IN_LASTS)

    def later(self, at: datetime) -> Authority:
        """The same actor at another instant."""
        return replace(self, at=at)
