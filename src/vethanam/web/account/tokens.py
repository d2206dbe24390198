"""The tokens of an account in words, and the roles for which a program may have one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vethanam.identity.models import Account
from vethanam.identity.tokens import tokens_of
from vethanam.people.models import Role
from vethanam.people.queries import Hat
from vethanam.web.administration.words import role_words


@dataclass(frozen=True, slots=True)
class TokenShown:
    """A token in force, by its number; ``seat`` is empty where it acts in every role of its account."""

    token: int
    name: str
    seat: str
    until: datetime
    last_used_at: datetime | None


def tokens_shown(account: Account) -> list[TokenShown]:
    """The tokens in force, newest first."""
    return [
        TokenShown(
            one.pk,
            one.name,
            role_words(one.role, one.scope) if one.role else "",
            one.expires_at,
            one.last_used_at,
        )
        for one in tokens_of(account)
    ]


def seats_of(hats: list[Hat]) -> list[tuple[str, str]]:
    """A choice for each role and scope but a program's: ``clerk/0412``, and its words."""
    held = dict.fromkeys((hat.role, hat.scope) for hat in hats if hat.role != Role.SERVICE)
    return [(f"{role}/{scope}", role_words(role, scope)) for role, scope in held]
