"""Codes by message in the background: a job carries account ids and is idempotent."""

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

#: accounts per job
CHUNK = 200


@app.task(name="messaging.reset_code", queue="messaging")
def send_reset_in_background(account: int) -> None:
    """Send one account its reset code."""
    send_reset_code(_authority(), Account.objects.get(pk=account))


@app.task(name="messaging.first_codes", queue="messaging")
def send_first_codes_in_background(accounts: list[int]) -> None:
    """Send these accounts their first codes. One with a code, from a killed job or on paper, is skipped."""
    authority = _authority()
    for account in Account.objects.filter(pk__in=accounts).order_by("pk"):
        if not has_open_code(account):
            send_first_code(authority, account)


@app.task(name="messaging.password_told", queue="messaging")
def tell_in_background(account: int) -> None:
    """Tell the holder of a password reset by code."""
    tell_of_password(_authority(), Account.objects.get(pk=account))


def defer_told(account: Account) -> None:
    """Queue a notice to the holder after an active account's password was reset by a code."""
    latest = FirstCode.objects.filter(account=account).order_by("-id").first()
    if latest and latest.reason == FirstCode.Reason.RESET:
        tell_in_background.defer(account=account.pk)


def defer_reset(name: str) -> None:
    """Queue a reset code. The caller cannot tell whether the name gets one.

    The worker sends it, so that the response time does not depend on a contact.
    """
    account = account_named(name)
    if account is None or not may_reset_by_message(account):
        return
    try:
        send_reset_in_background.configure(
            queueing_lock=f"reset {account.pk}", lock=f"reset {account.pk}"
        ).defer(account=account.pk)
    except AlreadyEnqueued:  # one is queued already
        return


def defer_first_codes(accounts: Sequence[int]) -> None:
    """Queue the first codes of many accounts."""
    for at in range(0, len(accounts), CHUNK):
        send_first_codes_in_background.defer(accounts=list(accounts[at : at + CHUNK]))


def _authority() -> Authority:
    """The worker's service account, without a person."""
    at, is_sample = business_now()
    account = Account.objects.only("pk").get(username="service-worker")
    return Authority(account.pk, None, "DEPT", "service", at, is_sample=is_sample)
