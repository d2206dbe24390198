"""Tokens by which a program acts for an account: issued, found, ended. The text is shown once and kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Refused, Unsound
from vethanam.identity.models import Account, Token
from vethanam.journal.actions import append

PREFIX = "vth_"
#: a token of a person lives so long at most; one from signing in, eight hours
LONGEST = timedelta(days=366)
SESSION = timedelta(hours=8)
#: the last use is written at most so often
NOTED_EVERY = timedelta(minutes=1)
MOST_TOKENS = 50


def hash_of(text: str) -> bytes:
    """What is kept of a token; it is random, so one round suffices."""
    return hashlib.sha256(text.encode()).digest()


@transaction.atomic
def issue_token(
    account: Account,
    *,
    name: str,
    lasts: timedelta = SESSION,
    role: str = "",
    scope: str = "",
    is_strong: bool = True,
    at: datetime | None = None,
    is_sample: bool = False,
) -> tuple[Token, str]:
    """A new token of an account and its text, which nobody sees again. Empty ``role`` and ``scope``: any the account holds.

    Raises
    ------
    Unsound
        It would live longer than a token may, or has no name.
    Refused
        The account is closed, or has too many tokens that live.
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
        private={"account": account.pk},
        at=at or now,
        is_sample=is_sample,
    )
    return token, text


def token_of(text: str) -> Token | None:
    """The token with this text, where it lives and its account does; its use is noted."""
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
    """The tokens of an account that live, the newest first."""
    return list(
        Token.objects.filter(account=account, revoked_at=None, expires_at__gt=timezone.now()).order_by("-pk")
    )


@transaction.atomic
def revoke_token(token: Token, *, at: datetime | None = None, is_sample: bool = False) -> None:
    """End a token; ending it again changes nothing."""
    now = timezone.now()
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        append(
            "token.revoked",
            public={"token": bytes(token.hash).hex()[:16]},
            private={"account": token.account_id},
            at=at or now,
            is_sample=is_sample,
        )
