"""Accounts bound to subjects of an OpenID provider. The holder binds; a provider never creates an account."""

from __future__ import annotations

import hashlib
import json

from django.db import IntegrityError, transaction
from django.utils import timezone

from vethanam.errors import Refused
from vethanam.identity.models import Account, BoundSubject
from vethanam.journal.actions import append
from vethanam.journal.business_time import business_now


def bound_account(issuer: str, subject: str) -> Account | None:
    """The active account bound to a subject, or None."""
    row = (
        BoundSubject.objects.filter(subject=_hash(issuer, subject), ended_at=None, account__is_active=True)
        .exclude(account__kind=Account.Kind.SERVICE)
        .select_related("account")
        .first()
    )
    return row.account if row else None


@transaction.atomic
def bind_subject(account: Account, issuer: str, subject: str) -> BoundSubject:
    """Bind a subject to an account, replacing an earlier one. Callers check that the holder is present.

    Raises
    ------
    Refused
        The subject is bound to another account.
    """
    hashed = _hash(issuer, subject)
    if BoundSubject.objects.filter(subject=hashed, ended_at=None).exclude(account=account).exists():
        raise Refused("subject_of_another")
    unbind_subject(account)
    leaf = _entry("account.provider_bound", account, subject=hashed)
    try:
        with transaction.atomic():
            return BoundSubject.objects.create(
                account=account, subject=hashed, bound_at=timezone.now(), leaf=leaf
            )
    except IntegrityError:  # another account was faster
        raise Refused("subject_of_another") from None


@transaction.atomic
def unbind_subject(account: Account) -> None:
    """Unbind an account's subject; idempotent."""
    if BoundSubject.objects.filter(account=account, ended_at=None).update(ended_at=timezone.now()):
        _entry("account.provider_ended", account)


def is_bound(account: Account) -> bool:
    """Whether an account has a bound subject."""
    return BoundSubject.objects.filter(account=account, ended_at=None).exists()


def _entry(kind: str, account: Account, **also: str) -> int:
    at, is_sample = business_now()
    return append(kind, public={}, private={"account": account.pk, **also}, at=at, is_sample=is_sample)


def _hash(issuer: str, subject: str) -> str:
    return hashlib.sha256(json.dumps([issuer, subject]).encode()).hexdigest()
