"""Tickets to the paymaster's page: the web process writes one, the paymaster takes it once.

A ticket keeps strangers from looking at a bill. It says nothing about who signs: the signature alone does.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models.functions import Now

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.identity.models import SigningTicket

#: from the button on a page of the web process to the page of the paymaster
LASTS = timedelta(minutes=5)


def make_ticket(authority: Authority, act: str, given: str, site: str) -> str:
    """A ticket for an act with this input, as JSON; returns its text. ``site`` is an origin."""
    text = secrets.token_urlsafe(24)
    SigningTicket.objects.create(
        hash=_hash_of(text), account_id=authority.account, role=authority.role, scope=authority.scope or "",
        asks=_asks(act, given), site=site,
    )  # fmt: skip
    return text


@transaction.atomic
def take_ticket(text: str, act: str, given: str) -> SigningTicket:
    """The ticket with this text, which is then gone, as is every expired one.

    Raises
    ------
    Refused
        There is none: it was used, is too old, or is for something else.
    """
    SigningTicket.objects.filter(made_at__lt=Now() - LASTS).delete()
    row = SigningTicket.objects.filter(hash=_hash_of(text)).first()
    if row is None or not SigningTicket.objects.filter(pk=row.pk).delete()[0]:
        raise Refused("ticket_used", minutes=LASTS.seconds // 60)
    if bytes(row.asks) != _asks(act, given):
        raise Refused("ticket_of_another_act")
    return row


def _hash_of(text: str) -> bytes:
    return sha256(text.encode()).digest()


def _asks(act: str, given: str) -> bytes:
    return sha256(f"{act}\n{given}".encode()).digest()
