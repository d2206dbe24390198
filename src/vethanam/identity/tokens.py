"""API tokens of an account: issue, find, revoke. The token is shown once and stored as a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused, Unsound
from vethanam.identity.models import Account, Token
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json

PREFIX = "vth_"
#: longest life of a person's token; one from signing in lives eight hours
LONGEST = timedelta(days=366)
SESSION = timedelta(hours=8)
#: shortest interval between updates of the last use
NOTED_EVERY = timedelta(minutes=1)
MOST_TOKENS = 50


def hash_of(text: str) -> bytes:
    """The stored hash of a token; one round is enough for a random text."""
    return hashlib.sha256(text.encode()).digest()


@transaction.atomic
def issue_token(  # noqa: PLR0913  (a token's limits; all but the account by name)
    account: Account,
    *,
    name: str,
    lasts: timedelta = SESSION,
    role: str = "",
    scope: str = "",
    is_strong: bool = True,
    at: datetime | None = None,
    is_sample: bool = False,
    by: int | None = None,
) -> tuple[Token, str]:
    """Issue a token of an account; also returns its text, shown once.

    Empty ``role`` and ``scope``: any the account holds. ``by`` is the account of the officer who makes it
    for a program.

    Raises
    ------
    Unsound
        It would live too long, or has no name.
    Refused
        The account is closed, or has too many live tokens.
    """
    if not name.strip() or len(name) > 60:
        raise Unsound("token_without_name")
    if not timedelta(0) < lasts <= LONGEST:
        raise Unsound("token_too_long", days=LONGEST.days)
    if not account.is_active:
        raise Refused("account_closed", name=account.username)
    now = timezone.now()
    if Token.objects.filter(account=account, revoked_at=None, expires_at__gt=now).count() >= MOST_TOKENS:
        raise Refused("too_many_tokens", most=MOST_TOKENS)
    text = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        account=account,
        name=name.strip(),
        role=role,
        scope=scope,
        is_strong=is_strong,
        hash=hash_of(text),
        created_at=now,
        expires_at=now + lasts,
    )
    append(
        "token.issued",
        public={"token": hash_of(text).hex()[:16], "role": role, "scope": scope},
        private=_private(account.pk, by),
        at=at or now,
        is_sample=is_sample,
    )
    return token, text


def token_of(text: str) -> Token | None:
    """The valid token with this text, if its account is active; records its use."""
    now = timezone.now()
    found = (
        Token.objects.select_related("account")
        .filter(hash=hash_of(text), revoked_at=None, expires_at__gt=now, account__is_active=True)
        .first()
    )
    if found and (found.last_used_at is None or now - found.last_used_at > NOTED_EVERY):
        Token.objects.filter(pk=found.pk).update(last_used_at=now)
    return found


def tokens_of(account: Account) -> list[Token]:
    """The live tokens of an account, newest first."""
    return list(
        Token.objects.filter(account=account, revoked_at=None, expires_at__gt=timezone.now()).order_by("-pk")
    )


@transaction.atomic
def revoke_token(
    token: Token, *, at: datetime | None = None, is_sample: bool = False, by: int | None = None
) -> None:
    """Revoke a token; idempotent."""
    now = timezone.now()
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        append(
            "token.revoked",
            public={"token": bytes(token.hash).hex()[:16]},
            private=_private(token.account_id, by),
            at=at or now,
            is_sample=is_sample,
        )


def _private(account: int, by: int | None) -> dict[str, Json]:
    """The accounts of a token's entry: its own, and that of the officer who acts for a program."""
    return {"account": account} if by is None else {"account": account, "by": by}
