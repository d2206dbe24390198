"""First codes: random, shown once, stored as Argon2 hashes with an expiry.

A person activates her account with one.

A code has 59 random bits and cannot be guessed, so wrong ones are not slowed down. A light hash is enough,
and one act can make the codes of a whole import.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account, Activation, Device, FirstCode
from vethanam.identity.passwords import check_new_password
from vethanam.identity.sign_in import account_named
from vethanam.identity.tokens import revoke_token, tokens_of
from vethanam.journal.actions import Event, append, append_many
from vethanam.journal.business_time import business_now

#: letters and digits that are distinct on paper
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH, GROUP = 12, 4
INVITED_FOR, RESET_FOR = timedelta(days=45), timedelta(days=7)
_AT_ONCE = 4
_hasher = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """An account's new first code for printing, and its expiry. The clear code is not stored."""

    account: Account
    row: FirstCode
    code: str
    ends_at: datetime


@transaction.atomic
def issue_first_codes(
    authority: Authority, accounts: Sequence[Account], reason: str = FirstCode.Reason.INVITATION, *,
    lasts: timedelta | None = None, is_sent: bool = False,
) -> list[Issued]:  # fmt: skip
    """Issue a new first code for each account, with a leaf each; earlier codes expire.

    ``is_sent``: by message to a confirmed contact, not on paper. ``lasts`` replaces the usual validity.
    Callers check that the actor may do this.
    """
    now = timezone.now()
    ends_at = now + (lasts or (RESET_FOR if reason == FirstCode.Reason.RESET else INVITED_FOR))
    leaves = append_many(
        [
            Event(
                "account.first_code", {"reason": str(reason), "way": "message" if is_sent else "paper"},
                {"account": account.pk, "by": authority.account, "person": authority.person},
                authority.at, authority.is_sample,
            )
            for account in accounts
        ]
    )  # fmt: skip
    codes = [_new_code() for _ in accounts]
    with ThreadPoolExecutor(_AT_ONCE) as threads:  # the hash is computed without the interpreter's lock
        hashes = list(threads.map(_hasher.hash, codes))
    rows = FirstCode.objects.bulk_create(
        [
            FirstCode(
                account=account,
                reason=reason,
                code_hash=code_hash,
                made_at=now,
                ends_at=ends_at,
                leaf=leaf,
            )
            for account, code_hash, leaf in zip(accounts, hashes, leaves, strict=True)
        ],
        batch_size=1_000,
    )
    return [
        Issued(account, row, shown(code), ends_at)
        for account, row, code in zip(accounts, rows, codes, strict=True)
    ]


def activate(name: str, first_code: str, password: str) -> Account:
    """Set an account's password by its first code, once; it can sign in from now on.

    Raises
    ------
    Refused
        Name and code do not match, or the code was used or has expired.
    Unsound
        The password is weak. The code stays valid.
    """
    account, row = code_of(name, first_code)
    check_new_password(password, account)
    at, is_sample = business_now()
    try:
        with transaction.atomic():
            leaf = append(
                "account.activated",
                public={"reason": row.reason},
                private={"account": account.pk},
                at=at,
                is_sample=is_sample,
            )
            Activation.objects.create(first_code=row, at=timezone.now(), leaf=leaf)
            account.set_password(password)
            account.save(update_fields=["password"])
            if row.reason == FirstCode.Reason.RESET:
                end_what_signed_in(account, at=at, is_sample=is_sample)
    except DatabaseError:  # another process was faster
        raise Refused("first_code_wrong") from None
    return account


def code_of(name: str, first_code: str) -> tuple[Account, FirstCode]:
    """The account of a name and its valid first code.

    Raises
    ------
    Refused
        They do not match, or the code was used or has expired.
    """
    account = account_named(name)
    row = open_code(account)
    if not _fits(row, first_code) or account is None or row is None:
        raise Refused("first_code_wrong")
    return account, row


def end_what_signed_in(account: Account, *, at: datetime, is_sample: bool) -> None:
    """Revoke the tokens of an account and forget its devices; its sessions end with the password."""
    for token in tokens_of(account):
        revoke_token(token, at=at, is_sample=is_sample)
    Device.objects.filter(account=account, forgotten_at__isnull=True).update(forgotten_at=timezone.now())


def shown(code: str) -> str:
    """``ABCD-EFGH-JKLM``."""
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def has_open_code(account: Account) -> bool:
    """Whether a never activated account has a valid first code."""
    return FirstCode.objects.filter(account=account, ends_at__gt=timezone.now()).exists()


def open_code(account: Account | None) -> FirstCode | None:
    """The valid first code of an open account that was not yet activated by it; else None."""
    if account is None or not account.is_active:  # closed after the code was issued
        return None
    latest = FirstCode.objects.filter(account=account).order_by("-id").first()
    if (
        latest is None
        or latest.ends_at <= timezone.now()
        or Activation.objects.filter(first_code=latest).exists()
    ):
        return None
    return latest


def _fits(row: FirstCode | None, typed: str) -> bool:
    """Whether a typed code matches the row; takes the same time without a row."""
    plain = "".join(letter for letter in typed.upper() if letter in LETTERS)
    try:
        return _hasher.verify(row.code_hash if row else _NOBODYS, plain) and row is not None
    except VerificationError:
        return False


def _new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


_NOBODYS = _hasher.hash(_new_code())
