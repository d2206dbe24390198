"""Codes by message in the background: a job carries the ids of accounts; sent twice, the second finds nothing to do."""

from __future__ import annotations

from collections.abc import Sequence

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from vethanam.identity.authority import Authority
from vethanam.identity.first_codes import has_open_code
from vethanam.identity.models import Account, FirstCode
from vethanam.identity.sign_in import account_named
from vethanam.journal.business_time import business_now
from vethanam.messaging.actions.account_codes import (
    may_reset_by_message,
    send_first_code,
    send_reset_code,
    tell_of_password,
)

#: accounts of one job
CHUNK = 200


@app.task(name="messaging.reset_code", queue="messaging")
def send_reset_in_background(account: int) -> None:
    """Send one account its code for a new password."""
    send_reset_code(_authority(), Account.objects.get(pk=account))


@app.task(name="messaging.first_codes", queue="messaging")
def send_first_codes_in_background(accounts: list[int]) -> None:
    """Send these accounts their first codes. One that has a code, of a job that was killed or on paper, gets no other."""
    authority = _authority()
    for account in Account.objects.filter(pk__in=accounts).order_by("pk"):
        if not has_open_code(account):
            send_first_code(authority, account)


@app.task(name="messaging.password_told", queue="messaging")
def tell_in_background(account: int) -> None:
    """Tell the holder that a new password was given by a code."""
    tell_of_password(_authority(), Account.objects.get(pk=account))


def defer_told(account: Account) -> None:
    """Have the holder told at a confirmed contact, where an account that was in use before got a new password by a code."""
    latest = FirstCode.objects.filter(account=account).order_by("-id").first()
    if latest and latest.reason == FirstCode.Reason.RESET:
        tell_in_background.defer(account=account.pk)


def defer_reset(name: str) -> None:
    """Ask for a code for a new password. Nothing tells whether the name is one that gets it.

    The worker sends it: who has a contact takes no longer here than who has none.
    """
    account = account_named(name)
    if account is None or not may_reset_by_message(account):
        return
    try:
        send_reset_in_background.configure(
            queueing_lock=f"reset {account.pk}", lock=f"reset {account.pk}"
        ).defer(account=account.pk)
    except AlreadyEnqueued:  # one waits already
        return


def defer_first_codes(accounts: Sequence[int]) -> None:
    """Leave the first codes of many accounts to the worker."""
    for at in range(0, len(accounts), CHUNK):
        send_first_codes_in_background.defer(accounts=list(accounts[at : at + CHUNK]))


def _authority() -> Authority:
    """The account of the worker, no person."""
    at, is_sample = business_now()
    account = Account.objects.only("pk").get(username="service-worker")
    return Authority(account.pk, None, "DEPT", "service", at, is_sample=is_sample)
